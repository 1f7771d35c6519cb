#pragma once

#include "google/protobuf/text_format.h"

#include "jalon/v1/table.pb.h"

namespace jalon::sheet::testing {

// Two rows in a section and a total; a count, a mean, a rate and a missing
// value.
inline v1::EvaluateTableResponse SampleTable() {
  v1::EvaluateTableResponse table;
  google::protobuf::TextFormat::ParseFromString(R"(
    header {
      status: OK territory: "34" as_of: "2018-12-31" known_at: "2019-01-31"
      position: 1234 definition: "sample" definition_version: 2
    }
    table { id: "sample" title: "Essai ; \"guillemets\"" source: "Note 1" }
    options { name: "suspended" value: "=1+1" meaning: "Droits suspendus" }
    columns { id: "n" label: "Effectif" unit: "persons" }
    columns { id: "d" label: "Délai" unit: "days" group: "Moyenne" decimals: 1 }
    columns { id: "r" label: "Taux" unit: "ratio" group: "Moyenne" decimals: 1 }
    rows {
      id: "a" section: "Sexe" label: "Femmes"
      cells { status: OK value { value: 1234 fraction: "1234" } }
      cells { status: OK value { value: 0.25 fraction: "1/4" } persons: 4 }
      cells { status: OK value { value: 0.6665 fraction: "1333/2000" } persons: 2000 }
    }
    rows {
      id: "b" section: "Sexe" label: "Hommes"
      cells { status: SUPPRESSED }
      cells { status: NOT_APPLICABLE }
      cells { status: NO_DATA }
    }
    rows {
      id: "total" label: "Effectif total"
      cells { status: OK value { value: 0 fraction: "0" } }
      cells { status: OK value { value: -1.5 fraction: "-3/2" } persons: 2 }
      cells { status: OK value { value: 1 fraction: "1" } persons: 8 }
    }
    notes: "Une note ;\nsur deux lignes."
  )",
                                                &table);
  return table;
}

}  // namespace jalon::sheet::testing

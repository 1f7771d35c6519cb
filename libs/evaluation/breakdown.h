#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"

#include "libs/evaluation/dimension.h"

namespace jalon::evaluation {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// A breakdown by one or two dimensions, crossed; by none it has no cell.
//
// A key is the values of the dimensions joined by a character that no value
// holds, so that the order of keys is that of the values.
class Breakdown {
 public:
  Breakdown() = default;
  // INVALID_ARGUMENT naming `field`: an unknown dimension, one given twice, or
  // more than two. Lifetime: keeps the catalogue and the strings.
  static absl::StatusOr<Breakdown> Make(const Names& names,
                                        const std::string& field,
                                        const Catalogue* catalogue,
                                        const pathway::StringTable& strings);

  bool empty() const { return dimensions_.empty(); }
  // A unit may stand in several cells.
  bool overlaps() const;
  const std::vector<Dimension>& dimensions() const { return dimensions_; }

  // Keys of a person on a day, as Dimension::ValuesOf; none when empty.
  std::vector<std::string> KeysOf(const pathway::Pathway& pathway, Day day,
                                  int spell = -1, int enrolment = -1) const;
  // Keys of a break (spec §7): the values of g0; the orientation in force
  // then, else the day before; the axes of the enrolments that end, else are
  // open.
  std::vector<std::string> KeysAtBreak(const pathway::Pathway& pathway, Day g0,
                                       int spell) const;

 private:
  std::vector<Dimension> dimensions_;
};

// The values of a key, one a dimension.
void SetKey(absl::string_view key, Names* out);
std::vector<std::string> SplitKey(absl::string_view key);
// Every key that crosses the values given for each dimension.
std::vector<std::string> CrossKeys(
    const std::vector<std::vector<std::string>>& values);

}  // namespace jalon::evaluation

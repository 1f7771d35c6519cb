#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/pathway.pb.h"
#include "libs/base/day.h"
#include "libs/facts/view.h"
#include "libs/pathway/fold.h"
#include "libs/territory/territory.h"

namespace jalon::territory {

// The territories that a process serves, by INSEE code.
using Territories = std::map<std::string, std::unique_ptr<Territory>>;
Territory* Find(const Territories& territories, const std::string& name);

// What a query is asked on: the two dates of spec §1 and the parameters of the
// fold, read and completed.
struct Question {
  std::shared_ptr<const facts::View> view;  // nullptr: not served.
  base::Day as_of = base::kNoDay;
  base::Day known_at = base::kNoDay;  // The end of that day; kNoDay = head, or
                                      // a position.
  // The last civil day that the view knows: known_at or, when that is earlier
  // or nothing is asked, today; of a position before the head, its recording.
  base::Day known_day = base::kNoDay;
  bool provisional = false;   // as_of is later than known_day.
  pathway::FoldOptions fold;  // As_of set.
};

struct QuestionOptions {
  const v1::FoldDefaults* defaults = nullptr;
  absl::Time now;
};

// The dates default to today and to the head. `territory` may be nullptr: one
// that is not served, and whose view is nullptr. May lay a view out: not for a
// thread that must not block.
// INVALID_ARGUMENT naming the field: a date that cannot be read, a parameter
// out of bounds.
absl::StatusOr<Question> Resolve(Territory* territory, absl::string_view name,
                                 const v1::At& at,
                                 const v1::FoldParameters& parameters,
                                 const QuestionOptions& options);

}  // namespace jalon::territory

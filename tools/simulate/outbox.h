#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "tools/simulate/chance.h"

namespace jalon::simulate {

using base::Day;

// The four partners that send files.
enum class Partner { kCaf, kFranceTravail, kDepartement, kOperators };
inline constexpr size_t kPartners = 4;
absl::string_view SourceOf(
    Partner partner);  // "caf", "ft", "dept", "operateurs"

// What the partners send, and when: each event gets the day on which its file
// arrives (CAF: the monthly file of the 5th, so 5 to 35 days late; the others
// weekly or daily), and some are sent twice, sent wrong and corrected, or sent
// in error and retracted. Arrival is by week, in random order within it.
class Outbox {
 public:
  // Events that arrive before `first` come with the first file; those that
  // would arrive after `last` are not sent.
  Outbox(absl::string_view territory, Day first, Day last, uint64_t seed);

  // Takes an event whose person, effective_date and fact are filled.
  void Send(Partner partner, Day effective, v1::Event event);

  // Every event of a partner, serialised, in order of arrival, with its
  // recorded_at.
  void ForEach(Partner partner,
               const std::function<void(const std::string& bytes)>& visit);
  size_t size() const;

 private:
  struct Item {
    Day arrival;
    uint32_t tie;  // Random order within a week.
    std::string bytes;
  };

  Day ArrivalOf(Partner partner, Day effective);
  void Put(Partner partner, Day arrival, v1::Event event);
  void PutWithFaults(Partner partner, Day effective, Day arrival,
                     v1::Event event);
  std::string NextKey(Partner partner);

  std::string territory_;
  Day first_, last_;
  Chance chance_;
  std::array<std::vector<Item>, kPartners> items_;
  std::array<uint32_t, kPartners> numbers_{};
};

}  // namespace jalon::simulate

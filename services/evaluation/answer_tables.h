#pragma once

#include <cstdint>

#include "services/evaluation/figure_cells.h"

namespace jalon::evaluation_service {

// An answer and its counts, of one kind of figure. `Answer` has
//   Answer(uint64_t k, Response* response)
//   FigureCells& whole(); const Parts& parts();
//   void CopyWhole(const Response& other)  // But what is in no sum.
//   void Finish(bool whole_hidden, bool part_hidden)

// Of a whole with its breakdown by one dimension, or by none. `overlaps`: a
// unit may stand in several parts.
template <typename Answer, typename Response>
void ApplyTo(uint64_t k, bool overlaps, Response* response) {
  Answer answer(k, response);
  FigureTables tables(k, &answer.whole());
  tables.Divide(answer.parts(), overlaps);
  const bool whole_hidden = answer.whole().Clean(tables.table());
  answer.Finish(whole_hidden, CleanAll(answer.parts(), tables.table()));
}

// Of a crossed table and the two that are its margins. False: the crossed one
// is to be withheld.
template <typename Answer, typename Response>
bool ApplyToCrossed(uint64_t k, Response* first, Response* second,
                    Response* crossed) {
  Answer of_first(k, first), of_second(k, second), of_both(k, crossed);
  FigureTables tables(k, &of_first.whole());
  const bool shown =
      tables.Cross(of_first.parts(), of_second.parts(), of_both.parts());
  const CellTable& table = tables.table();
  const bool whole_hidden = of_first.whole().Clean(table);
  of_second.CopyWhole(*first);
  of_both.CopyWhole(*first);
  of_first.Finish(whole_hidden, CleanAll(of_first.parts(), table));
  of_second.Finish(whole_hidden, CleanAll(of_second.parts(), table));
  if (!shown) return false;
  of_both.Finish(whole_hidden, CleanAll(of_both.parts(), table));
  return true;
}

}  // namespace jalon::evaluation_service

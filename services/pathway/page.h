#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"

#include "libs/base/status_macros.h"
#include "libs/territory/page_token.h"
#include "services/pathway/environment.h"

namespace jalon::pathway_service {

// A page of a list: on what it is asked, and from which item on.
struct Page {
  territory::Question question;
  territory::PageToken token;  // `offset` is this page's first.
  size_t size = 0;

  // The items [begin, end) of a list of `total`; sets the next page's token
  // and the total in the response.
  template <typename Response>
  std::pair<size_t, size_t> Cut(size_t total, Response* response) const {
    const size_t begin = std::min<size_t>(total, token.offset);
    const size_t end = begin + std::min(size, total - begin);
    response->set_total(total);
    if (question.view != nullptr) {
      response->set_position(question.view->position());
    }
    if (end < total) {
      territory::PageToken next = token;
      next.offset = end;
      response->set_next_page_token(territory::FormatPageToken(next));
    }
    return {begin, end};
  }
};

// Reads at, page_size and page_token of a list request. INVALID_ARGUMENT
// naming the field.
template <typename Request>
absl::StatusOr<Page> OpenPage(const Environment& environment,
                              const Request& request, uint32_t default_size,
                              uint32_t max_size) {
  Page page;
  ASSIGN_OR_RETURN(page.token, territory::ReadPage(request, default_size,
                                                   max_size, &page.size));
  v1::At at = request.at();
  if (!request.page_token().empty()) {
    at.set_as_of(base::FormatDay(page.token.as_of));
    at.set_known_at_position(page.token.position);
  }
  ASSIGN_OR_RETURN(page.question,
                   Ask(environment, request.territory(), at, {}));
  page.token.as_of = page.question.as_of;
  if (page.question.view != nullptr) {
    page.token.position = page.question.view->position();
  }
  return page;
}

}  // namespace jalon::pathway_service

#include "libs/base/status_macros.h"
#include "services/pathway/lists.h"
#include "services/pathway/page.h"

namespace jalon::pathway_service {
namespace {

constexpr uint32_t kDefaultPage = 1000;
constexpr uint32_t kMaxPage = 10'000;

}  // namespace

absl::Status ListPersons(const Environment& environment,
                         const access::Principal& principal,
                         const v1::ListPersonsRequest& request,
                         v1::ListPersonsResponse* response) {
  RETURN_IF_ERROR(access::CheckTerritory(principal, request.territory()));
  if (!access::MayReadEveryone(principal)) {
    return absl::PermissionDeniedError("not allowed to this principal");
  }
  ASSIGN_OR_RETURN(const Page page,
                   OpenPage(environment, request, kDefaultPage, kMaxPage));
  const facts::View* view = page.question.view.get();
  const auto [begin, end] =
      page.Cut(view == nullptr ? 0 : view->size(), response);
  for (size_t person = begin; person < end; ++person) {
    response->add_persons(view->Name(person));
  }
  return absl::OkStatus();
}

}  // namespace jalon::pathway_service

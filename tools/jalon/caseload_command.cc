#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/pathway.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string referent, organisation, page_token;
  uint32_t page_size = 25;
};

template <typename List>
std::string Types(const List& gaps) {
  return OrDash(absl::StrJoin(gaps, " ", [](std::string* out, const auto& gap) {
    absl::StrAppend(out, gap.type(), "(", gap.exposed_days(), ")");
  }));
}

void Print(const v1::ListCaseloadResponse& response) {
  Table table({"person", "referent", "organisation", "track", "breaks (days)",
               "at risk (days)", "next due", "contract until"});
  for (const v1::CaseloadItem& item : response.items()) {
    table.Add({item.person(), OrDash(item.referent()),
               OrDash(item.organisation()), OrDash(item.track()),
               Types(item.open_breaks()), Types(item.at_risk()),
               OrDash(item.next_due()), OrDash(item.contract_end())});
  }
  std::cout << table.ToString();
  std::cout << table.rows() << " of " << Count(response.total()) << " persons";
  if (!response.next_page_token().empty()) {
    std::cout << "; more with --page-token " << response.next_page_token();
  }
  std::cout << "\n";
}

void Run(const Options& options, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::PathwayService::NewStub(channel);
  v1::ListCaseloadRequest request;
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  if (!options.referent.empty()) {
    request.set_referent(options.referent);
  } else {
    request.set_organisation(options.organisation);
  }
  request.set_page_size(options.page_size);
  request.set_page_token(options.page_token);
  v1::ListCaseloadResponse response;
  if (!Call(stub.get(), &v1::PathwayService::Stub::ListCaseload, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
  } else {
    Print(response);
  }
}

}  // namespace

void AddCaseload(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "caseload", "who a referent or an organisation follows, urgent first");
  auto* who = command->add_option_group("who");
  who->add_option("--referent", options->referent, "number of the referent");
  who->add_option("--organisation", options->organisation, "its id");
  who->require_option(1);
  command->add_option("--page-size", options->page_size, "persons a page")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--page-token", options->page_token, "the next page");
  command->footer(
      "Examples:\n  jalon caseload --referent CC017\n"
      "  jalon caseload --organisation PLIE --as-of 2019-06-30");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli

#include <iostream>

#include "jalon/v1/admin.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

void RunStatus(Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::AdminService::NewStub(channel);
  v1::GetStatusResponse response;
  if (!Call(stub.get(), &v1::AdminService::Stub::GetStatus,
            v1::GetStatusRequest(), &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  Table table({"territory", "state", "head", "last recorded", "persons"});
  for (const v1::TerritoryStatus& territory : response.territories()) {
    table.Add({territory.territory(), territory.state(),
               Count(territory.head()), OrDash(territory.last_recorded_at()),
               Count(territory.persons())});
  }
  std::cout << table.ToString();
}

void RunVerify(uint64_t from, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::AdminService::NewStub(channel);
  v1::VerifyRequest request;
  request.set_territory(globals->territory);
  request.set_from_position(from);
  v1::VerifyResponse response;
  if (!Call(stub.get(), &v1::AdminService::Stub::Verify, request, &response,
            globals)) {
    return;
  }
  if (response.fault_count() > 0) globals->exit_code = kFaults;
  if (globals->json) {
    PrintJson(response);
    return;
  }
  for (const std::string& fault : response.faults()) std::cout << fault << "\n";
  std::cout << Count(response.records()) << " records up to position "
            << Count(response.head()) << ": structure, order, digests and "
            << "indexes checked, " << Count(response.fault_count())
            << " faults\n";
}

}  // namespace

void AddStatus(CLI::App* app, Globals* globals) {
  app->add_subcommand("status", "the ledgers of the service")
      ->callback([globals] { RunStatus(globals); });
  CLI::App* verify =
      app->add_subcommand("verify", "reads a ledger and checks every record");
  verify->footer(
      "Examples:\n  jalon verify --territory 34\n"
      "  jalon verify --territory 34 --from 2000000   # since the last time");
  auto from = std::make_shared<uint64_t>(1);
  verify->add_option("--from", *from, "first position read");
  verify->callback([globals, from] { RunVerify(*from, globals); });
}

}  // namespace jalon::cli

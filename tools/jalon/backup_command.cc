#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "jalon/v1/admin.grpc.pb.h"
#include "libs/ledger/backup.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"

namespace jalon::cli {
namespace {

// Of the offline commands.
struct Offline {
  std::string backups, data;
  uint32_t id = 0;
  uint64_t to = 0, accept_head = 0;
};

void RunBackup(uint32_t keep, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::AdminService::NewStub(channel);
  v1::BackupRequest request;
  request.set_territory(globals->territory);
  request.set_keep(keep);
  v1::BackupResponse response;
  if (!Call(stub.get(), &v1::AdminService::Stub::Backup, request, &response,
            globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  std::cout << "backup " << response.id() << " in " << response.directory()
            << ": up to position " << Count(response.head()) << ", "
            << Count(response.bytes()) << " bytes, read again and checked\n";
}

// False after telling.
bool Refused(const absl::Status& status, Globals* globals) {
  if (status.ok()) return false;
  std::cerr << "jalon: " << status.message() << "\n";
  globals->exit_code = kFaults;
  return true;
}

void RunRestore(const Offline& offline, Globals* globals) {
  const std::string& territory = globals->territory;
  const auto report =
      ledger::Restore({.backups = absl::StrCat(offline.backups, "/", territory),
                       .id = offline.id,
                       .directory = absl::StrCat(offline.data, "/", territory),
                       .territory = territory,
                       .to = offline.to});
  if (Refused(report.status(), globals)) return;
  std::cout << "backup " << report->id << " is in " << offline.data << "/"
            << territory << ": " << Count(report->head)
            << " records, every one read and checked\n";
}

void RunRepair(const Offline& offline, Globals* globals) {
  const auto report = ledger::Repair(
      {.directory = absl::StrCat(offline.data, "/", globals->territory),
       .territory = globals->territory,
       .accept_head = offline.accept_head});
  if (Refused(report.status(), globals)) return;
  std::cout << Count(report->head) << " records, every one read and checked; "
            << (report->rewritten ? "the file HEAD is made again"
                                  : "nothing to repair")
            << "\n";
  if (report->lost > 0) {
    std::cout << Count(report->lost)
              << " positions after it were acknowledged and are lost\n";
  }
}

void AddRestore(CLI::App* app, Globals* globals) {
  CLI::App* restore = app->add_subcommand(
      "restore", "makes a ledger from a backup, with no service on it");
  restore->footer(
      "Examples:\n"
      "  jalon restore --from /backups --data /var/lib/jalon -t 34\n"
      "  jalon restore --from /backups --data try -t 34 --to 2000000\n"
      "The folder <data>/<territory> must be absent or empty.");
  auto offline = std::make_shared<Offline>();
  restore->add_option("--from", offline->backups, "jalond's --backups")
      ->required();
  restore->add_option("--data", offline->data, "jalond's --data, or another")
      ->required();
  restore->add_option("--id", offline->id, "of the backup (default: the last)");
  restore->add_option("--to", offline->to, "last position kept (default: all)");
  restore->callback([globals, offline] { RunRestore(*offline, globals); });
}

}  // namespace

void AddBackup(CLI::App* app, Globals* globals) {
  CLI::App* backup = app->add_subcommand(
      "backup", "asks the service for a checked, incremental backup");
  backup->footer("Example:\n  jalon backup --territory 34 --keep 14");
  auto keep = std::make_shared<uint32_t>(0);
  backup->add_option("--keep", *keep,
                     "delete all but the last so many (default: none)");
  backup->callback([globals, keep] { RunBackup(*keep, globals); });
  AddRestore(app, globals);

  CLI::App* repair = app->add_subcommand(
      "repair", "makes the file HEAD again, with no service on the ledger");
  repair->footer("Example:\n  jalon repair --data /var/lib/jalon -t 34");
  auto offline = std::make_shared<Offline>();
  repair->add_option("--data", offline->data, "jalond's --data")->required();
  repair->add_option("--accept-head", offline->accept_head,
                     "go on from this position although more was acknowledged");
  repair->callback([globals, offline] { RunRepair(*offline, globals); });
}

}  // namespace jalon::cli

#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "jalon/v1/pathway.pb.h"

namespace jalon::cli {

// Exit codes of jalon.
inline constexpr int kOk = 0;
inline constexpr int kFaults =
    1;  // Refused rows, faults of a file, of a ledger.
inline constexpr int kUsage = 2;        // The command line itself.
inline constexpr int kServerError = 3;  // Unreachable, or it refused the call.

// Options of every command that talks to a service.
struct Globals {
  std::string server = "127.0.0.1:50051";
  std::string certificate, key, ca;  // mTLS; none = plain, loopback only.
  std::string territory = "34";
  std::string as_of, known_at;
  bool json = false;
  int exit_code = kOk;  // Set by the command that ran.
};

// Adds a subcommand each; what they print goes to standard output, progress
// and errors to standard error.
void AddPush(CLI::App* app, Globals* globals);
void AddPathway(CLI::App* app, Globals* globals);
void AddCaseload(CLI::App* app, Globals* globals);
void AddDelays(CLI::App* app, Globals* globals);
void AddBreaks(CLI::App* app, Globals* globals);
void AddPact(CLI::App* app, Globals* globals);
void AddQuality(CLI::App* app, Globals* globals);
void AddTable(CLI::App* app, Globals* globals);
void AddCheck(CLI::App* app, Globals* globals);
void AddStatus(CLI::App* app, Globals* globals);  // verify and status
void AddBackup(CLI::App* app, Globals* globals);  // backup, restore, repair
void AddSimulate(CLI::App* app, Globals* globals);
void AddCompletion(CLI::App* app, Globals* globals);

// The two dates of a query, from the options.
v1::At AtOf(const Globals& globals);

}  // namespace jalon::cli

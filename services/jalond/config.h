#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "services/jalond/server.h"

namespace jalon::server {

// The settings of the process.
struct Config {
  ServerOptions server;
  std::string port_file;  // Where the bound address is written; "" = nowhere.
};

// Reads the command line (Abseil flags; --help lists them). INVALID_ARGUMENT:
// an argument that is no flag. Ends the process for --help and unknown flags.
absl::StatusOr<Config> ReadConfig(int argc, char** argv);

}  // namespace jalon::server

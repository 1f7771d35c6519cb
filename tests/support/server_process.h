#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>
#include <sys/types.h>

namespace jalon::testing {

// A directory of its own under the test's temporary directory, removed at the
// end.
class TempDirectory {
 public:
  explicit TempDirectory(const std::string& name);
  ~TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The real jalond, as its user starts it for a demonstration: loopback, a port
// of the system's choice. Killed at the end.
class ServerProcess {
 public:
  ServerProcess(const std::string& data_directory,
                const std::string& territories,
                const std::vector<std::string>& more_flags = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // "127.0.0.1:port"; empty when it did not start.
  const std::string& address() const { return address_; }
  std::shared_ptr<grpc::Channel> channel() const;

  // Memory it has used at most, in bytes; 0 = not running.
  size_t PeakMemory() const;

  void Signal(int signal);  // SIGSTOP, SIGCONT; does not wait.
  void Kill();              // SIGKILL, and wait.
  int Terminate();          // SIGTERM; the exit code.

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string address_;
};

}  // namespace jalon::testing

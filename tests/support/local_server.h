#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include <grpcpp/channel.h>

#include "services/jalond/server.h"
#include "tests/support/server_process.h"

namespace jalon::testing {

struct LocalServerOptions {
  std::set<std::string> territories = {"34"};
  bool manual_clock = false;  // Then SetClock before each push.
};

// The whole service in this process on a fresh store, over loopback, for a
// demo operator. Fails the test when it does not start.
class LocalServer {
 public:
  explicit LocalServer(const LocalServerOptions& options);

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  // RFC 3339.
  void SetClock(const std::string& instant);

 private:
  TempDirectory directory_;
  std::atomic<int64_t> clock_micros_ = 0;
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace jalon::testing

#include "tests/support/local_server.h"

#include "absl/time/time.h"
#include <gtest/gtest.h>

#include "libs/rpc/channel.h"

namespace jalon::testing {

LocalServer::LocalServer(const LocalServerOptions& options)
    : directory_("server") {
  server::ServerOptions start;
  start.data_directory = directory_.path();
  start.territories.assign(options.territories.begin(),
                           options.territories.end());
  start.definitions = JALON_SOURCE_DIR "/deploy";
  start.insecure_demo = true;
  start.query_threads = 2;
  if (options.manual_clock) {
    start.clock = [this] { return absl::FromUnixMicros(clock_micros_); };
  }
  auto server = server::Server::Start(std::move(start));
  if (!server.ok()) {
    ADD_FAILURE() << server.status();
    return;
  }
  server_ = *std::move(server);
  auto channel = rpc::Connect(server_->address(), {});
  if (channel.ok()) channel_ = *std::move(channel);
}

void LocalServer::SetClock(const std::string& instant) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, instant, &time, &error))
      << error;
  clock_micros_ = absl::ToUnixMicros(time);
}

}  // namespace jalon::testing

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "jalon/v1/intake.pb.h"
#include "libs/base/mutex.h"
#include "services/jalond/server.h"

namespace jalon::testing {

// Certificates of deploy/certs/make_demo_ca.sh, made once a process.
const std::string& Certificates();

// The policy of these tests: partner (source caf, territory 34), referent
// (ORG1), evaluator, analyst (individual access), operator (every territory,
// may migrate). `unknown` has a certificate and no principal.
inline const std::vector<std::string> kRoles = {
    "partner", "referent", "evaluator", "analyst", "operator"};

// A server in this process behind mutual TLS, on a port of the system's
// choice, with its data in a folder of its own. Serves 34 and 30.
class ServiceWorld {
 public:
  using Change = std::function<void(server::ServerOptions*)>;
  explicit ServiceWorld(const Change& change = nullptr);
  ~ServiceWorld();

  server::Server& server() { return *server_; }
  territory::Territory& territory(const std::string& name = "34") {
    return *server_->territories().at(name);
  }
  std::string Log();
  std::string data_directory() const { return folder_ + "/data"; }

  // A channel with the certificate of a client; "none": without one; "clear":
  // without TLS.
  std::shared_ptr<grpc::Channel> Channel(const std::string& client);

  // Records as the operator and expects every item RECORDED.
  void Record(const std::vector<v1::Event>& events);

 private:
  std::string folder_;
  base::Mutex mutex_;
  std::string log_ GUARDED_BY(mutex_);
  std::unique_ptr<server::Server> server_;
};

// The same, to any server with these certificates.
std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address,
                                         const std::string& client);

// `fact` is JSON: "\"oriented\": {…}". Key: "<source>/<id>"; person caf:<caf>.
v1::Event Event(const std::string& key, const std::string& caf,
                const std::string& day, const std::string& fact,
                const std::string& territory = "34");
v1::Event Opening(const std::string& id, const std::string& caf,
                  const std::string& day, const std::string& territory = "34");

v1::RecordRequest Batch(const std::vector<v1::Event>& events);

// A call with a deadline of half a minute.
template <typename Service, typename Request, typename Response>
grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel,
                  grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                        const Request&,
                                                        Response*),
                  const Request& request, Response* response,
                  std::string* retry_after = nullptr) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(30));
  auto stub = Service::NewStub(channel);
  grpc::Status status = (stub.get()->*method)(&context, request, response);
  if (retry_after != nullptr) {
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto it = trailers.find("retry-after-ms");
    if (it != trailers.end()) {
      *retry_after = std::string(it->second.data(), it->second.size());
    }
  }
  return status;
}

// The raw answer of a unary method, or of the first message of a stream.
struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& bytes);
RawAnswer ExchangeRaw(const std::shared_ptr<grpc::Channel>& channel,
                      const std::string& method, const std::string& bytes);

// "OK", "PERMISSION_DENIED".
std::string Code(const grpc::Status& status);

}  // namespace jalon::testing

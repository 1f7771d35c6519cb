#include "tests/services/service_world.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "libs/events/json.h"
#include "libs/rpc/status.h"
#include "libs/rpc/tls.h"

namespace jalon::testing {
namespace {

constexpr char kPolicy[] = R"(
principals {
  name: "partner" certificate_names: "partner.demo.jalon" territories: "34"
  partner { sources: "caf" kinds: "*" }
}
principals {
  name: "referent" certificate_names: "referent.demo.jalon" territories: "34"
  referent { organisation: "ORG1" }
}
principals {
  name: "evaluator" certificate_names: "evaluator.demo.jalon" territories: "34"
  evaluator {}
}
principals {
  name: "analyst" certificate_names: "analyst.demo.jalon" territories: "34"
  evaluator { individual_access: true }
}
principals {
  name: "operator" certificate_names: "operator.demo.jalon" territories: "*"
  operator { may_migrate: true }
}
)";

std::string NewFolder(const std::string& name) {
  std::string pattern = ::testing::TempDir() + "jalon-" + name + "-XXXXXX";
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  return pattern;
}

void Remove(const std::string& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

// Removed when the process ends.
struct CertificateFolder {
  CertificateFolder() : path(NewFolder("certificates")) {
    const std::string command = std::string(JALON_SOURCE_DIR) +
                                "/deploy/certs/make_demo_ca.sh " + path +
                                " >/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  ~CertificateFolder() { Remove(path); }
  const std::string path;
};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string out;
  if (!buffer.Dump(&slices).ok()) return out;
  for (const grpc::Slice& slice : slices) {
    out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return out;
}

}  // namespace

const std::string& Certificates() {
  static const CertificateFolder folder;
  return folder.path;
}

ServiceWorld::ServiceWorld(const Change& change)
    : folder_(NewFolder("services")) {
  const std::string policy = folder_ + "/policy.textproto";
  std::ofstream(policy) << kPolicy;
  server::ServerOptions options;
  options.data_directory = folder_ + "/data";
  options.backups = folder_ + "/backups";
  options.territories = {"34", "30"};
  options.definitions = JALON_SOURCE_DIR "/deploy";
  options.policy = policy;
  options.tls = {.certificate = Certificates() + "/server.pem",
                 .key = Certificates() + "/server.key",
                 .ca = Certificates() + "/ca.pem"};
  options.query_threads = 2;
  options.log = [this](const std::string& line) {
    base::MutexLock lock(&mutex_);
    log_ += line + "\n";
  };
  if (change) change(&options);
  auto server = server::Server::Start(std::move(options));
  EXPECT_TRUE(server.ok()) << server.status();
  if (!server.ok()) std::abort();  // Nothing can be tested.
  server_ = *std::move(server);
}

ServiceWorld::~ServiceWorld() {
  server_.reset();
  Remove(folder_);
}

std::string ServiceWorld::Log() {
  base::MutexLock lock(&mutex_);
  return log_;
}

std::shared_ptr<grpc::Channel> ServiceWorld::Channel(
    const std::string& client) {
  return ChannelTo(server_->address(), client);
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address,
                                         const std::string& client) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // A connection of its own, so that certificates are not shared.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (client == "clear") {
    return grpc::CreateCustomChannel(
        address, grpc::InsecureChannelCredentials(), arguments);
  }
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadFile(Certificates() + "/ca.pem");
  if (client != "none") {
    options.pem_cert_chain = ReadFile(Certificates() + "/" + client + ".pem");
    options.pem_private_key = ReadFile(Certificates() + "/" + client + ".key");
  }
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(options),
                                   arguments);
}

void ServiceWorld::Record(const std::vector<v1::Event>& events) {
  v1::RecordResponse response;
  const grpc::Status status = Call<v1::IntakeService>(
      Channel("operator"), &v1::IntakeService::Stub::Record, Batch(events),
      &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  for (const v1::Verdict& verdict : response.verdicts()) {
    ASSERT_EQ(verdict.verdict(), v1::Verdict::RECORDED)
        << verdict.DebugString();
  }
}

v1::Event Event(const std::string& key, const std::string& caf,
                const std::string& day, const std::string& fact,
                const std::string& territory) {
  const size_t slash = key.find('/');
  auto event = events::ParseEventJson(
      "{\"territory\": \"" + territory + "\", \"source\": \"" +
      key.substr(0, slash) + "\", \"source_event_id\": \"" +
      key.substr(slash + 1) +
      "\", \"person\": {\"identifiers\": [{\"scheme\": \"caf\", \"value\": \"" +
      caf + "\"}]}, \"effective_date\": \"" + day + "\", " + fact + "}");
  EXPECT_TRUE(event.ok()) << event.status();
  return event.ok() ? *event : v1::Event();
}

v1::Event Opening(const std::string& id, const std::string& caf,
                  const std::string& day, const std::string& territory) {
  return Event("caf/" + id, caf, day,
               "\"entitlement_opened\": {\"origin\": \"NEW\"}", territory);
}

v1::RecordRequest Batch(const std::vector<v1::Event>& events) {
  v1::RecordRequest request;
  for (const v1::Event& event : events) *request.add_events() = event;
  return request;
}

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& bytes) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(30));
  grpc::CompletionQueue queue;
  auto call = stub.PrepareUnaryCall(&context, method, ToBuffer(bytes), &queue);
  RawAnswer answer;
  grpc::ByteBuffer buffer;
  call->StartCall();
  call->Finish(&buffer, &answer.status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (answer.status.ok()) answer.bytes = ToBytes(buffer);
  return answer;
}

RawAnswer ExchangeRaw(const std::shared_ptr<grpc::Channel>& channel,
                      const std::string& method, const std::string& bytes) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(30));
  grpc::CompletionQueue queue;
  auto call = stub.PrepareCall(&context, method, &queue);
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  RawAnswer answer;
  call->StartCall(nullptr);
  wait();
  call->Write(ToBuffer(bytes), nullptr);
  wait();
  call->WritesDone(nullptr);
  wait();
  grpc::ByteBuffer buffer;
  call->Read(&buffer, nullptr);
  if (wait()) answer.bytes = ToBytes(buffer);
  call->Finish(&answer.status, nullptr);
  wait();
  return answer;
}

std::string Code(const grpc::Status& status) {
  return rpc::CodeName(rpc::FromGrpcStatus(status).code());
}

}  // namespace jalon::testing

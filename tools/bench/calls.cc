#include "tools/bench/calls.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include <grpcpp/client_context.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "libs/base/mutex.h"
#include "tools/bench/latency.h"

namespace jalon::bench {
namespace {

// Starts call number n on channel c; `done` is called from any thread with
// whether it did what it should.
using Start = std::function<void(uint64_t n, size_t c,
                                 std::function<void(grpc::Status)> done)>;

class Load {
 public:
  Load(const CallOptions& options, size_t channels, Start start)
      : options_(options), channels_(channels), start_(std::move(start)) {}

  absl::StatusOr<std::string> Run(const std::string& work) {
    began_ = Clock::now();
    if (options_.rate > 0) {
      Paced();
    } else {
      for (size_t i = 0; i < options_.callers; ++i) Next();
    }
    base::MutexLock lock(&mutex_);
    while (latencies_.size() + failed_ < options_.calls) done_.Wait(&mutex_);
    if (failed_ > 0) {
      return absl::UnavailableError(
          absl::StrCat(failed_, " calls failed: ", failure_));
    }
    return Report(work, options_.calls, Seconds(Clock::now() - began_),
                  latencies_);
  }

 private:
  void Next() {
    const uint64_t n = started_.fetch_add(1);
    if (n < options_.calls) Call(n, Clock::now(), /*then_next=*/true);
  }

  void Paced() {
    for (uint64_t n = 0; n < options_.calls; ++n) {
      const Clock::time_point due =
          began_ + std::chrono::duration_cast<Clock::duration>(
                       std::chrono::duration<double>(static_cast<double>(n) /
                                                     options_.rate));
      std::this_thread::sleep_until(due);
      Call(n, due, /*then_next=*/false);
    }
  }

  void Call(uint64_t n, Clock::time_point due, bool then_next) {
    start_(n, n % channels_,
           [this, due, then_next](const grpc::Status& status) {
             const Clock::duration latency = Clock::now() - due;
             if (then_next) Next();
             // The last to be counted: nothing of this is touched any more.
             base::MutexLock lock(&mutex_);
             if (status.ok()) {
               latencies_.Add(latency);
             } else {
               ++failed_;
               failure_ = status.error_message();
             }
             if (latencies_.size() + failed_ == options_.calls)
               done_.SignalAll();
           });
  }

  const CallOptions& options_;
  const size_t channels_;
  const Start start_;
  Clock::time_point began_;
  std::atomic<uint64_t> started_ = 0;
  base::Mutex mutex_;
  base::CondVar done_;
  Latencies latencies_ GUARDED_BY(mutex_);
  uint64_t failed_ GUARDED_BY(mutex_) = 0;
  std::string failure_ GUARDED_BY(mutex_);
};

// What a call needs until it is answered.
template <typename Request, typename Response>
struct UnderWay {
  grpc::ClientContext context;
  Request request;
  Response response;
};

v1::Event EventOf(const std::string& territory, uint64_t n) {
  v1::Event event;
  event.set_territory(territory);
  event.set_source("ft");
  event.set_source_event_id(absl::StrCat("bench-", n));
  v1::Identifier* person = event.mutable_person()->add_identifiers();
  person->set_scheme(v1::Identifier::ft);
  person->set_value(absl::StrFormat("B%08d", n / 25));
  event.set_effective_date("2018-06-15");
  v1::Appointment* appointment = event.mutable_appointment();
  appointment->set_purpose(v1::Appointment::FOLLOW_UP);
  appointment->set_outcome(v1::Appointment::KEPT);
  appointment->set_organisation("FT-MONTPELLIER");
  return event;
}

}  // namespace

absl::StatusOr<std::string> SingleEvents(const Channels& channels,
                                         const CallOptions& options) {
  std::vector<std::unique_ptr<v1::IntakeService::Stub>> stubs;
  for (const auto& channel : channels) {
    stubs.push_back(v1::IntakeService::NewStub(channel));
  }
  Load load(options, stubs.size(), [&](uint64_t n, size_t c, auto done) {
    auto call =
        std::make_shared<UnderWay<v1::RecordRequest, v1::RecordResponse>>();
    *call->request.add_events() = EventOf(options.territory, options.first + n);
    stubs[c]->async()->Record(
        &call->context, &call->request, &call->response,
        [call, done = std::move(done)](grpc::Status status) {
          if (status.ok() && call->response.recorded() != 1) {
            status = grpc::Status(
                grpc::StatusCode::FAILED_PRECONDITION,
                absl::StrCat("not recorded: ",
                             call->response.verdicts(0).ShortDebugString()));
          }
          done(std::move(status));
        });
  });
  return load.Run("single events");
}

absl::StatusOr<std::string> Pathways(const Channels& channels,
                                     const CallOptions& options,
                                     uint64_t persons) {
  std::vector<std::unique_ptr<v1::PathwayService::Stub>> stubs;
  for (const auto& channel : channels) {
    stubs.push_back(v1::PathwayService::NewStub(channel));
  }
  Load load(options, stubs.size(), [&](uint64_t n, size_t c, auto done) {
    auto call = std::make_shared<
        UnderWay<v1::GetPathwayRequest, v1::GetPathwayResponse>>();
    call->request.set_territory(options.territory);
    v1::Identifier* person = call->request.mutable_person();
    person->set_scheme(v1::Identifier::caf);
    // In an order without pattern: the multiplier is a prime.
    person->set_value(
        absl::StrFormat("%07d", options.first + n * 7919 % persons));
    call->request.mutable_at()->set_as_of("2018-12-31");
    stubs[c]->async()->GetPathway(
        &call->context, &call->request, &call->response,
        [call, done = std::move(done)](grpc::Status status) {
          done(std::move(status));
        });
  });
  return load.Run("pathway");
}

namespace {

template <typename Request>
Request OfYear(const CallOptions& options, int year) {
  Request request;
  request.set_territory(options.territory);
  request.mutable_at()->set_as_of(absl::StrCat(year, "-12-31"));
  request.set_from(absl::StrCat(year, "-01-01"));
  request.set_to(absl::StrCat(year, "-12-31"));
  return request;
}

// The same question again and again, each answered in full.
template <typename Request, typename Response>
absl::StatusOr<std::string> Figure(
    const std::string& work, const Channels& channels,
    const CallOptions& options, const Request& request,
    void (v1::EvaluationService::StubInterface::async_interface::*method)(
        grpc::ClientContext*, const Request*, Response*,
        std::function<void(grpc::Status)>)) {
  const auto stub = v1::EvaluationService::NewStub(channels[0]);
  CallOptions one = options;
  one.callers = 1;
  Load load(one, 1, [&](uint64_t, size_t, auto done) {
    auto call = std::make_shared<UnderWay<Request, Response>>();
    call->request = request;
    (static_cast<v1::EvaluationService::StubInterface::async_interface*>(
         stub->async())
         ->*method)(&call->context, &call->request, &call->response,
                    [call, done = std::move(done)](grpc::Status status) {
                      done(std::move(status));
                    });
  });
  return load.Run(work);
}

}  // namespace

absl::StatusOr<std::string> OrientationDelay(const Channels& channels,
                                             const CallOptions& options,
                                             int year) {
  auto request = OfYear<v1::EvaluateDelayRequest>(options, year);
  request.set_definition_id("legal.orientation");
  return Figure(
      "orientation delay", channels, options, request,
      &v1::EvaluationService::StubInterface::async_interface::EvaluateDelay);
}

absl::StatusOr<std::string> Scorecard(const Channels& channels,
                                      const CallOptions& options,
                                      const std::string& pact, int year) {
  auto request = OfYear<v1::EvaluatePactRequest>(options, year);
  request.set_pact_id(pact);
  request.add_breakdown("zone");
  return Figure(
      "scorecard by zone", channels, options, request,
      &v1::EvaluationService::StubInterface::async_interface::EvaluatePact);
}

}  // namespace jalon::bench

#include "services/intake/routing.h"

#include <chrono>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "libs/base/mutex.h"
#include "libs/events/accept.h"

namespace jalon::intake {
namespace {

using territory::Territory;
using RecordDone = Territory::RecordDone;

// The events of one territory, and where they stand in the batch.
struct Part {
  Territory* territory = nullptr;
  std::shared_ptr<v1::RecordRequest> request =
      std::make_shared<v1::RecordRequest>();
  std::vector<int> places{};
};

absl::Status CheckRequest(const v1::RecordRequest& request) {
  if (request.events_size() > kMaxEvents) {
    return absl::InvalidArgumentError(
        absl::StrCat("events: at most ", kMaxEvents, " a batch"));
  }
  if (!v1::RecordMode::Commit_IsValid(request.mode())) {
    return absl::InvalidArgumentError("mode: COMMIT or VALIDATE");
  }
  if (!v1::RecordMode::Batch_IsValid(request.batch())) {
    return absl::InvalidArgumentError("batch: PER_ITEM or ALL_OR_NOTHING");
  }
  return absl::OkStatus();
}

territory::Rights RightsOf(const access::Principal& principal) {
  access::RecordRights rights = access::RightsToRecord(principal);
  return {.any_source = rights.any_source,
          .may_give_recorded_at = rights.may_give_recorded_at,
          .sources = std::move(rights.sources),
          .kinds = std::move(rights.kinds),
          .may_correct = std::move(rights.may_correct)};
}

// The ledger of an event; nullptr when there is none for this principal.
Territory* LedgerOf(const v1::Event& event,
                    const territory::Territories& territories,
                    const access::Principal& principal) {
  if (!access::MayActIn(principal, event.territory())) return nullptr;
  return territory::Find(territories, event.territory());
}

v1::Verdict RefuseTerritory(const v1::Event& event) {
  v1::Verdict verdict;
  verdict.set_verdict(v1::Verdict::REJECTED);
  // No territory is served by this name, so it is the first fault.
  const events::CheckOptions none{.territories = {""},
                                  .time_zone = absl::UTCTimeZone(),
                                  .now = absl::UnixEpoch()};
  if (auto fault = events::Check(event, none)) {
    verdict.set_code(fault->code);
    verdict.set_field(std::move(fault->field));
    verdict.set_remedy(std::move(fault->remedy));
  }
  return verdict;
}

// Tells the environment's observer, if there is one, what ledgers answer.
class Watcher {
 public:
  Watcher(const Environment& environment, const v1::RecordRequest& request)
      : observer_(environment.on_answer &&
                          request.mode() == v1::RecordMode::COMMIT
                      ? &environment.on_answer
                      : nullptr),
        started_(std::chrono::steady_clock::now()) {}

  RecordDone Around(const std::string& territory, RecordDone done) const {
    if (observer_ == nullptr) return done;
    return [watcher = *this, &territory,
            done = std::move(done)](absl::StatusOr<v1::RecordResponse> answer) {
      if (answer.ok()) watcher.Tell(territory, *answer);
      done(std::move(answer));
    };
  }

  // Verdicts that are given without a ledger.
  void Refused(const v1::RecordResponse& response) const {
    if (observer_ == nullptr) return;
    v1::RecordResponse given;
    for (const v1::Verdict& verdict : response.verdicts()) {
      if (verdict.verdict() == v1::Verdict::KIND_UNSPECIFIED) continue;
      *given.add_verdicts() = verdict;
    }
    if (given.verdicts_size() > 0) Tell("", given);
  }

 private:
  void Tell(const std::string& territory,
            const v1::RecordResponse& response) const {
    (*observer_)({.territory = territory,
                  .response = response,
                  .elapsed = std::chrono::steady_clock::now() - started_});
  }

  const std::function<void(const PartAnswer&)>* observer_;
  std::chrono::steady_clock::time_point started_;
};

// Puts the answers of the parts together.
class Merge {
 public:
  Merge(v1::RecordResponse response, size_t parts, RecordDone done)
      : response_(std::move(response)), left_(parts), done_(std::move(done)) {}

  void Add(const std::vector<int>& places,
           absl::StatusOr<v1::RecordResponse> answer) {
    {
      base::MutexLock lock(&mutex_);
      if (answer.ok()) {
        for (size_t i = 0; i < places.size(); ++i) {
          *response_.mutable_verdicts(places[i]) =
              std::move(*answer->mutable_verdicts(static_cast<int>(i)));
        }
        response_.set_recorded(response_.recorded() + answer->recorded());
      } else if (status_.ok()) {
        status_ = answer.status();
      }
      if (--left_ > 0) return;
    }
    Answer();
  }

 private:
  // Everybody else has left.
  void Answer() NO_THREAD_SAFETY_ANALYSIS {
    absl::StatusOr<v1::RecordResponse> answer(std::move(response_));
    if (!status_.ok()) answer = status_;
    done_(std::move(answer));
  }

  base::Mutex mutex_;
  v1::RecordResponse response_ GUARDED_BY(mutex_);
  absl::Status status_ GUARDED_BY(mutex_);
  size_t left_ GUARDED_BY(mutex_);
  const RecordDone done_;
};

// Cuts the batch by territory; the verdicts of events without one are given.
std::vector<Part> Cut(std::vector<Territory*> ledgers,
                      const v1::RecordRequest& request,
                      v1::RecordResponse* refused) {
  std::map<Territory*, size_t> index;
  std::vector<Part> parts;
  for (int i = 0; i < request.events_size(); ++i) {
    v1::Verdict* verdict = refused->add_verdicts();
    Territory* ledger = ledgers[static_cast<size_t>(i)];
    if (ledger == nullptr) {
      *verdict = RefuseTerritory(request.events(i));
      continue;
    }
    const auto [it, is_new] = index.emplace(ledger, parts.size());
    if (is_new) {
      parts.push_back({.territory = ledger});
      parts.back().request->set_mode(request.mode());
    }
    Part& part = parts[it->second];
    *part.request->add_events() = request.events(i);
    part.places.push_back(i);
  }
  return parts;
}

// The only ledger of the batch; nullptr when there are several or none.
Territory* OnlyLedger(const std::vector<Territory*>& ledgers, bool* several) {
  Territory* only = nullptr;
  for (Territory* ledger : ledgers) {
    if (ledger == nullptr || ledger == only) continue;
    if (only != nullptr) {
      *several = true;
      return nullptr;
    }
    only = ledger;
  }
  return only;
}

}  // namespace

void Record(const Environment& environment, const access::Principal& principal,
            std::shared_ptr<const v1::RecordRequest> request, RecordDone done) {
  if (absl::Status status = CheckRequest(*request); !status.ok()) {
    return done(std::move(status));
  }
  const territory::Rights rights = RightsOf(principal);
  std::vector<Territory*> ledgers;
  for (const v1::Event& event : request->events()) {
    ledgers.push_back(LedgerOf(event, *environment.territories, principal));
  }
  bool several = false;
  if (Territory* only = OnlyLedger(ledgers, &several)) {
    // It refuses the events of unknown territories, so that they fail an
    // ALL_OR_NOTHING batch. Those of another of ours are unknown to it.
    const Watcher watcher(environment, *request);
    return only->Record(std::move(request), rights,
                        watcher.Around(only->name(), std::move(done)));
  }
  if (several && request->batch() == v1::RecordMode::ALL_OR_NOTHING) {
    return done(absl::InvalidArgumentError(
        "batch: ALL_OR_NOTHING holds the events of one territory"));
  }
  const Watcher watcher(environment, *request);
  v1::RecordResponse refused;
  std::vector<Part> parts = Cut(std::move(ledgers), *request, &refused);
  watcher.Refused(refused);
  if (parts.empty()) return done(std::move(refused));
  auto merge = std::make_shared<Merge>(std::move(refused), parts.size(),
                                       std::move(done));
  for (Part& part : parts) {
    part.territory->Record(
        std::move(part.request), rights,
        watcher.Around(part.territory->name(),
                       [merge, places = std::move(part.places)](
                           absl::StatusOr<v1::RecordResponse> answer) {
                         merge->Add(places, std::move(answer));
                       }));
  }
}

}  // namespace jalon::intake

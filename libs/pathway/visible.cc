#include "libs/pathway/visible.h"

#include <utility>

namespace jalon::pathway {
namespace {

// Resolves amendments that are known, by key.
class Resolver {
 public:
  Resolver(std::span<const Amendment> amendments, uint64_t known_at) {
    for (const Amendment& amendment : amendments) {
      if (amendment.position > known_at) continue;
      by_target_[amendment.target].push_back(&amendment);
    }
  }

  Effects Run() {
    Effects out;
    for (const auto& [target, amendments] : by_target_) {
      if (IsHidden(target)) {
        out.hidden.insert(target);
      } else if (const Amendment* last = WinningCorrection(target)) {
        out.changed.emplace(target, Members(*last));
      }
    }
    return out;
  }

 private:
  enum class State { kOpen, kVisible, kHidden };

  // An amendment is visible unless a visible retraction aims at it.
  bool IsHidden(const EventKey& key) {
    const auto targeted = by_target_.find(key);
    if (targeted == by_target_.end()) return false;
    const auto [state, fresh] = states_.emplace(key, State::kOpen);
    if (!fresh) return state->second != State::kVisible;  // kOpen: a cycle.
    bool hidden = false;
    for (const Amendment* amendment : targeted->second) {
      if (amendment->is_retraction && !IsHidden(amendment->self)) {
        hidden = true;
        break;
      }
    }
    states_[key] = hidden ? State::kHidden : State::kVisible;
    return hidden;
  }

  // The last recorded visible correction; nullptr when there is none.
  const Amendment* WinningCorrection(const EventKey& target) {
    const auto targeted = by_target_.find(target);
    if (targeted == by_target_.end()) return nullptr;
    const Amendment* last = nullptr;
    for (const Amendment* amendment : targeted->second) {
      if (!amendment->is_retraction && !IsHidden(amendment->self) &&
          (last == nullptr || last->position < amendment->position)) {
        last = amendment;
      }
    }
    return last;
  }

  // What the correction replaces, its own correction applied.
  Amendment Members(const Amendment& correction) {
    Amendment out = correction;
    const Amendment* later = WinningCorrection(correction.self);
    if (later == nullptr || !following_.insert(correction.self).second) {
      return out;
    }
    const Amendment change = Members(*later);
    following_.erase(correction.self);
    if (change.effective != base::kNoDay) out.effective = change.effective;
    if (change.received != base::kNoDay) out.received = change.received;
    if (change.has_fact) {
      out.has_fact = true;
      out.fact = change.fact;
    }
    return out;
  }

  absl::flat_hash_map<EventKey, std::vector<const Amendment*>> by_target_;
  absl::flat_hash_map<EventKey, State> states_;
  absl::flat_hash_set<EventKey> following_;
};

}  // namespace

Effects Resolve(std::span<const Amendment> amendments, uint64_t known_at) {
  return Resolver(amendments, known_at).Run();
}

Event Apply(const Event& target, const Amendment& change) {
  Event out = target;
  if (change.has_fact) {
    out = change.fact;
    out.position = target.position;
    out.source = target.source;
    out.key = target.key;
    out.effective = target.effective;
    out.received = target.received;
  }
  if (change.effective != base::kNoDay) out.effective = change.effective;
  if (change.received != base::kNoDay) out.received = change.received;
  return out;
}

bool ClosesCycle(const absl::flat_hash_map<EventKey, EventKey>& target_of,
                 const EventKey& added, const EventKey& target) {
  EventKey at = target;
  for (size_t steps = 0; steps <= target_of.size(); ++steps) {
    if (at == added) return true;
    const auto next = target_of.find(at);
    if (next == target_of.end()) return false;
    at = next->second;
  }
  return true;
}

}  // namespace jalon::pathway

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/facts/view.h"
#include "libs/pathway/string_table.h"

namespace jalon::evaluation_service {

// Nobody is known: what a territory that is not served looks like.
class EmptyView final : public facts::View {
 public:
  uint64_t position() const override { return 0; }
  size_t size() const override { return 0; }
  const pathway::StringTable& strings() const override { return strings_; }
  std::string Name(size_t) const override { return ""; }
  std::string Pseudonym(size_t) const override { return ""; }
  std::vector<std::string> Identifiers(size_t) const override { return {}; }
  std::optional<size_t> Find(absl::string_view,
                             absl::string_view) const override {
    return std::nullopt;
  }
  void Events(size_t, std::vector<pathway::Event>* out) const override {
    out->clear();
  }
  std::vector<std::string> Parked(size_t) const override { return {}; }
  const std::vector<facts::SentAmendment>& amendments() const override {
    return amendments_;
  }
  base::Day RecordedOn(uint64_t) const override { return base::kNoDay; }
  const std::vector<facts::Anomaly>& anomalies() const override {
    return anomalies_;
  }
  const std::vector<PactText>& pacts() const override { return pacts_; }

 private:
  const pathway::StringTable strings_;
  const std::vector<facts::SentAmendment> amendments_ = {};
  const std::vector<facts::Anomaly> anomalies_ = {};
  const std::vector<PactText> pacts_ = {};
};

}  // namespace jalon::evaluation_service

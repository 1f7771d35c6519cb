#include "libs/rules/rule_book.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "jalon/v1/event.pb.h"
#include "libs/rules/check.h"
#include "libs/rules/check_definitions.h"

namespace jalon::rules {
namespace {

namespace fs = std::filesystem;

int TrackNumber(const std::string& track) {
  v1::Oriented::Track number = v1::Oriented::TRACK_UNSPECIFIED;
  v1::Oriented::Track_Parse(track, &number);
  return number;
}

Day DayOr(const std::string& text, Day otherwise) {
  return base::ParseDay(text).value_or(otherwise);
}

// The files of a folder, not of its subfolders, by name.
absl::StatusOr<std::vector<std::string>> TextprotosIn(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".textproto") {
      files.push_back(it->path().string());
    }
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat(
        "definitions: cannot read ", folder.string(), ": ", error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && !in.eof()) {
    return absl::NotFoundError(absl::StrCat("definitions: cannot read ", path));
  }
  return text;
}

template <typename Message, typename Check>
absl::Status ReadAll(const fs::path& folder, Check check,
                     std::vector<Message>* out, std::vector<Fault>* faults) {
  const absl::StatusOr<std::vector<std::string>> files = TextprotosIn(folder);
  if (!files.ok()) return files.status();
  for (const std::string& file : *files) {
    const absl::StatusOr<std::string> text = ReadFile(file);
    if (!text.ok()) return text.status();
    Message message;
    const std::vector<Fault> found = check(file, *text, &message);
    faults->insert(faults->end(), found.begin(), found.end());
    out->push_back(std::move(message));
  }
  return absl::OkStatus();
}

absl::Status ReadPacts(const fs::path& folder, std::vector<v1::Pact>* pacts,
                       std::vector<Fault>* faults) {
  std::error_code error;
  if (!fs::exists(folder, error)) return absl::OkStatus();
  const auto check = [](absl::string_view file, absl::string_view text,
                        v1::PactFile* out) {
    return CheckPact(file, text, out);
  };
  std::vector<v1::PactFile> files;
  const absl::Status status = ReadAll(folder, check, &files, faults);
  for (v1::PactFile& file : files) {
    pacts->push_back(std::move(*file.mutable_pact()));
  }
  return status;
}

// A rule for one territory goes before one for all, then a rule for one track.
int Precedence(const std::string& territory, int track) {
  return (territory.empty() ? 0 : 2) + (track == 0 ? 0 : 1);
}

}  // namespace

absl::StatusOr<RuleBook> RuleBook::Load(const std::string& directory,
                                        const LoadOptions& options) {
  std::vector<Fault> faults;
  std::vector<v1::DefinitionFile> files;
  const fs::path root(directory);
  absl::Status status =
      ReadAll(root / "rules", CheckDefinitions, &files, &faults);
  if (!status.ok()) return status;
  std::vector<v1::Pact> pacts;
  if (options.demo_pacts) {
    status = ReadPacts(root / "pacts" / "demo", &pacts, &faults);
    if (!status.ok()) return status;
  }
  status = ReadPacts(root / "pacts", &pacts, &faults);
  if (!status.ok()) return status;
  if (!faults.empty()) return FaultsToStatus(faults);

  v1::DefinitionFile merged;
  for (const v1::DefinitionFile& file : files) {
    if (merged.has_fold() && file.has_fold()) {
      return absl::InvalidArgumentError(
          "fold: given in two files of rules; keep one");
    }
    merged.MergeFrom(file);
  }
  return FromProto(std::move(merged), std::move(pacts));
}

absl::StatusOr<RuleBook> RuleBook::FromProto(v1::DefinitionFile definitions,
                                             std::vector<v1::Pact> pacts) {
  if (!definitions.has_fold()) {
    definitions.mutable_fold()->set_carry_days(90);
    definitions.mutable_fold()->set_suppression_threshold(5);
  }
  std::vector<Fault> faults = CheckDefinitionMessage(definitions);
  std::vector<Fault> together = CheckPactsTogether(pacts);
  faults.insert(faults.end(), together.begin(), together.end());
  for (const v1::Pact& pact : pacts) {
    std::vector<Fault> found = CheckPact(pact);
    faults.insert(faults.end(), found.begin(), found.end());
  }
  if (!faults.empty()) return FaultsToStatus(faults);

  RuleBook book;
  for (const v1::LegalRule& rule : definitions.legal_rules()) {
    book.legal_.push_back({.key = rule.key(),
                           .track = TrackNumber(rule.track()),
                           .territory = rule.territory(),
                           .from = DayOr(rule.from(), base::kNoDay),
                           .to = DayOr(rule.to(), base::kForever),
                           .months = static_cast<int>(rule.months()),
                           .days = static_cast<int>(rule.days())});
  }
  book.definitions_ = std::move(definitions);
  book.pacts_ = std::move(pacts);
  return book;
}

std::optional<Day> RuleBook::DueDate(v1::LegalRule::Key key, int track,
                                     absl::string_view territory,
                                     Day start) const {
  const Rule* best = nullptr;
  for (const Rule& rule : legal_) {
    if (rule.key != key || start < rule.from || start > rule.to) continue;
    if (rule.track != 0 && rule.track != track) continue;
    if (!rule.territory.empty() && rule.territory != territory) continue;
    if (best == nullptr || Precedence(rule.territory, rule.track) >
                               Precedence(best->territory, best->track)) {
      best = &rule;
    }
  }
  if (best == nullptr) return std::nullopt;
  return base::AddMonths(start, best->months) + best->days;
}

const v1::DelayDefinition* RuleBook::FindDelay(absl::string_view id) const {
  const v1::DelayDefinition* last = nullptr;
  for (const v1::DelayDefinition& delay : definitions_.delays()) {
    if (delay.id() != id) continue;
    if (last == nullptr || delay.version() > last->version()) last = &delay;
  }
  return last;
}

const v1::BreakDefinition* RuleBook::FindBreak(absl::string_view type) const {
  const v1::BreakDefinition* last = nullptr;
  for (const v1::BreakDefinition& definition : definitions_.breaks()) {
    if (definition.type() != type) continue;
    if (last == nullptr || definition.version() > last->version()) {
      last = &definition;
    }
  }
  return last;
}

const v1::Organisation* RuleBook::FindOrganisation(absl::string_view territory,
                                                   absl::string_view id) const {
  const v1::Organisation* best = nullptr;
  // Territory, exactness, length of what matches.
  std::tuple<bool, bool, size_t> best_rank;
  for (const v1::Organisation& organisation : definitions_.organisations()) {
    if (!organisation.territory().empty() &&
        organisation.territory() != territory) {
      continue;
    }
    absl::string_view prefix = organisation.id();
    const bool exact = !absl::ConsumeSuffix(&prefix, "*");
    if (exact ? id != prefix : !absl::StartsWith(id, prefix)) continue;
    const std::tuple<bool, bool, size_t> rank = {
        !organisation.territory().empty(), exact, prefix.size()};
    if (best == nullptr || rank > best_rank) {
      best = &organisation;
      best_rank = rank;
    }
  }
  return best;
}

const v1::Pact* RuleBook::FindPact(absl::string_view id) const {
  for (const v1::Pact& pact : pacts_) {
    if (pact.id() == id) return &pact;
  }
  return nullptr;
}

const v1::Pact* RuleBook::PactOf(absl::string_view territory, Day day) const {
  for (const v1::Pact& pact : pacts_) {
    if (pact.territory() == territory && !territory.empty() &&
        DayOr(pact.first_day(), base::kNoDay) <= day &&
        day <= DayOr(pact.last_day(), base::kForever)) {
      return &pact;
    }
  }
  return nullptr;
}

const v1::PactVersion* VersionOn(const v1::Pact& pact, Day day) {
  const v1::PactVersion* found = nullptr;
  for (const v1::PactVersion& version : pact.versions()) {
    if (found == nullptr || DayOr(version.valid_from(), base::kNoDay) <= day) {
      found = &version;
    }
  }
  return found;
}

}  // namespace jalon::rules

#include "libs/evaluation/pact_source.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include "libs/rules/check.h"

namespace jalon::evaluation {
namespace {

class Silent : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
  void AddWarning(int, int, const std::string&) override {}
};

template <typename Message>
bool Parse(const std::string& text, Message* out) {
  Silent silent;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  return parser.ParseFromString(text, out);
}

// A Pact, or a PactFile as the files of deploy/pacts are. Intake has refused
// what is neither.
std::optional<v1::Pact> ParsePact(const std::string& text) {
  v1::PactFile file;
  if (Parse(text, &file)) return file.pact();
  v1::Pact pact;
  if (Parse(text, &pact)) return pact;
  return std::nullopt;
}

// The versions of `next` after those of `former`; the same day replaces.
void AddVersions(const v1::Pact& former, v1::Pact* next) {
  std::map<std::string, v1::PactVersion> versions;
  for (const v1::PactVersion& version : former.versions()) {
    versions[version.valid_from()] = version;
  }
  for (const v1::PactVersion& version : next->versions()) {
    versions[version.valid_from()] = version;
  }
  next->clear_versions();
  for (auto& [day, version] : versions) {
    *next->add_versions() = std::move(version);
  }
}

}  // namespace

std::vector<v1::Pact> LedgerPacts(const facts::View& view) {
  std::vector<v1::Pact> pacts;
  for (const facts::View::PactText& text : view.pacts()) {
    std::optional<v1::Pact> pact = ParsePact(text.text);
    if (!pact.has_value()) continue;
    if (pact->versions_size() == 1 && text.valid_from != base::kNoDay) {
      pact->mutable_versions(0)->set_valid_from(
          base::FormatDay(text.valid_from));
    }
    const auto former =
        std::find_if(pacts.begin(), pacts.end(),
                     [&](const v1::Pact& p) { return p.id() == pact->id(); });
    if (former == pacts.end()) {
      pacts.push_back(*std::move(pact));
    } else {
      AddVersions(*former, &*pact);
      *former = *std::move(pact);
    }
  }
  return pacts;
}

absl::StatusOr<v1::Pact> PactOf(const Context& context,
                                const v1::EvaluatePactRequest& request) {
  if (!request.has_pact()) {
    return PactOf(context, request.pact_id(), "pact_id");
  }
  const absl::Status faults =
      rules::FaultsToStatus(rules::CheckPact(request.pact()));
  if (!faults.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("pact: ", faults.message()));
  }
  return request.pact();
}

absl::StatusOr<v1::Pact> PactOf(const Context& context, const std::string& id,
                                const std::string& field) {
  std::set<std::string> ids;
  for (v1::Pact& pact : LedgerPacts(*context.view)) {
    const Day first = base::ParseDay(pact.first_day()).value_or(base::kNoDay);
    const Day last = base::ParseDay(pact.last_day()).value_or(base::kForever);
    const bool asked = id.empty()
                           ? first <= context.as_of && context.as_of <= last
                           : pact.id() == id;
    if (asked) return std::move(pact);
    ids.insert(pact.id());
  }
  const v1::Pact* shipped = nullptr;
  if (context.rules != nullptr) {
    shipped = id.empty()
                  ? context.rules->PactOf(context.territory, context.as_of)
                  : context.rules->FindPact(id);
  }
  if (shipped != nullptr) return *shipped;
  if (context.rules != nullptr) {
    for (const v1::Pact& pact : context.rules->pacts()) ids.insert(pact.id());
  }
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ",
                   id.empty() ? "the territory has no pact on this day"
                              : absl::StrCat("no pact \"", id, "\""),
                   "; there are: ", absl::StrJoin(ids, ", ")));
}

Catalogue::Catalogue(const v1::PactVersion& version,
                     const pathway::StringTable& strings)
    : version_(version) {
  Add(base::kNoDay, version, strings);
}

Catalogue::Catalogue(const v1::Pact& pact, const v1::PactVersion& on_as_of,
                     v1::PactVersions versions,
                     const pathway::StringTable& strings)
    : version_(on_as_of) {
  if (versions != v1::ON_EVENT_DATE) {
    Add(base::kNoDay, on_as_of, strings);
    return;
  }
  for (const v1::PactVersion& version : pact.versions()) {
    Add(base::ParseDay(version.valid_from()).value_or(base::kNoDay), version,
        strings);
  }
}

void Catalogue::Add(Day from, const v1::PactVersion& version,
                    const pathway::StringTable& strings) {
  InForce added{.from = from, .version = &version, .actions = {}, .zones = {}};
  for (const v1::Action& action : version.actions()) {
    const pathway::StringId id = strings.Find(action.id());
    if (id != 0) added.actions[id] = &action;
  }
  for (const v1::Zone& zone : version.zones()) {
    for (const std::string& commune : zone.communes()) {
      const pathway::StringId id = strings.Find(commune);
      if (id != 0) added.zones[id] = &zone;
    }
  }
  in_force_.push_back(std::move(added));
}

const Catalogue::InForce& Catalogue::On(Day day) const {
  size_t found = in_force_.size() - 1;
  while (found > 0 && in_force_[found].from > day) --found;
  return in_force_[found];
}

const v1::Action* Catalogue::Find(pathway::StringId action, Day day) const {
  const auto& actions = On(day).actions;
  const auto found = actions.find(action);
  return found == actions.end() ? nullptr : found->second;
}

const v1::Zone* Catalogue::ZoneOf(pathway::StringId commune, Day day) const {
  const auto& zones = On(day).zones;
  const auto found = zones.find(commune);
  return found == zones.end() ? nullptr : found->second;
}

bool Catalogue::OnAxis(pathway::StringId action, const std::string& axis,
                       Day day) const {
  const v1::Action* found = Find(action, day);
  return found != nullptr && evaluation::OnAxis(*found, axis);
}

std::set<std::string> Catalogue::ZoneIds() const {
  std::set<std::string> out;
  for (const InForce& one : in_force_) {
    for (const v1::Zone& zone : one.version->zones()) out.insert(zone.id());
  }
  return out;
}

std::vector<Day> Catalogue::Changes() const {
  std::vector<Day> days;
  for (size_t i = 1; i < in_force_.size(); ++i) {
    days.push_back(in_force_[i].from);
  }
  return days;
}

absl::Status CheckPactVersions(v1::PactVersions versions,
                               const std::string& field) {
  if (v1::PactVersions_IsValid(versions)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ON_AS_OF or ON_EVENT_DATE"));
}

bool OnAxis(const v1::Action& action, const std::string& axis) {
  return std::find(action.axes().begin(), action.axes().end(), axis) !=
         action.axes().end();
}

}  // namespace jalon::evaluation

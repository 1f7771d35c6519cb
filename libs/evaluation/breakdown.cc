#include "libs/evaluation/breakdown.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/breaks.h"

namespace jalon::evaluation {
namespace {

constexpr int kMaxDimensions = 2;
constexpr char kSeparator = '\x1f';

std::vector<std::string> ValuesAtBreak(const pathway::Pathway& pathway, Day g0,
                                       int spell, const Dimension& dimension) {
  if (!dimension.overlaps()) {
    const bool before =
        dimension.of_orientation() && pathway.OrientationOn(g0) == nullptr;
    return dimension.ValuesOf(pathway, before ? g0 - 1 : g0, spell);
  }
  std::vector<std::string> values;
  for (const int enrolment : EnrolmentsAt(pathway, g0)) {
    for (std::string& value :
         dimension.ValuesOf(pathway, g0, spell, enrolment)) {
      values.push_back(std::move(value));
    }
  }
  if (values.empty()) return dimension.ValuesOf(pathway, g0, spell);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  // Only where none of them bears a value.
  const auto unknown = std::find(values.begin(), values.end(), kUnknown);
  if (unknown != values.end() && values.size() > 1) values.erase(unknown);
  return values;
}

}  // namespace

std::vector<std::string> CrossKeys(
    const std::vector<std::vector<std::string>>& values) {
  if (values.empty()) return {};
  std::vector<std::string> keys = values[0];
  for (size_t i = 1; i < values.size(); ++i) {
    std::vector<std::string> crossed;
    for (const std::string& key : keys) {
      for (const std::string& value : values[i]) {
        crossed.push_back(
            absl::StrCat(key, absl::string_view(&kSeparator, 1), value));
      }
    }
    keys = std::move(crossed);
  }
  return keys;
}

absl::StatusOr<Breakdown> Breakdown::Make(const Names& names,
                                          const std::string& field,
                                          const Catalogue* catalogue,
                                          const pathway::StringTable& strings) {
  if (names.size() > kMaxDimensions) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": at most ", kMaxDimensions, " dimensions"));
  }
  Breakdown out;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(Dimension dimension,
                     Dimension::Make(name, field, catalogue, &strings));
    for (const Dimension& other : out.dimensions_) {
      if (other.name() == name) {
        return absl::InvalidArgumentError(
            absl::StrCat(field, ": '", name, "' is given twice"));
      }
    }
    out.dimensions_.push_back(std::move(dimension));
  }
  return out;
}

bool Breakdown::overlaps() const {
  return std::any_of(
      dimensions_.begin(), dimensions_.end(),
      [](const Dimension& dimension) { return dimension.overlaps(); });
}

std::vector<std::string> Breakdown::KeysOf(const pathway::Pathway& pathway,
                                           Day day, int spell,
                                           int enrolment) const {
  if (dimensions_.size() == 1) {
    return dimensions_[0].ValuesOf(pathway, day, spell, enrolment);
  }
  std::vector<std::vector<std::string>> values;
  for (const Dimension& dimension : dimensions_) {
    values.push_back(dimension.ValuesOf(pathway, day, spell, enrolment));
  }
  return CrossKeys(values);
}

std::vector<std::string> Breakdown::KeysAtBreak(const pathway::Pathway& pathway,
                                                Day g0, int spell) const {
  std::vector<std::vector<std::string>> values;
  for (const Dimension& dimension : dimensions_) {
    values.push_back(ValuesAtBreak(pathway, g0, spell, dimension));
  }
  return CrossKeys(values);
}

std::vector<std::string> SplitKey(absl::string_view key) {
  return absl::StrSplit(key, kSeparator);
}

void SetKey(absl::string_view key, Names* out) {
  out->Clear();
  for (std::string& value : SplitKey(key)) *out->Add() = std::move(value);
}

}  // namespace jalon::evaluation

#include "libs/rules/place.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace jalon::rules {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

namespace {

constexpr size_t kMaxText = 200;

const FieldDescriptor* FieldOf(const Descriptor* type, absl::string_view name) {
  return type->FindFieldByName(std::string(name));
}

bool IsIdByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7f && c != '"' && c != ',';
}

}  // namespace

Place::Place(const Root& root, const Descriptor* type,
             std::vector<Fault>* faults)
    : file_(root.file),
      path_(root.path),
      line_(root.tree == nullptr ? 0 : 1),
      tree_(root.tree),
      strictness_(root.strictness),
      type_(type),
      faults_(faults) {}

int Place::LineOf(absl::string_view field, int index) const {
  const FieldDescriptor* descriptor = FieldOf(type_, field);
  if (tree_ == nullptr || descriptor == nullptr) return line_;
  int line = tree_->GetLocation(descriptor, index).line;
  // In the short form "axes: [...]" only the first element has a place.
  if (line < 0 && index > 0) line = tree_->GetLocation(descriptor, 0).line;
  return line < 0 ? line_ : line + 1;
}

std::string Place::PathOf(absl::string_view field, int index) const {
  std::string path = path_;
  if (field.empty()) return path;
  absl::StrAppend(&path, path.empty() ? "" : ".", field);
  if (index >= 0) absl::StrAppend(&path, "[", index, "]");
  return path;
}

Place Place::Child(absl::string_view field, int index) const {
  Place child = *this;
  const FieldDescriptor* descriptor = FieldOf(type_, field);
  child.path_ = PathOf(field, index);
  child.line_ = LineOf(field, index);
  child.type_ = descriptor->message_type();
  child.tree_ =
      tree_ == nullptr ? nullptr : tree_->GetTreeForNested(descriptor, index);
  return child;
}

void Place::Add(std::string message) const {
  faults_->push_back({file_, line_, path_, std::move(message)});
}

void Place::Add(absl::string_view field, std::string message) const {
  Add(field, -1, std::move(message));
}

void Place::Add(absl::string_view field, int index, std::string message) const {
  const FieldDescriptor* descriptor = FieldOf(type_, field);
  const bool whole_list =
      descriptor != nullptr && descriptor->is_repeated() && index < 0;
  faults_->push_back({file_, LineOf(field, whole_list ? 0 : index),
                      PathOf(field, index), std::move(message)});
}

void Place::CheckId(absl::string_view field, absl::string_view id) const {
  if (id.empty()) {
    Add(field, "missing; give a short id that never changes");
  } else if (id.size() > kMaxText) {
    Add(field, absl::StrCat("longer than ", kMaxText, " bytes; shorten it"));
  } else if (!std::all_of(id.begin(), id.end(), IsIdByte)) {
    Add(field, absl::StrCat("\"", id,
                            "\" holds a space, a comma or a quote; write it "
                            "with letters, digits, '-', '_' and '.'"));
  }
}

void Place::CheckUnique(absl::string_view field, absl::string_view id,
                        std::set<std::string>* seen) const {
  if (id.empty() || seen->insert(std::string(id)).second) return;
  Add(field, absl::StrCat("\"", id,
                          "\" is already the id of another one; give each "
                          "its own"));
}

void Place::CheckLabel(absl::string_view text) const {
  if (strict() && text.empty()) {
    Add("label", "missing; give the words that a council reads");
  }
}

void Place::CheckNotEmpty(
    absl::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& texts) const {
  for (int i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) Add(field, i, "empty; write it or leave it out");
  }
}

std::optional<base::Day> Place::CheckDay(absl::string_view field,
                                         absl::string_view text) const {
  if (text.empty()) return std::nullopt;
  const std::optional<base::Day> day = base::ParseDay(text);
  if (!day.has_value()) {
    Add(field, absl::StrCat("\"", text,
                            "\" is no date; write YYYY-MM-DD, for instance "
                            "2025-01-31"));
  }
  return day;
}

void Place::CheckEnum(absl::string_view field, int number,
                      bool required) const {
  const EnumDescriptor* type = FieldOf(type_, field)->enum_type();
  if (required && number == 0) {
    Add(field, absl::StrCat("missing; give one of ", EnumNames(type)));
  } else if (type->FindValueByNumber(number) == nullptr) {
    Add(field, absl::StrCat(number, " is no value of it; give one of ",
                            EnumNames(type)));
  }
}

std::string EnumNames(const EnumDescriptor* type) {
  std::string names;
  for (int i = 0; i < type->value_count(); ++i) {
    const std::string& name = type->value(i)->name();
    if (absl::EndsWith(name, "_UNSPECIFIED")) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

bool IsEnumName(const EnumDescriptor* type, absl::string_view name) {
  return !absl::EndsWith(name, "_UNSPECIFIED") &&
         type->FindValueByName(std::string(name)) != nullptr;
}

}  // namespace jalon::rules

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

#include "libs/base/day.h"
#include "libs/rules/check.h"

namespace jalon::rules {

// What a definition is asked for: a file is read by people and complete; a
// message that came over the wire may leave out what only people read.
enum class Strictness { kWire, kFile };

// A message within a definition, at which faults are reported with their
// path and, when the text was parsed with locations, their line.
// Lifetime: the faults and the tree outlive it.
class Place {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  struct Root {
    std::string file;
    std::string path;  // "pact"; "" = fields stand alone.
    const Tree* tree = nullptr;
    Strictness strictness = Strictness::kWire;
  };
  Place(const Root& root, const google::protobuf::Descriptor* type,
        std::vector<Fault>* faults);

  // The message in a field; index -1 for a field that is not repeated.
  Place Child(absl::string_view field, int index = -1) const;

  bool strict() const { return strictness_ == Strictness::kFile; }

  // A fault of the message itself, or of a field of it.
  void Add(std::string message) const;
  void Add(absl::string_view field, std::string message) const;
  void Add(absl::string_view field, int index, std::string message) const;

  // The checks that several definitions share; each adds its own fault.
  void CheckId(absl::string_view field, absl::string_view id) const;
  void CheckUnique(absl::string_view field, absl::string_view id,
                   std::set<std::string>* seen) const;
  void CheckLabel(absl::string_view text) const;
  void CheckNotEmpty(
      absl::string_view field,
      const google::protobuf::RepeatedPtrField<std::string>& texts) const;
  // A date that may be left out: nullopt when empty or at fault.
  std::optional<base::Day> CheckDay(absl::string_view field,
                                    absl::string_view text) const;
  // The number of an enum field: known, and given if `required`.
  void CheckEnum(absl::string_view field, int number, bool required) const;

 private:
  int LineOf(absl::string_view field, int index) const;
  std::string PathOf(absl::string_view field, int index) const;

  std::string file_;
  std::string path_;
  int line_ = 0;
  const Tree* tree_;
  Strictness strictness_;
  const google::protobuf::Descriptor* type_;
  std::vector<Fault>* faults_;
};

// The names of an enum but the unspecified one, for a remedy: "A, B, C".
std::string EnumNames(const google::protobuf::EnumDescriptor* type);

// Whether the text is a name of the enum other than the unspecified one.
bool IsEnumName(const google::protobuf::EnumDescriptor* type,
                absl::string_view name);

}  // namespace jalon::rules

#include "libs/rules/check.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"

#include "libs/rules/check_definitions.h"
#include "libs/rules/place.h"

namespace jalon::rules {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

namespace {

constexpr size_t kMaxBytes = 4 << 20;

std::string FieldNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) {
    names.push_back(type->field(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

// The enum type of the first field of that name in a message or below it.
const EnumDescriptor* EnumOfField(const Descriptor* type,
                                  const std::string& name) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->name() == name && field->enum_type() != nullptr) {
      return field->enum_type();
    }
    if (field->message_type() == nullptr) continue;
    const EnumDescriptor* found = EnumOfField(field->message_type(), name);
    if (found != nullptr) return found;
  }
  return nullptr;
}

// The parser's faults, each with what to write instead.
class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(absl::string_view file, absl::string_view text,
            const Descriptor* root, std::vector<Fault>* faults)
      : file_(file),
        lines_(absl::StrSplit(text, '\n')),
        root_(root),
        faults_(faults) {}

  void AddError(int line, int /*column*/, const std::string& text) override {
    Fault fault{file_, line + 1, "", text};
    // Message type "jalon.v1.Axis" has no field named "lable".
    // Unknown enumeration value of "CLAIMED" for field "start".
    const std::vector<std::string> words = absl::StrSplit(text, '"');
    if (words.size() == 5) {
      fault.field = words[3];
      const Descriptor* type =
          root_->file()->pool()->FindMessageTypeByName(words[1]);
      const EnumDescriptor* values = EnumOfField(root_, words[3]);
      if (type != nullptr) {
        fault.line = LastLineWith(words[3], line);
        absl::StrAppend(&fault.message, " It has: ", FieldNames(type), ".");
      } else if (values != nullptr) {
        fault.line = LastLineWith(words[1], line);
        absl::StrAppend(&fault.message, " Give one of ", EnumNames(values),
                        ".");
      }
    }
    faults_->push_back(std::move(fault));
  }
  void AddWarning(int, int, const std::string&) override {}

 private:
  // The parser complains of a word once it stands at the next one.
  int LastLineWith(const std::string& word, int line) const {
    for (int i = line; i >= 0; --i) {
      const auto at = static_cast<size_t>(i);
      if (at < lines_.size() && absl::StrContains(lines_[at], word)) {
        return i + 1;
      }
    }
    return line + 1;
  }

  std::string file_;
  std::vector<absl::string_view> lines_;
  const Descriptor* root_;
  std::vector<Fault>* faults_;
};

// The length of the UTF-8 character at the start of the text; 0 = none.
size_t CharacterLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  if (byte(0) < 0x80) return byte(0) == 0 ? 0 : 1;
  const size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  return length;
}

bool CheckText(absl::string_view file, absl::string_view text,
               std::vector<Fault>* faults) {
  if (text.size() > kMaxBytes) {
    faults->push_back({std::string(file), 0, "",
                       "larger than 4 MiB; cut it into several files"});
    return false;
  }
  int line = 1;
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text.substr(at));
    if (length == 0) {
      faults->push_back({std::string(file), line, "",
                         "a byte that is no UTF-8; save the file as UTF-8"});
      return false;
    }
    if (text[at] == '\n') ++line;
    at += length;
  }
  return true;
}

bool Parse(absl::string_view file, absl::string_view text, Message* out,
           TextFormat::ParseInfoTree* tree, std::vector<Fault>* faults) {
  if (!CheckText(file, text, faults)) return false;
  Collector collector(file, text, out->GetDescriptor(), faults);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(tree);
  parser.SetRecursionLimit(20);
  google::protobuf::io::ArrayInputStream in(text.data(),
                                            static_cast<int>(text.size()));
  return parser.Parse(&in, out) && faults->empty();
}

// In the order of the file.
std::vector<Fault> Sorted(std::vector<Fault> faults) {
  std::stable_sort(
      faults.begin(), faults.end(),
      [](const Fault& a, const Fault& b) { return a.line < b.line; });
  return faults;
}

}  // namespace

std::string FormatFault(const Fault& fault) {
  std::string out = fault.file;
  if (fault.line > 0) absl::StrAppend(&out, ":", fault.line);
  if (!fault.field.empty()) {
    absl::StrAppend(&out, out.empty() ? "" : ": ", fault.field);
  }
  return absl::StrCat(out, out.empty() ? "" : ": ", fault.message);
}

absl::Status FaultsToStatus(const std::vector<Fault>& faults) {
  if (faults.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrJoin(faults, "\n", [](std::string* out, const Fault& fault) {
        absl::StrAppend(out, FormatFault(fault));
      }));
}

std::vector<Fault> CheckDefinitions(absl::string_view file,
                                    absl::string_view text,
                                    v1::DefinitionFile* out) {
  std::vector<Fault> faults;
  TextFormat::ParseInfoTree tree;
  if (Parse(file, text, out, &tree, &faults)) {
    CheckDefinitionsAt(Place({.file = std::string(file),
                              .path = "",
                              .tree = &tree,
                              .strictness = Strictness::kFile},
                             v1::DefinitionFile::descriptor(), &faults),
                       *out);
  }
  return Sorted(std::move(faults));
}

std::vector<Fault> CheckPact(absl::string_view file, absl::string_view text,
                             v1::PactFile* out) {
  std::vector<Fault> faults;
  TextFormat::ParseInfoTree tree;
  if (Parse(file, text, out, &tree, &faults)) {
    const Place place({.file = std::string(file),
                       .path = "",
                       .tree = &tree,
                       .strictness = Strictness::kFile},
                      v1::PactFile::descriptor(), &faults);
    if (out->has_pact()) {
      CheckPactAt(place.Child("pact"), out->pact());
    } else {
      place.Add("pact", "missing; the file holds one `pact { … }`");
    }
  }
  return Sorted(std::move(faults));
}

std::vector<Fault> CheckDelay(const v1::DelayDefinition& definition) {
  std::vector<Fault> faults;
  CheckDelayAt(Place({}, v1::DelayDefinition::descriptor(), &faults),
               definition);
  return faults;
}

std::vector<Fault> CheckBreak(const v1::BreakDefinition& definition) {
  std::vector<Fault> faults;
  CheckBreakAt(Place({}, v1::BreakDefinition::descriptor(), &faults),
               definition);
  return faults;
}

std::vector<Fault> CheckPact(const v1::Pact& pact) {
  std::vector<Fault> faults;
  Place::Root root;
  root.path = "pact";
  CheckPactAt(Place(root, v1::Pact::descriptor(), &faults), pact);
  return faults;
}

}  // namespace jalon::rules

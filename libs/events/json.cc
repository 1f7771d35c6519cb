#include "libs/events/json.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/util/json_util.h"

#include "nlohmann/json.hpp"

namespace jalon::events {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// correction.fact.correction.fact.… of no valid event goes so deep.
constexpr size_t kMaxDepth = 16;
constexpr size_t kMaxNameSize = 64;

// The members of a message by both spellings.
struct Shape {
  struct Entry {
    const FieldDescriptor* field;
    const Shape* shape;  // Of a message; else nullptr.
    uint64_t bit;        // Its own: members given twice are refused.
  };
  absl::flat_hash_map<std::string, Entry> members;
};

using Shapes = absl::flat_hash_map<const Descriptor*, std::unique_ptr<Shape>>;

const Shape* AddShape(const Descriptor* type, Shapes* shapes) {
  const auto [slot, added] = shapes->try_emplace(type, nullptr);
  if (!added) return slot->second.get();
  slot->second = std::make_unique<Shape>();
  Shape* shape = slot->second.get();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const Shape* inner = field->message_type() == nullptr
                             ? nullptr
                             : AddShape(field->message_type(), shapes);
    const Shape::Entry entry{field, inner, uint64_t{1} << i};
    shape->members.emplace(field->name(), entry);
    shape->members.emplace(field->json_name(), entry);
  }
  return shape;
}

const Shape* EventShape() {
  static const Shape* const shape = [] {
    static Shapes shapes;
    return AddShape(v1::Event::descriptor(), &shapes);
  }();
  return shape;
}

// Receives the parts of a JSON text in order and fills the event.
class Reader {
 public:
  explicit Reader(v1::Event* event) : event_(event) {}

  const absl::Status& status() const { return status_; }

  // What nlohmann::json::sax_parse calls; false ends the parse.
  bool null();
  bool boolean(bool value);
  bool number_integer(int64_t value) {
    return Number(value >= 0 ? static_cast<uint64_t>(value) : UINT64_MAX);
  }
  bool number_unsigned(uint64_t value) { return Number(value); }
  bool number_float(double value, const std::string&);
  bool string(std::string& value);
  bool binary(std::vector<uint8_t>&) { return WrongType(); }
  bool start_object(size_t);
  bool key(std::string& name);
  bool end_object();
  bool start_array(size_t);
  bool end_array();
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) {
    return Fail(absl::StrCat("not JSON in UTF-8, at byte ", position));
  }

 private:
  struct Frame {
    Message* message;
    const Shape* shape;
    const Shape::Entry* current = nullptr;
    uint64_t seen = 0;
    bool in_list = false;
  };

  const google::protobuf::Reflection* reflection() const {
    return message()->GetReflection();
  }
  Message* message() const { return frames_.back().message; }

  // Whether a value belongs to an unknown member; keeps that one's name.
  bool Skips();
  // The member that a value is for, marked as given; nullptr (a failure) when
  // none takes one here.
  const FieldDescriptor* Take();
  bool Number(uint64_t value);
  bool Enum(const FieldDescriptor* field, int number);
  bool Fail(std::string message) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(message);
    return false;
  }
  bool WrongType() { return Fail(absl::StrCat(Path(), ": wrong type")); }
  // "entitlement_opened.origin", "event" at the top.
  std::string Path() const;

  v1::Event* event_;
  std::vector<Frame> frames_;
  size_t skipped_ = 0;        // Depth within the value of an unknown member.
  std::string unknown_name_;  // When the current member is none: its name.
  absl::Status status_;
};

std::string Reader::Path() const {
  std::string path;
  for (const Frame& frame : frames_) {
    if (frame.current == nullptr) continue;
    absl::StrAppend(&path, path.empty() ? "" : ".",
                    frame.current->field->name());
  }
  return path.empty() ? "event" : path;
}

bool Reader::Skips() {
  if (skipped_ > 0) return true;
  if (frames_.empty() || frames_.back().current != nullptr) return false;
  std::string* kept =
      reflection()->MutableUnknownFields(message())->AddLengthDelimited(
          kUnknownMember);
  if (IsMemberName(unknown_name_)) *kept = unknown_name_;
  return true;
}

const FieldDescriptor* Reader::Take() {
  if (frames_.empty()) {
    WrongType();
    return nullptr;
  }
  Frame& frame = frames_.back();
  const FieldDescriptor* field = frame.current->field;
  if (field->is_repeated() != frame.in_list) {
    WrongType();
    return nullptr;
  }
  if (frame.in_list) return field;
  if ((frame.seen & frame.current->bit) != 0) {
    Fail(absl::StrCat(Path(), ": given twice"));
    return nullptr;
  }
  frame.seen |= frame.current->bit;
  return field;
}

bool Reader::null() {
  if (skipped_ > 0) return true;
  return frames_.empty() || frames_.back().in_list ? WrongType() : true;
}

bool Reader::boolean(bool value) {
  if (Skips()) return true;
  const FieldDescriptor* field = Take();
  if (field == nullptr) return false;
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL) return WrongType();
  reflection()->SetBool(message(), field, value);
  return true;
}

bool Reader::number_float(double value, const std::string&) {
  const bool whole = value >= 0 && value <= UINT32_MAX &&
                     value == static_cast<double>(static_cast<uint32_t>(value));
  return Number(whole ? static_cast<uint32_t>(value) : UINT64_MAX);
}

bool Reader::Enum(const FieldDescriptor* field, int number) {
  if (field->is_repeated()) {
    reflection()->AddEnumValue(message(), field, number);
  } else {
    reflection()->SetEnumValue(message(), field, number);
  }
  return true;
}

bool Reader::Number(uint64_t value) {
  if (Skips()) return true;
  const FieldDescriptor* field = Take();
  if (field == nullptr) return false;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return Enum(field, value <= INT32_MAX ? static_cast<int>(value) : -1);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_UINT32) return WrongType();
  reflection()->SetUInt32(
      message(), field,
      static_cast<uint32_t>(std::min<uint64_t>(value, UINT32_MAX)));
  return true;
}

bool Reader::string(std::string& value) {
  if (Skips()) return true;
  const FieldDescriptor* field = Take();
  if (field == nullptr) return false;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection()->SetString(message(), field, std::move(value));
    return true;
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto* known = field->enum_type()->FindValueByName(value);
    return Enum(field, known == nullptr ? -1 : known->number());
  }
  // Protobuf's JSON allows numbers within quotes.
  uint32_t number = 0;
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_UINT32 ||
      !absl::SimpleAtoi(value, &number)) {
    return WrongType();
  }
  reflection()->SetUInt32(message(), field, number);
  return true;
}

bool Reader::start_object(size_t) {
  if (Skips()) {
    ++skipped_;
    return true;
  }
  if (frames_.empty()) {
    frames_.push_back({event_, EventShape()});
    return true;
  }
  const Shape* shape = frames_.back().current == nullptr
                           ? nullptr
                           : frames_.back().current->shape;
  const FieldDescriptor* field = Take();
  if (field == nullptr) return false;
  if (shape == nullptr) return WrongType();
  if (frames_.size() >= kMaxDepth) return Fail("nested too deeply");
  const auto* oneof = field->real_containing_oneof();
  if (oneof != nullptr && reflection()->HasOneof(*message(), oneof)) {
    return Fail(absl::StrCat(Path(), ": a second fact"));
  }
  Message* inner = field->is_repeated()
                       ? reflection()->AddMessage(message(), field)
                       : reflection()->MutableMessage(message(), field);
  frames_.push_back({inner, shape});
  return true;
}

bool Reader::key(std::string& name) {
  if (skipped_ > 0) return true;
  Frame& frame = frames_.back();
  const auto member = frame.shape->members.find(name);
  if (member == frame.shape->members.end()) {
    frame.current = nullptr;
    unknown_name_ = std::move(name);
  } else {
    frame.current = &member->second;
  }
  return true;
}

bool Reader::end_object() {
  if (skipped_ > 0) {
    --skipped_;
  } else {
    frames_.pop_back();
  }
  return true;
}

bool Reader::start_array(size_t) {
  if (Skips()) {
    ++skipped_;
    return true;
  }
  if (frames_.empty() || frames_.back().in_list ||
      !frames_.back().current->field->is_repeated()) {
    return WrongType();
  }
  Frame& frame = frames_.back();
  if ((frame.seen & frame.current->bit) != 0) {
    return Fail(absl::StrCat(Path(), ": given twice"));
  }
  frame.seen |= frame.current->bit;
  frame.in_list = true;
  return true;
}

bool Reader::end_array() {
  if (skipped_ > 0) {
    --skipped_;
  } else {
    frames_.back().in_list = false;
  }
  return true;
}

}  // namespace

absl::StatusOr<v1::Event> ParseEventJson(absl::string_view json) {
  v1::Event event;
  Reader reader(&event);
  nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  if (!reader.status().ok()) return reader.status();
  return event;
}

std::string FormatEventJson(const v1::Event& event) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!MessageToJsonString(event, &json, options).ok()) json.clear();
  return json;
}

bool IsMemberName(absl::string_view name) {
  return name.size() <= kMaxNameSize &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

}  // namespace jalon::events

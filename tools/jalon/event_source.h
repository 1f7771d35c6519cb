#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "jalon/v1/event.pb.h"

namespace jalon::cli {

// The events of a file, in order: JSON lines (.jsonl, also .gz) or binary (.pb:
// each jalon.v1.Event after its length as a varint).
//
// Threads: compatible.
class EventSource {
 public:
  // NOT_FOUND when the file cannot be opened; INVALID_ARGUMENT for a name
  // whose form is not known.
  static absl::StatusOr<std::unique_ptr<EventSource>> Open(
      const std::string& path);
  virtual ~EventSource() = default;

  // The next event; false at the end. A row that cannot be read comes as an
  // event without anything, which the service refuses, and leaves its reason
  // in row_error().
  virtual bool Next(v1::Event* event) = 0;
  const std::string& row_error() const { return row_error_; }
  // Share of the file that is read, in [0, 1].
  virtual double fraction() const = 0;

 protected:
  std::string row_error_;
};

}  // namespace jalon::cli

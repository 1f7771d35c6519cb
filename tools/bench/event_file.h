#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

#include "jalon/v1/event.pb.h"

namespace jalon::bench {

// Visits the events of a file of `jalon simulate --format binary`, without
// their recorded_at: they are recorded when they are pushed.
// NOT_FOUND; INVALID_ARGUMENT: not made of events.
absl::Status ReadEvents(const std::string& path,
                        const std::function<void(const v1::Event&)>& visit);

}  // namespace jalon::bench

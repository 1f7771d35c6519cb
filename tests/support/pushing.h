#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>

#include "jalon/v1/event.pb.h"

namespace jalon::testing {

// "source/source_event_id".
std::string KeyOf(const v1::Event& event);

// The first events of the simulated territory 34, each with its received date,
// without recorded_at: sent twice, they are the same.
std::vector<v1::Event> LoadEvents(size_t count);

// What was acknowledged: key → position.
using Positions = std::map<std::string, uint64_t>;

// Pushes by one stream from `begin` on; returns the first event that was not
// acknowledged, and keeps `acknowledged` at it meanwhile. A test fails when a
// position told before changes.
size_t PushFrom(const std::shared_ptr<grpc::Channel>& channel,
                const std::vector<v1::Event>& events, size_t begin,
                size_t batch, Positions* positions,
                std::atomic<size_t>* acknowledged);

// Every record from the first to the head, serialised.
std::vector<std::string> ReadLedger(
    const std::shared_ptr<grpc::Channel>& channel);

// Fails the test unless `now` begins with `before`, has positions 1, 2, 3 …,
// dates of recording that never decrease, each key once, and every
// acknowledged event where it was told to be.
void CheckLedger(const std::vector<std::string>& before,
                 const std::vector<std::string>& now,
                 const Positions& positions);

}  // namespace jalon::testing

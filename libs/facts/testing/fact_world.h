#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "jalon/v1/event.pb.h"
#include "libs/facts/fact_store.h"
#include "libs/facts/view.h"

namespace jalon::facts::testing {

// A store of territory 34, with a fixed key.
std::unique_ptr<FactStore> NewStore(size_t max_views = 8);

// "caf/a1", {"caf:1"}, "2024-01-05", the fact as a JSON member.
v1::Event MakeEvent(const std::string& key,
                    const std::vector<std::string>& persons,
                    const std::string& date, const std::string& fact);

std::vector<std::string> Names(const View& view);
std::vector<std::string> EventKeys(const View& view, size_t person);

// All that a view tells and that may not depend on the order of arrival.
std::string Dump(const View& view);

// Events of a few persons: pathway facts, links, merges and undone merges,
// birth dates, corrections and retractions of earlier and later events.
std::vector<v1::Event> RandomEvents(size_t count, std::mt19937* random);

// Another order of arrival, in which the corrections of one target keep
// theirs (spec §3).
std::vector<v1::Event> Shuffled(const std::vector<v1::Event>& events,
                                std::mt19937* random);

}  // namespace jalon::facts::testing

#pragma once

#include <cstddef>
#include <cstdint>

// EvaluateQuality is declared in evaluation.h; these are its parameters.
namespace jalon::evaluation {

inline constexpr uint32_t kDefaultCompletePercent = 95;
// Fewest events of a source that say something of its completeness.
inline constexpr uint32_t kDefaultMinimumEvents = 30;
inline constexpr size_t kMaxQualityItems = 1000;  // Of a kind.

}  // namespace jalon::evaluation

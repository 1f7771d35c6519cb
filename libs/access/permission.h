#pragma once

#include <cstdint>

#include "libs/access/principal.h"

namespace jalon::access {

// The methods of jalon.v1.
enum class Method : uint8_t {
  kRecord,
  kRecordStream,
  kGetPathway,
  kListCaseload,
  kListPersons,
  kWatchPathway,
  kEvaluateDelay,
  kEvaluateLandmark,
  kEvaluateBreaks,
  kEvaluatePact,
  kExplain,
  kCompare,
  kEvaluateTable,
  kEvaluateQuality,
  kListDefinitions,
  kGetStatus,
  kVerify,
  kBackup,
  kSubscribe,
};
inline constexpr int kMethods = 19;

const char* MethodName(Method method);  // "Intake.Record"

// Whether the role may call the method at all; what it then sees depends on
// the territory and the person (principal.h).
bool MayCall(const Principal& principal, Method method);

}  // namespace jalon::access

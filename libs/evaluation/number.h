#pragma once

#include <cstdint>
#include <string>

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// An exact ratio, reduced. Requires: denominator > 0.
v1::Number Ratio(int64_t numerator, int64_t denominator);
v1::Number Real(double value);

// The members that every figure bears.
void FillHeader(const Context& context, v1::FigureStatus status,
                const std::string& definition, uint32_t version,
                v1::FigureHeader* header);

// Nothing is recorded at the view's position.
bool HasNoData(const Context& context);

// "source/source_event_id".
std::string EventName(const pathway::Pathway& pathway,
                      const pathway::StringTable& strings, int event);

// Reads a period "YYYY-MM-DD"; INVALID_ARGUMENT naming `from` or `to`.
absl::Status ReadPeriod(const std::string& from, const std::string& to,
                        Day* first, Day* last);

}  // namespace jalon::evaluation

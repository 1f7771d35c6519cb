#pragma once

#include <cstdint>
#include <vector>

#include "google/protobuf/repeated_field.h"

#include "jalon/v1/evaluation.pb.h"

namespace jalon::evaluation_service {

// Units that reached the milestone before a day, from the points of a curve.
uint64_t EventsBefore(
    const google::protobuf::RepeatedPtrField<v1::CurvePoint>& curve,
    uint32_t day);

// Keeps the points of a curve between which, and beside the days of `known`
// (where the answer tells the number of events otherwise), k events lie and
// either nobody or k persons leave otherwise; takes out the counts of the
// days, and rounds what is left. A kept point only moves the bound between
// two groups of k, so it tells nothing of a smaller one.
//
// `known`: days before which the number is told, growing.
void Thin(const std::vector<uint32_t>& known, uint64_t k,
          google::protobuf::RepeatedPtrField<v1::CurvePoint>* curve);

// As the pages show it (percentages and days to one decimal), so that the
// digits beyond do not tell who is behind.
double RoundedShare(double share);
double RoundedDays(double days);

}  // namespace jalon::evaluation_service

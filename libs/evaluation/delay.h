#pragma once

#include <vector>

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/delay_units.h"

namespace jalon::evaluation {

// The figure of some units: classes, estimates, shares, quantiles, mean, bins
// and, where `with_legal`, the legal rate.
v1::DelayFigure FigureOf(const std::vector<const DelayUnit*>& units,
                         const v1::DelayDefinition& definition,
                         bool with_legal);

}  // namespace jalon::evaluation

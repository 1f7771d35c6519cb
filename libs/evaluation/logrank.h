#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/estimate.h"

namespace jalon::evaluation {

// The log-rank test over groups named by key, in order (Mantel 1966;
// hypergeometric variance; delayed entry allowed): kEvent counts, the other
// ends are censorings. Degrees of freedom: the rank of the variance. nullopt
// with fewer than two groups that have units.
std::optional<v1::LogRank> LogRankTest(
    const std::vector<std::pair<std::string, std::vector<Observation>>>&
        groups);

// Upper tail of the chi-square distribution.
double ChiSquareTail(double chi2, int degrees);

}  // namespace jalon::evaluation

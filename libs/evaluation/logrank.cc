#include "libs/evaluation/logrank.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <boost/math/special_functions/gamma.hpp>

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

using Matrix = std::vector<std::vector<double>>;

// Solves a x = b for a symmetric positive semi-definite matrix by elimination
// with diagonal pivots; dimensions without variance are left out. Returns
// x'b and the rank.
std::pair<double, int> Quadratic(Matrix a, std::vector<double> b) {
  const size_t k = b.size();
  double scale = 0;
  for (size_t i = 0; i < k; ++i) scale = std::max(scale, a[i][i]);
  std::vector<bool> used(k, false);
  double sum = 0;
  int rank = 0;
  for (size_t step = 0; step < k; ++step) {
    size_t pivot = k;
    for (size_t i = 0; i < k; ++i) {
      if (!used[i] && (pivot == k || a[i][i] > a[pivot][pivot])) pivot = i;
    }
    if (pivot == k || a[pivot][pivot] <= 1e-10 * scale) break;
    used[pivot] = true;
    ++rank;
    sum += b[pivot] * b[pivot] / a[pivot][pivot];
    for (size_t i = 0; i < k; ++i) {
      if (used[i]) continue;
      const double factor = a[i][pivot] / a[pivot][pivot];
      b[i] -= factor * b[pivot];
      for (size_t j = 0; j < k; ++j) {
        if (!used[j]) a[i][j] -= factor * a[pivot][j];
      }
    }
  }
  return {sum, rank};
}

struct Tally {
  std::vector<double> observed, expected;
  Matrix variance;
};

// Adds one day: at risk and events by group.
void AddDay(const std::vector<double>& at_risk,
            const std::vector<double>& events, Tally* tally) {
  double n = 0, d = 0;
  for (size_t g = 0; g < at_risk.size(); ++g) {
    n += at_risk[g];
    d += events[g];
  }
  if (d == 0) return;
  const double spread = n > 1 ? d * (n - d) / (n - 1) : 0;
  for (size_t g = 0; g < at_risk.size(); ++g) {
    tally->observed[g] += events[g];
    tally->expected[g] += d * at_risk[g] / n;
    for (size_t h = 0; h < at_risk.size(); ++h) {
      tally->variance[g][h] +=
          spread * at_risk[g] / n * ((g == h ? 1 : 0) - at_risk[h] / n);
    }
  }
}

}  // namespace

double ChiSquareTail(double chi2, int degrees) {
  if (degrees <= 0) return 1;
  return boost::math::gamma_q(degrees / 2.0, chi2 / 2.0);
}

std::optional<v1::LogRank> LogRankTest(
    const std::vector<std::pair<std::string, std::vector<Observation>>>&
        groups) {
  std::vector<const std::pair<std::string, std::vector<Observation>>*> full;
  for (const auto& group : groups) {
    if (!group.second.empty()) full.push_back(&group);
  }
  if (full.size() < 2) return std::nullopt;
  const size_t k = full.size();
  std::map<int32_t, std::vector<double>> events;
  std::vector<std::vector<int32_t>> entries(k), ends(k);
  for (size_t g = 0; g < k; ++g) {
    for (const Observation& unit : full[g]->second) {
      entries[g].push_back(unit.entry);
      ends[g].push_back(unit.time);
      if (unit.end != Observation::End::kEvent) continue;
      auto& day = events[unit.time];
      day.resize(k);
      day[g] += 1;
    }
    std::sort(entries[g].begin(), entries[g].end());
    std::sort(ends[g].begin(), ends[g].end());
  }
  Tally tally{std::vector<double>(k), std::vector<double>(k),
              Matrix(k, std::vector<double>(k))};
  for (const auto& [day, by_group] : events) {
    std::vector<double> at_risk(k);
    for (size_t g = 0; g < k; ++g) {
      const auto before = [day = day](const std::vector<int32_t>& times) {
        return static_cast<double>(
            std::lower_bound(times.begin(), times.end(), day) - times.begin());
      };
      at_risk[g] = before(entries[g]) - before(ends[g]);
    }
    AddDay(at_risk, by_group, &tally);
  }
  std::vector<double> difference(k);
  v1::LogRank out;
  for (size_t g = 0; g < k; ++g) {
    difference[g] = tally.observed[g] - tally.expected[g];
    v1::LogRank::Group* group = out.add_groups();
    SetKey(full[g]->first, group->mutable_key());
    group->set_units(full[g]->second.size());
    group->set_observed(static_cast<uint64_t>(tally.observed[g]));
    *group->mutable_expected() = Real(tally.expected[g]);
  }
  const auto [chi2, rank] = Quadratic(tally.variance, difference);
  out.set_chi2(chi2);
  out.set_df(static_cast<uint32_t>(rank));
  out.set_p(ChiSquareTail(chi2, rank));
  return out;
}

}  // namespace jalon::evaluation

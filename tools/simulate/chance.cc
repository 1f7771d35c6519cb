#include "tools/simulate/chance.h"

#include <cmath>

namespace jalon::simulate {

uint64_t Chance::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

double Chance::Uniform() {
  return static_cast<double>(Next() >> 11) * 0x1.0p-53;
}

int Chance::Between(int low, int high) {
  return low + static_cast<int>(Uniform() * (high - low + 1));
}

int Chance::Exponential(double mean_days) {
  return static_cast<int>(-mean_days * std::log1p(-Uniform()));
}

int Chance::Gamma2(double mean_days) {
  return Exponential(mean_days / 2) + Exponential(mean_days / 2);
}

size_t Chance::Pick(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  double at = Uniform() * total;
  for (size_t i = 0; i + 1 < weights.size(); ++i) {
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return weights.size() - 1;
}

}  // namespace jalon::simulate

#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace jalon::simulate {

// Seeded random numbers, the same on every machine (the standard library's
// distributions are not): splitmix64 and inverse transforms.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  double Uniform();  // [0, 1)
  bool Happens(double probability) { return Uniform() < probability; }
  int Between(int low, int high);     // Both inclusive.
  int Exponential(double mean_days);  // Whole days, >= 0.
  int Gamma2(double mean_days);       // Shape 2: sum of two exponentials.
  // Index drawn with these weights.
  size_t Pick(std::span<const double> weights);
  size_t Pick(std::initializer_list<double> weights) {
    return Pick(std::span<const double>(weights.begin(), weights.size()));
  }

 private:
  uint64_t state_;
};

}  // namespace jalon::simulate

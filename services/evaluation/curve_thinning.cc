#include "services/evaluation/curve_thinning.h"

#include <algorithm>
#include <cmath>

#include "libs/evaluation/protect.h"

namespace jalon::evaluation_service {
namespace {

using Curve = google::protobuf::RepeatedPtrField<v1::CurvePoint>;

uint64_t Others(const v1::CurvePoint& point) {
  return point.competing() + point.censored();
}

}  // namespace

double RoundedShare(double share) {
  return std::floor(share * 1000 + 0.5) / 1000;
}
double RoundedDays(double days) { return std::floor(days * 10 + 0.5) / 10; }

uint64_t EventsBefore(const Curve& curve, uint32_t day) {
  uint64_t events = 0;
  for (const v1::CurvePoint& point : curve) {
    if (point.day() < day) events += point.events();
  }
  return events;
}

void Thin(const std::vector<uint32_t>& known, uint64_t k, Curve* curve) {
  Curve kept;
  uint64_t events = 0, others = 0;
  auto next = known.begin();
  uint64_t others_left = 0;
  for (const v1::CurvePoint& point : *curve) others_left += Others(point);
  for (int i = 0; i < curve->size(); ++i) {
    const v1::CurvePoint& point = curve->Get(i);
    for (; next != known.end() && *next <= point.day(); ++next) events = 0;
    events += point.events();
    others += Others(point);
    others_left -= Others(point);
    // The events from here to the next day that is known, or to the end.
    uint64_t ahead = 0;
    for (int j = i + 1; j < curve->size(); ++j) {
      if (next != known.end() && curve->Get(j).day() >= *next) break;
      ahead += curve->Get(j).events();
    }
    const bool last = i + 1 == curve->size();
    if (events < k || (ahead < k && !last) || evaluation::IsFew(others, k) ||
        evaluation::IsFew(others_left, k)) {
      continue;
    }
    events = others = 0;
    v1::CurvePoint* out = kept.Add();
    out->set_day(point.day());
    out->mutable_value()->set_value(RoundedShare(point.value().value()));
    out->set_lower(RoundedShare(point.lower()));
    out->set_upper(RoundedShare(point.upper()));
  }
  curve->Swap(&kept);
}

}  // namespace jalon::evaluation_service

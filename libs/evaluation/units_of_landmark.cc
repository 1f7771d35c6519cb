#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/evaluation/landmark.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

class Source final : public UnitSource {
 public:
  absl::Status Read(const Context& context,
                    const v1::EvaluateLandmarkRequest& request) {
    return asked_.Read(context, request, true);
  }

  void Append(size_t person, const pathway::Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    DelayShard orientations, ends;
    asked_.to_orientation->Append(pathway, person, &orientations);
    asked_.to_end->Append(pathway, person, &ends);
    for (size_t i = 0; i < ends.units.size(); ++i) {
      out->push_back(Stay(orientations.units[i], ends.units[i]));
    }
    AppendLeftOut(ends, out);
  }

  bool by_spell() const override { return true; }
  std::string definition() const override { return "time_in_scheme"; }

 private:
  v1::ExplainedUnit Stay(const DelayUnit& orientation,
                         const DelayUnit& end) const {
    v1::ExplainedUnit unit = UnitOfDelay(end, false);
    const auto [band, entry] = asked_.BandOf(orientation);
    unit.set_group(asked_.BandName(band));
    unit.set_class_(end.days <= entry                 ? "BEFORE_LANDMARK"
                    : end.cls == DelayClass::kReached ? "ENDED"
                                                      : "STILL_IN");
    std::vector<std::string> events = end.events;
    events.insert(events.end(), orientation.events.begin(),
                  orientation.events.end());
    std::sort(events.begin(), events.end());
    events.erase(std::unique(events.begin(), events.end()), events.end());
    unit.mutable_events()->Assign(events.begin(), events.end());
    return unit;
  }

  AskedLandmark asked_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<UnitSource>> LandmarkUnits(
    const Context& context, const v1::EvaluateLandmarkRequest& request) {
  auto source = std::make_unique<Source>();
  RETURN_IF_ERROR(source->Read(context, request));
  return source;
}

}  // namespace jalon::evaluation

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/evaluation/delay.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

class Source final : public UnitSource {
 public:
  absl::Status Read(const Context& context,
                    const v1::EvaluateDelayRequest& request) {
    return asked_.Read(context, request, true);
  }

  void Append(size_t person, const pathway::Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    DelayShard shard;
    asked_.question->Append(pathway, person, &shard);
    for (const DelayUnit& unit : shard.units) {
      out->push_back(UnitOfDelay(unit, asked_.question->has_legal()));
    }
    AppendLeftOut(shard, out);
  }

  bool by_spell() const override { return true; }
  std::string definition() const override {
    return asked_.question->definition().id();
  }
  uint32_t version() const override {
    return asked_.question->definition().version();
  }

 private:
  AskedDelay asked_;
};

}  // namespace

v1::ExplainedUnit UnitOfDelay(const DelayUnit& unit, bool with_legal) {
  v1::ExplainedUnit out;
  out.set_class_(kDelayClassNames[static_cast<size_t>(unit.cls)]);
  out.set_day(base::FormatDay(unit.clock));
  out.set_stop(base::FormatDay(unit.stop));
  if (unit.cls != DelayClass::kUnknownStart) out.set_days(unit.days);
  out.set_spell_start(base::FormatDay(unit.spell_start));
  AddCells(unit.strata, &out);
  out.mutable_events()->Add(unit.events.begin(), unit.events.end());
  if (with_legal) {
    out.set_due(base::FormatDay(unit.due));
    out.set_legal(kLegalClassNames[static_cast<size_t>(unit.legal)]);
  }
  return out;
}

void AppendLeftOut(const DelayShard& shard,
                   std::vector<v1::ExplainedUnit>* out) {
  for (const DelayExcluded& excluded : shard.excluded) {
    v1::ExplainedUnit unit = LeftOutUnit(excluded.step, excluded.spell_start);
    unit.set_spell_start(base::FormatDay(excluded.spell_start));
    out->push_back(std::move(unit));
  }
  for (size_t i = 0; i < shard.no_spell.size(); ++i) {
    out->push_back(LeftOutUnit("NO_SPELL", base::kNoDay));
  }
}

absl::StatusOr<std::unique_ptr<UnitSource>> DelayUnits(
    const Context& context, const v1::EvaluateDelayRequest& request) {
  auto source = std::make_unique<Source>();
  RETURN_IF_ERROR(source->Read(context, request));
  return source;
}

}  // namespace jalon::evaluation

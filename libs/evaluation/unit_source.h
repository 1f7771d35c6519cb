#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/delay_units.h"
#include "libs/evaluation/evaluation.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The class of what is no unit of a figure; `step` says why.
inline constexpr char kLeftOut[] = "LEFT_OUT";

// The units of a figure, person by person: the same that the figure counts.
class UnitSource {
 public:
  virtual ~UnitSource() = default;
  // Appends the person's units, and what the steps left out, in an order that
  // depends on the pathway only. The pathway lives until it returns. `person`
  // is the number in the view; its name is set by the caller. Threads: safe.
  virtual void Append(size_t person, const pathway::Pathway& pathway,
                      std::vector<v1::ExplainedUnit>* out) const = 0;
  // A unit is a spell: of delays.
  virtual bool by_spell() const { return false; }
  // The units of a table then bear what they add to that cell; nothing else
  // asks. INVALID_ARGUMENT: the table has no such cell.
  virtual absl::Status AskCell(const std::string&) { return absl::OkStatus(); }
  // The definition that the header names.
  virtual std::string definition() const = 0;
  virtual uint32_t version() const { return 1; }
};

// Lifetime: within the context's and the request's.
// INVALID_ARGUMENT naming the field: as the figure's own, no figure, or an
// indicator that the pact does not have.
absl::StatusOr<std::unique_ptr<UnitSource>> MakeUnitSource(
    const Context& context, const v1::FigureRequest& request);

// Of each kind of figure.
absl::StatusOr<std::unique_ptr<UnitSource>> DelayUnits(
    const Context& context, const v1::EvaluateDelayRequest& request);
absl::StatusOr<std::unique_ptr<UnitSource>> LandmarkUnits(
    const Context& context, const v1::EvaluateLandmarkRequest& request);
absl::StatusOr<std::unique_ptr<UnitSource>> BreakUnits(
    const Context& context, const v1::EvaluateBreaksRequest& request);
absl::StatusOr<std::unique_ptr<UnitSource>> IndicatorUnits(
    const Context& context, const v1::EvaluatePactRequest& request,
    const std::string& indicator);
absl::StatusOr<std::unique_ptr<UnitSource>> TableUnits(
    const Context& context, const v1::EvaluateTableRequest& request);

// Names the spell and the enrolment ("source/enrolment_id") of a unit; -1: it
// has none.
void SetPlace(const pathway::Pathway& pathway,
              const pathway::StringTable& strings, int spell, int enrolment,
              v1::ExplainedUnit* unit);
// Keys of a breakdown as text: "north / SOCIAL".
void AddCells(const std::vector<std::string>& keys, v1::ExplainedUnit* unit);
v1::ExplainedUnit UnitOfDelay(const DelayUnit& unit, bool with_legal);
// The spells that a delay's steps left out.
void AppendLeftOut(const DelayShard& shard,
                   std::vector<v1::ExplainedUnit>* out);
// What a step left out.
v1::ExplainedUnit LeftOutUnit(const char* step, Day day);

}  // namespace jalon::evaluation

#pragma once

#include <optional>

#include "libs/evaluation/table_person.h"
#include "libs/evaluation/table_spec.h"

namespace jalon::evaluation {

enum class Reorientation : uint8_t { kNone, kSpeToOther, kOtherToSpe };

// What the six tables of OARSA say of a person in their scope (DREES
// questionnaire, notes 4 to 23).
struct OarsaPerson {
  int spell = -1;
  const pathway::Orientation* orientation = nullptr;  // In force; null = none.
  Category category = v1::Organisation::OTHER;        // Of the orientation.
  const pathway::Contract* cer = nullptr;             // Valid on the day.
  bool registered = false;                  // At France Travail (table 2).
  bool entrant = false;                     // Entered in the year (note 17).
  bool first_orientation = false;           // Since the last entry (note 18).
  bool first_cer = false;                   // The same (note 20).
  std::optional<int> entry_to_orientation;  // Days (note 21).
  std::optional<int> orientation_to_cer;    // Days (note 22).
  Reorientation reorientation = Reorientation::kNone;  // The last (note 23).

  bool oriented() const { return orientation != nullptr; }
  bool oriented_elsewhere() const {
    return oriented() && category != v1::Organisation::FRANCE_TRAVAIL;
  }
};

// Reads persons on 31 December of the year. Threads: safe.
class OarsaReader {
 public:
  explicit OarsaReader(const TableQuestion& question);
  // nullopt: out of scope (no right that counts, or not known to be subject to
  // obligations).
  std::optional<OarsaPerson> Read(const pathway::Pathway& pathway) const;

 private:
  const pathway::Contract* CerOn(const pathway::Pathway& pathway,
                                 Day day) const;
  bool IsFirstCer(const pathway::Pathway& pathway,
                  const OarsaPerson& person) const;
  void SetDelays(const pathway::Pathway& pathway, OarsaPerson* person) const;
  Reorientation ReorientationOf(const pathway::Pathway& pathway) const;

  const TableOptions& options_;
  const Period year_;
  const Categories categories_;
  const Rights rights_;
};

}  // namespace jalon::evaluation

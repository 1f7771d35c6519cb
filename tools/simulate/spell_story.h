#pragma once

#include "tools/simulate/life.h"

namespace jalon::simulate {

// One spell of an adult in the scheme, told by the partners.
struct SpellPlan {
  Day open = 0;
  Day close = base::kForever;  // First day no longer covered.
  bool returning = false;
  Day told_from = 0;  // Details before this day are not told (old files).
};

// Sends everything that happens to the adult during the spell.
class SpellStory {
 public:
  SpellStory(const Catalogue& catalogue, Day last, Outbox* outbox,
             Chance* chance)
      : catalogue_(catalogue), last_(last), outbox_(outbox), chance_(chance) {}

  void Tell(Adult* adult, const SpellPlan& plan);

 private:
  struct Referral {  // The orientation in force.
    int track;
    const char* organisation;
    Partner partner;
    Day from, until;
  };

  void Right(const Adult& adult, const SpellPlan& plan);
  void Profile(Adult* adult, const SpellPlan& plan);
  void Orientations(Adult* adult, const SpellPlan& plan);
  Referral Orient(const Adult& adult, Day day, Day until);
  void Follow(Adult* adult, const SpellPlan& plan, const Referral& referral);
  void Referents(const Adult& adult, const Referral& referral, Day from);
  void Appointments(const Adult& adult, const Referral& referral, Day from);
  void Contracts(Adult* adult, const Referral& referral, Day told_from);
  void Enrolments(Adult* adult, const Referral& referral, Day from);
  void Jobs(const Adult& adult, const SpellPlan& plan);
  void Incidents(const Adult& adult, const SpellPlan& plan);

  v1::Event About(Partner partner, const Adult& adult) const;
  // Next day of a Poisson process with `yearly` events a year.
  Day After(Day day, double yearly);

  const Catalogue& catalogue_;
  const Day last_;
  Outbox* outbox_;
  Chance* chance_;
};

}  // namespace jalon::simulate

// Exits of the insertion by economic activity ("sorties dynamiques"), by the
// classes of the public employers of the sector.

#include <algorithm>
#include <memory>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/employment.h"
#include "libs/evaluation/table_rows.h"

namespace jalon::evaluation {
namespace {

using pathway::Job;
using pathway::Pathway;
using Exit = v1::ExitToEmployment;

// In the order of the rows, from the best: of several situations the first
// counts.
enum Situation : size_t {
  kOpenEnded,
  kLong,
  kPublicService,
  kBusiness,
  kShort,
  kSubsidised,
  kUnknownLength,
  kTraining,
  kOtherSiae,
  kWithoutJob,
  kUnknown,
  kImmature,
};

constexpr int kDurableMonths = 6;

class Iae final : public SexTable {
 public:
  explicit Iae(const TableQuestion& question)
      : options_(question.options),
        year_(question.year),
        within_(options_.Number("within_days")),
        min_days_(options_.Number("min_days")) {
    exits_ = Counted("Sorties", "exits", "Sorties de l'année");
    neutral_ = Counted("Sorties", "neutral", "Neutralisées (décès)");
    constexpr char kDurable[] = "Emploi durable";
    durable_ = Counted(kDurable, "durable", "Emploi durable");
    situations_ = Counted(kDurable, "durable.cdi", "CDI");
    Counted(kDurable, "durable.long", "CDD ou intérim de plus de 6 mois");
    Counted(kDurable, "durable.public", "Fonction publique");
    Counted(kDurable, "durable.business", "Création d'activité");
    constexpr char kStep[] = "Emploi de transition";
    Counted(kStep, "transition.short", "CDD ou intérim de moins de 6 mois");
    Counted(kStep, "transition.subsidised",
            "Contrat aidé chez un employeur de droit commun");
    Counted(kStep, "unknown_length", "Emploi de nature ou de durée inconnue");
    constexpr char kPositive[] = "Sortie positive";
    Counted(kPositive, "positive.training", "Formation");
    Counted(kPositive, "positive.siae", "Embauche par une autre structure");
    constexpr char kOther[] = "Autres sorties";
    Counted(kOther, "other", "Sans emploi");
    Counted(kOther, "unknown", "Situation non renseignée");
    Counted(kOther, "immature", "Situation non renseignée, délai non écoulé");
    constexpr char kSum[] = "Ensemble";
    dynamic_ = Counted(kSum, "dynamic", "Sorties dynamiques");
    known_ = Counted(kSum, "known", "Sorties dont la situation est connue");
    RateRow(kSum, "dynamic.rate", "Taux de sorties dynamiques", dynamic_,
            exits_);
    RateRow(kSum, "dynamic.rate_known", "Taux parmi les situations connues",
            dynamic_, known_);
  }

  std::vector<std::string> Notes() const override {
    return {
        "Une sortie : un emploi d'insertion (IAE) pris fin dans l'année, sans "
        "autre emploi d'insertion à la suite, sauf option ; la durée minimale "
        "du séjour est une option, la source ne la fixe pas.",
        "Situation : le meilleur emploi en cours ou commencé dans le délai "
        "(option within_days) ; sa durée est celle qu'il annonce. Sans emploi "
        ": "
        "attesté ; sinon la situation est non renseignée.",
        "Le taux de sorties dynamiques a toutes les sorties au dénominateur, "
        "même non renseignées, comme sa source ; le second taux les écarte."};
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    if (pathway.jobs.empty()) out->push_back(LeftOut("NO_JOB", pathway.as_of));
    for (const Job& job : pathway.jobs) {
      TableUnit& unit = out->emplace_back();
      unit.day = job.start;
      unit.stop = job.end;
      unit.events = {job.event};
      unit.step = NoExit(pathway, job);
      if (unit.step == nullptr) AddExit(pathway, job, &unit);
    }
  }

 private:
  size_t Counted(const std::string& section, const std::string& id,
                 const std::string& label) {
    return Row(section, id, label, "exits");
  }

  void AddExit(const Pathway& pathway, const Job& job, TableUnit* unit) const {
    Counts counts(pathway, unit);
    const Period after = {.from = job.end, .to = job.end + within_};
    if (after.Holds(pathway.death)) {
      counts.Add(neutral_);
      return;
    }
    counts.Add(exits_);
    int decided_by = -1;
    const Situation situation = SituationOf(pathway, after, &decided_by);
    counts.DecidedBy(decided_by);
    counts.Add(situations_ + situation);
    if (situation <= kBusiness) counts.Add(durable_);
    if (situation <= kOtherSiae) counts.Add(dynamic_);
    if (situation <= kWithoutJob) counts.Add(known_);
  }

  // The step that leaves the job out; nullptr = it ends in an exit.
  const char* NoExit(const Pathway& pathway, const Job& job) const {
    if (job.contract_type != Exit::IAE) return "NOT_IAE";
    if (job.end > pathway.as_of) return "NOT_ENDED";
    if (!year_.Holds(job.end)) return "PERIOD";
    if (job.end == job.start || job.end - job.start < min_days_) {
      return "TOO_SHORT";
    }
    return GoesOn(pathway, job) ? "IAE_AFTER_IAE" : nullptr;
  }

  // Whether another job of the sector goes on: one in force the day it ends;
  // unless asked otherwise, also one that starts in the days that follow.
  bool GoesOn(const Pathway& pathway, const Job& job) const {
    const bool overlaps_only = options_.Is("iae_after_iae", "OTHER_EMPLOYER");
    const Period days = {.from = job.end, .to = job.end + within_};
    return std::any_of(
        pathway.jobs.begin(), pathway.jobs.end(), [&](const Job& other) {
          if (other.contract_type != Exit::IAE) return false;
          return overlaps_only ? other.start < job.end && other.end > job.end
                               : WorkedIn(other, days);
        });
  }

  Situation SituationOf(const Pathway& pathway, const Period& after,
                        int* decided_by) const {
    Situation best = kUnknown;
    for (const Job& job : pathway.jobs) {
      if (!WorkedIn(job, after)) continue;
      const Situation situation = Of(pathway, job);
      if (situation >= best) continue;
      best = situation;
      *decided_by = job.event;
    }
    int observed = -1;
    const std::optional<bool> employed = EmployedIn(pathway, after, &observed);
    if (best == kUnknown && employed == true) {
      best = kUnknownLength;
      *decided_by = observed;
    }
    const int training = TrainingIn(pathway, after);
    if (training >= 0 && kTraining < best) {
      best = kTraining;
      *decided_by = training;
    }
    if (best != kUnknown) return best;
    if (employed.has_value()) {
      *decided_by = observed;
      return kWithoutJob;
    }
    return after.to > pathway.as_of ? kImmature : kUnknown;
  }

  Situation Of(const Pathway& pathway, const Job& job) const {
    switch (job.contract_type) {
      case Exit::CDI:
        return kOpenEnded;
      case Exit::PUBLIC_SERVICE:
        return kPublicService;
      case Exit::SELF_EMPLOYED:
        return kBusiness;
      case Exit::SUBSIDISED:
        return kSubsidised;
      case Exit::IAE:
        return kOtherSiae;
      default:
        return OfLength(pathway, job);
    }
  }

  Situation OfLength(const Pathway& pathway, const Job& job) const {
    const Day end = pathway.events[static_cast<size_t>(job.event)].day2;
    if (end == base::kNoDay) return kUnknownLength;
    const Day bound = base::AddMonths(job.start, kDurableMonths);
    if (end == bound) {
      return options_.Is("six_months", "DURABLE") ? kLong : kShort;
    }
    return end > bound ? kLong : kShort;
  }

  const TableOptions& options_;
  const Period year_;
  const int within_, min_days_;
  size_t exits_ = 0, neutral_ = 0, durable_ = 0, situations_ = 0, dynamic_ = 0,
         known_ = 0;
};

absl::StatusOr<std::unique_ptr<Table>> MakeIae(const TableQuestion& question) {
  return std::make_unique<Iae>(question);
}

}  // namespace

TableSpec IaeTable() {
  return {
      .id = "iae",
      .title = "IAE : sorties dynamiques",
      .source =
          "Insertion par l'activité économique, typologie des sorties "
          "(emploi durable, emploi de transition, sortie positive)",
      .follows_up = true,
      .options =
          {{.name = "six_months",
            .by_default = "TRANSITION",
            .meaning = "Contrat d'exactement 6 mois, que la source n'attribue "
                       "pas : emploi de transition, ou emploi durable",
            .values = {"TRANSITION", "DURABLE"}},
           NumberOption("within_days", 28, 0, 366,
                        "Situation à la sortie : observée au plus tant de "
                        "jours après la fin du contrat d'insertion"),
           NumberOption("min_days", 0, 0, 366,
                        "Séjour minimal dans la structure, en jours"),
           {.name = "iae_after_iae",
            .by_default = "SAME_EMPLOYER",
            .meaning = "Un emploi d'insertion qui en suit un autre dans le "
                       "délai : le même séjour, ou une autre structure (les "
                       "faits ne nomment pas l'employeur)",
            .values = {"SAME_EMPLOYER", "OTHER_EMPLOYER"}}},
      .make = &MakeIae};
}

}  // namespace jalon::evaluation

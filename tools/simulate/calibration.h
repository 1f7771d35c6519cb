#pragma once

// What the synthetic territory is calibrated on. Published values: DREES, OARSA
// survey, wave 2018, Hérault (oriented 92 %, of whom under six months 66 %;
// 96 days from claim to first orientation, 32 from orientation to contract;
// 34 % to Pôle emploi, 34 % to the département, 32 % elsewhere; contract 74 %
// of those oriented outside Pôle emploi) and DREES stocks and flows (46 612
// adults; a quarter leave in a year; 41 % of the stock leave and return within
// a decade). Rates without a source are plausible and say so.

namespace jalon::simulate::calibration {

inline constexpr int kHeraultAdults = 46'612;

// Claim to opening of the right, days (plausible: the right opens on the first
// of the month of the claim or after the instruction).
inline constexpr int kClaimLeadMin = 26;
inline constexpr int kClaimLeadMax = 88;

// Opening to first orientation: most are quick, some wait, few are never.
inline constexpr double kQuickShare = 0.80;
inline constexpr double kQuickMeanDays = 41;
inline constexpr double kSlowMeanDays = 198;
inline constexpr double kNeverOriented = 0.02;

// Orientation to contract.
inline constexpr double kPpaeShare = 0.95;
inline constexpr double kPpaeMeanDays = 20;
inline constexpr double kCerShare = 0.80;
inline constexpr double kCerMeanDays = 35;
inline constexpr double kRenewal = 0.78;  // Plausible.

// Exit hazards by seniority, a year (decreasing; a quarter overall).
inline constexpr double kExitUnderOneYear = 0.42;
inline constexpr double kExitOneToFiveYears = 0.25;
inline constexpr double kExitOverFiveYears = 0.14;
inline constexpr double kReturn = 0.33;  // Of those who leave.
inline constexpr double kReturnMeanDays = 240;

// A person-year of somebody oriented (plausible, 10 to 20 events in all).
inline constexpr double kAppointmentsSocial = 3.6;
inline constexpr double kAppointmentsProfessional = 4.3;
inline constexpr double kEnrolments = 0.75;
inline constexpr double kJobs = 0.24;
inline constexpr double kBarriers = 0.42;
inline constexpr double kSuspensions = 0.12;
inline constexpr double kSanctions = 0.05;
inline constexpr double kAbsences = 0.06;
inline constexpr double kMoves = 0.07;
inline constexpr double kReorientations = 0.10;
inline constexpr double kReferentChanges = 0.40;

// Faults of the partners' files (orders of magnitude of audits).
inline constexpr double kDuplicates = 0.01;
inline constexpr double kCorrections = 0.02;
inline constexpr double kRetractions = 0.005;
inline constexpr double kUnlinked = 0.02;  // Of persons: merged by hand later.
inline constexpr double kWrongMerge = 0.001;

}  // namespace jalon::simulate::calibration

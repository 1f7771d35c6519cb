#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tools/jalon/commands.h"

namespace jalon::cli {

// The filter of a figure.
struct FilterOptions {
  std::vector<std::string> zones, tracks, organisations;
  bool version_on_event_date = false;

  void Add(CLI::App* command);
  v1::Filter ToProto() const;
};

void AddVersionOnEventDate(CLI::App* command, bool* chosen);

// What is behind a figure, and how it differs from another run of it.
struct BehindOptions {
  bool explain = false;
  std::string class_name, person;
  std::vector<std::string> cell;
  uint32_t limit = 100;
  std::string known_at, as_of, from, to;  // Of the other run.

  void Add(CLI::App* command);
  // Of a table: its cells are ROW/COLUMN, and it has a year for a period.
  void AddForTable(CLI::App* command);
  bool compares() const { return !(known_at + as_of + from + to).empty(); }
  bool explains() const { return explain || narrows(); }
  // To one class, cell or person.
  bool narrows() const {
    return !(class_name + person).empty() || !cell.empty();
  }

 private:
  void AddCommon(CLI::App* command, const char* classes, const char* cells);
};

// Prints the comparison or the explanation that the options ask for; false
// when they ask for none.
bool RunBehind(v1::EvaluationService::Stub* stub, const BehindOptions& options,
               const v1::FigureRequest& figure, Globals* globals);

}  // namespace jalon::cli

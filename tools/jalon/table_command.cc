#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/sheet/cell_text.h"
#include "libs/sheet/csv.h"
#include "libs/sheet/xlsx.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/figure_options.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string table;
  uint32_t year = 0;
  std::vector<std::string> options;
  std::string csv, xlsx;
  BehindOptions behind;
};

// Columns get letters above the table: their labels are too long for a
// terminal.
void Print(const v1::EvaluateTableResponse& response) {
  std::cout << response.table().title() << "\n"
            << response.table().source() << "\n"
            << response.header().territory() << ", " << Dates(response.header())
            << ", " << v1::FigureStatus_Name(response.header().status())
            << "\n\n";
  std::vector<std::string> header = {"rubrique", "ligne"};
  bool keyed = false;
  for (int c = 0; c < response.columns_size(); ++c) {
    const v1::TableColumn& column = response.columns(c);
    const std::string label =
        sheet::LabelWithUnit(column.label(), column.unit());
    keyed = keyed || Width(label) > 9;
  }
  for (int c = 0; c < response.columns_size(); ++c) {
    const v1::TableColumn& column = response.columns(c);
    const std::string label =
        sheet::LabelWithUnit(column.label(), column.unit());
    header.push_back(keyed ? absl::StrCat(c + 1) : label);
    if (!keyed) continue;
    std::cout << PadLeft(absl::StrCat(c + 1), 4) << "  "
              << (column.group().empty()
                      ? label
                      : absl::StrCat(column.group(), " : ", label))
              << "\n";
  }
  if (keyed) std::cout << "\n";
  Table table(header);
  std::string section;
  for (int r = 0; r < response.rows_size(); ++r) {
    const v1::TableRow& row = response.rows(r);
    std::vector<std::string> cells = {
        row.section() == section ? "" : row.section(),
        sheet::LabelWithUnit(row.label(), row.unit())};
    section = row.section();
    for (int c = 0; c < row.cells_size(); ++c) {
      cells.push_back(
          sheet::CellText(row.cells(c), sheet::FormOf(response, r, c)));
    }
    table.Add(std::move(cells));
  }
  std::cout << table.ToString() << "\n";
  for (const v1::TableOption& option : response.options()) {
    std::cout << option.name() << " = " << option.value() << " : "
              << option.meaning() << "\n";
  }
  for (const std::string& note : response.notes()) {
    std::cout << "- " << note << "\n";
  }
}

bool FillOptions(const Options& options, v1::EvaluateTableRequest* request,
                 Globals* globals) {
  for (const std::string& option : options.options) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(option, absl::MaxSplits('=', 1));
    if (parts.first.size() == option.size() || parts.first.empty()) {
      std::cerr << "jalon: --option is NAME=VALUE, for instance "
                   "suspended=INCLUDED\n";
      globals->exit_code = kUsage;
      return false;
    }
    (*request->mutable_options())[parts.first] = parts.second;
  }
  return true;
}

void WriteCsv(const v1::EvaluateTableResponse& response,
              const std::string& path, Globals* globals) {
  if (path == "-") {
    std::cout << sheet::ToCsv(response);
    return;
  }
  std::ofstream out(path, std::ios::binary);
  out << sheet::ToCsv(response);
  out.close();
  if (!out) {
    std::cerr << "jalon: cannot write " << path << "\n";
    globals->exit_code = kFaults;
  }
}

void Show(const Options& options, const v1::EvaluateTableResponse& response,
          Globals* globals) {
  if (!options.csv.empty()) WriteCsv(response, options.csv, globals);
  if (!options.xlsx.empty()) {
    const absl::Status status = sheet::WriteXlsx(response, options.xlsx);
    if (!status.ok()) {
      std::cerr << "jalon: " << options.xlsx << ": " << status.message()
                << "\n";
      globals->exit_code = kFaults;
    }
  }
  if (globals->json) {
    PrintJson(response);
  } else if (options.csv.empty() && options.xlsx.empty()) {
    Print(response);
  }
}

void ListTables(v1::EvaluationService::Stub* stub, Globals* globals) {
  v1::ListDefinitionsResponse response;
  if (!Call(stub, &v1::EvaluationService::Stub::ListDefinitions,
            v1::ListDefinitionsRequest(), &response, globals)) {
    return;
  }
  Table table({"table", "titre"});
  for (const v1::TableDefinition& one : response.tables()) {
    table.Add({one.id(), one.title()});
  }
  std::cout << table.ToString();
}

void Run(const Options& options, Globals* globals) {
  v1::EvaluateTableRequest request;
  if (!FillOptions(options, &request, globals)) return;
  const bool behind = options.behind.explains() || options.behind.compares();
  if (behind && !(options.csv + options.xlsx).empty()) {
    std::cerr << "jalon: --csv and --xlsx write the table, not what is behind "
                 "it\n";
    globals->exit_code = kUsage;
    return;
  }
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::EvaluationService::NewStub(channel);
  if (options.table.empty()) return ListTables(stub.get(), globals);
  request.set_territory(globals->territory);
  request.set_table(options.table);
  request.set_year(options.year);
  *request.mutable_at() = AtOf(*globals);
  v1::FigureRequest figure;
  *figure.mutable_table() = request;
  if (RunBehind(stub.get(), options.behind, figure, globals)) return;
  v1::EvaluateTableResponse response;
  if (Call(stub.get(), &v1::EvaluationService::Stub::EvaluateTable, request,
           &response, globals)) {
    Show(options, response, globals);
  }
}

}  // namespace

void AddTable(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "table", "an official table: OARSA, Plan pauvreté, FSE, IAE");
  command->add_option("table", options->table,
                      "its id; without it, the list of tables");
  command->add_option("--year,-y", options->year, "the reference year");
  command->add_option("--option,-o", options->options,
                      "a choice where the source is ambiguous, NAME=VALUE");
  command->add_option("--csv", options->csv, "write it as CSV; - = here");
  command->add_option("--xlsx", options->xlsx, "write it as a workbook");
  options->behind.AddForTable(command);
  command->footer(
      "As of 31 December of the year, as known on that day, unless --known-at "
      "says otherwise.\n"
      "Examples:\n"
      "  jalon table\n"
      "  jalon table oarsa-t1 --year 2018\n"
      "  jalon table oarsa-t5 --year 2018 --known-at 2019-03-31 "
      "--option delay_from=OPENING\n"
      "  jalon table plan-pauvrete-b1 --year 2021 --xlsx b1.xlsx --csv b1.csv\n"
      "  jalon table oarsa-t1 --year 2018 --explain --cell age.25-29/oriented\n"
      "  jalon table oarsa-t1 --year 2018 --person caf:0000001\n"
      "  jalon table oarsa-t5 --year 2018 --compare-known-at 2019-03-31");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "libs/base/day.h"
#include "libs/rules/check.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/format.h"
#include "tools/simulate/calibration.h"
#include "tools/simulate/files.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string directory, pact;
  std::string from = "2017-01-01", to = "2020-12-31";
  std::string format = "json";
  int adults = 1000;
  uint64_t seed = 1;
};

v1::Pact LoadPact(const std::string& path) {
  v1::PactFile file;
  if (path.empty()) return file.pact();
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  for (const rules::Fault& fault : rules::CheckPact(path, text.str(), &file)) {
    std::cerr << rules::FormatFault(fault) << "\n";
  }
  return file.pact();
}

void Run(const Options& options, Globals* globals) {
  simulate::TerritoryPlan plan;
  plan.territory = globals->territory;
  plan.adults = options.adults;
  plan.seed = options.seed;
  const auto from = base::ParseDay(options.from);
  const auto to = base::ParseDay(options.to);
  if (!from.has_value() || !to.has_value() || *to < *from) {
    std::cerr << "jalon: --from and --to are days, YYYY-MM-DD, in order\n";
    globals->exit_code = kUsage;
    return;
  }
  plan.first = *from;
  plan.last = *to;
  const auto written = simulate::WriteFiles(
      plan, simulate::CatalogueOf(LoadPact(options.pact)), options.directory,
      options.format == "json" ? simulate::FileFormat::kJson
                               : simulate::FileFormat::kBinary);
  if (!written.ok()) {
    std::cerr << "jalon: " << written.status().message() << "\n";
    globals->exit_code = kFaults;
    return;
  }
  std::cout << Count(written->events)
            << " events of a synthetic territory, seed " << options.seed
            << ":\n";
  for (const std::string& path : written->paths) std::cout << path << "\n";
}

}  // namespace

void AddSimulate(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "simulate", "a synthetic territory, as its partners would send it");
  command->add_option("directory", options->directory, "where files go")
      ->required();
  command
      ->add_option("--adults", options->adults,
                   "in the scheme on the first day (Hérault: 46612)")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--from", options->from, "first day")
      ->capture_default_str();
  command->add_option("--to", options->to, "last day")->capture_default_str();
  command->add_option("--seed", options->seed, "same seed, same bytes")
      ->capture_default_str();
  command
      ->add_option("--pact", options->pact,
                   "pact file whose catalogue and zones people meet")
      ->check(CLI::ExistingFile);
  command->add_option("--format", options->format, "json or binary")
      ->check(CLI::IsMember({"json", "binary"}))
      ->capture_default_str();
  command->footer(
      "Example:\n  jalon simulate /tmp/herault --adults 2000 --seed 7 --pact "
      "deploy/pacts/demo/herault-2017-2020-demo.textproto");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli

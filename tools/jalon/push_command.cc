#include <csignal>
#include <iostream>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"

#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/pusher.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

std::atomic<bool> stop_requested = false;

struct Options {
  std::vector<std::string> files;
  PushOptions push;
  std::string report;
  bool validate = false, all_or_nothing = false, from_start = false;
};

PushCounts Sum(const std::vector<std::unique_ptr<Pusher>>& pushers) {
  PushCounts sum;
  for (const auto& pusher : pushers) {
    sum.skipped += pusher->counts().skipped;
    for (const auto& [name, count] : pusher->counts().verdicts) {
      sum.verdicts[name] += count;
    }
    for (const auto& [name, count] : pusher->counts().codes) {
      sum.codes[name] += count;
    }
  }
  return sum;
}

void Print(const PushCounts& counts, const Progress& progress, bool durable) {
  Table table({"verdict", "events"});
  for (const auto& [name, count] : counts.verdicts) {
    table.Add({name, Count(count)});
  }
  for (const auto& [name, count] : counts.codes) {
    table.Add({"  " + name, Count(count)});
  }
  if (counts.skipped > 0) {
    table.Add({"acknowledged before", Count(counts.skipped)});
  }
  std::cout << table.ToString();
  std::cout << Count(progress.events()) << " events in "
            << Decimal(absl::ToDoubleSeconds(progress.elapsed())) << " s, "
            << Count(static_cast<uint64_t>(progress.rate())) << "/s"
            << (durable ? ", each on stable storage before it was acknowledged"
                        : "")
            << "\n";
}

void Run(const Options& options, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  PushOptions push = options.push;
  if (options.validate) push.mode = v1::RecordMode::VALIDATE;
  if (options.all_or_nothing) push.batch = v1::RecordMode::ALL_OR_NOTHING;
  push.resume = !options.from_start;
  std::signal(SIGINT, [](int) { stop_requested = true; });
  Progress progress;
  RowReport report(options.report);
  Steps steps(options.files.size());
  std::vector<std::unique_ptr<Pusher>> pushers;
  for (size_t i = 0; i < options.files.size(); ++i) {
    pushers.push_back(std::make_unique<Pusher>(options.files[i], i, push,
                                               channel, &steps, &report,
                                               &progress, &stop_requested));
  }
  std::vector<absl::Status> results(pushers.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < pushers.size(); ++i) {
    threads.emplace_back([&, i] { results[i] = pushers[i]->Run(); });
  }
  for (std::thread& thread : threads) thread.join();
  const PushCounts counts = Sum(pushers);
  Print(counts, progress, push.mode == v1::RecordMode::COMMIT);
  if (counts.verdicts.contains("REJECTED") ||
      counts.verdicts.contains("CONFLICT") ||
      counts.verdicts.contains("NOT_WRITTEN")) {
    globals->exit_code = kFaults;
    if (options.report.empty()) {
      std::cerr << "  --report FILE lists the rows that were not recorded\n";
    }
  }
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].ok()) continue;
    std::cerr << "jalon: " << options.files[i] << ": " << results[i].message()
              << "\n";
    globals->exit_code = kServerError;
  }
  if (stop_requested || globals->exit_code == kServerError) {
    std::cerr << "  stopped; the same command resumes after the last "
                 "acknowledged row\n";
  }
}

}  // namespace

void AddPush(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "push", "records the events of files, durably; stops and resumes");
  command->add_option("files", options->files, ".jsonl, .jsonl.gz or .pb")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_flag("--validate", options->validate,
                    "only the verdicts, record nothing");
  command->add_flag("--all-or-nothing", options->all_or_nothing,
                    "a refused row refuses its batch");
  command
      ->add_option("--batch", options->push.batch_events, "events in a batch")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--window", options->push.window,
                   "batches on their way, unanswered")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  command->add_option("--report", options->report,
                      "writes a line for each row that was not recorded");
  command->add_flag("--from-start", options->from_start,
                    "does not resume: sends every row again (duplicates are "
                    "recognised)");
  command->footer(
      "Several files are pushed at once, each over its own stream; rows that "
      "bear recorded_at\nkeep their order over the files.\n\nExamples:\n"
      "  jalon push caf.jsonl\n"
      "  jalon push --validate --report faults.tsv new-partner.jsonl\n"
      "  jalon push caf.pb ft.pb dept.pb operateurs.pb");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli

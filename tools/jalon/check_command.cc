#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "libs/access/policy.h"
#include "libs/rules/check.h"
#include "tools/jalon/commands.h"

namespace jalon::cli {
namespace {

// What the file is, by its first member.
std::vector<rules::Fault> Check(const std::string& path,
                                const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find_first_not_of(" \t");
    if (at == std::string::npos || line[at] == '#') continue;
    if (line.compare(at, 4, "pact") == 0) {
      v1::PactFile pact;
      return rules::CheckPact(path, text, &pact);
    }
    if (line.compare(at, 10, "principals") == 0) {
      std::vector<rules::Fault> faults;
      for (const access::PolicyFault& fault : access::CheckPolicy(text)) {
        faults.push_back({path, fault.line, fault.field, fault.message});
      }
      return faults;
    }
    break;
  }
  v1::DefinitionFile definitions;
  return rules::CheckDefinitions(path, text, &definitions);
}

void Run(const std::vector<std::string>& files, Globals* globals) {
  size_t total = 0;
  for (const std::string& path : files) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    const auto faults = Check(path, text.str());
    total += faults.size();
    for (const rules::Fault& fault : faults) {
      std::cout << rules::FormatFault(fault) << "\n";
    }
  }
  std::cout << files.size() << (files.size() == 1 ? " file, " : " files, ")
            << total << (total == 1 ? " fault\n" : " faults\n");
  if (total > 0) globals->exit_code = kFaults;
}

}  // namespace

void AddCheck(CLI::App* app, Globals* globals) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app->add_subcommand(
      "check", "explains every fault of definitions, pacts and policies");
  command->add_option("files", *files, "textproto files")
      ->required()
      ->check(CLI::ExistingFile);
  command->footer(
      "What a file is, is read off its first member: pact, principals, or\n"
      "definitions.\n\nExample:\n  jalon check deploy/pacts/*.textproto");
  command->callback([files, globals] { Run(*files, globals); });
}

}  // namespace jalon::cli

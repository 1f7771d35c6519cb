#include <iostream>
#include <memory>

#include "tools/jalon/commands.h"

namespace jalon::cli {
namespace {

std::string OptionNames(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) out += " --" + name;
  }
  return out;
}

// Read off the commands themselves, so it cannot be out of date.
void PrintBash(const CLI::App& app) {
  std::string commands, cases;
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name().empty()) continue;
    commands += " " + command->get_name();
    std::string options = OptionNames(*command);
    for (const CLI::App* group :
         command->get_subcommands([](const CLI::App*) { return true; })) {
      options += OptionNames(*group);
    }
    cases += "    " + command->get_name() + ") options=\"$options" + options +
             "\" ;;\n";
  }
  std::cout
      << "_jalon() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} command= word\n"
         "  local options=\""
      << OptionNames(app)
      << "\"\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case $word in -*) ;; *) command=$word; break ;; esac\n"
         "  done\n"
         "  case $command in\n"
      << cases << "    '') COMPREPLY=($(compgen -W \"" << commands
      << " $options\" -- \"$current\")); return ;;\n"
         "  esac\n"
         "  case $current in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _jalon jalon\n";
}

}  // namespace

void AddCompletion(CLI::App* app, Globals*) {
  auto shell = std::make_shared<std::string>("bash");
  CLI::App* command =
      app->add_subcommand("completion", "a shell's completion script");
  command->add_option("shell", *shell, "bash")
      ->check(CLI::IsMember({"bash"}))
      ->capture_default_str();
  command->footer("Example:\n  source <(jalon completion bash)");
  command->callback([app] { PrintBash(*app); });
}

}  // namespace jalon::cli

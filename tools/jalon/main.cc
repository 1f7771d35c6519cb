#include <cstdlib>

#include "tools/jalon/commands.h"

// A wrong set of options of ours ends it, before anything is done.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
  using namespace jalon::cli;  // NOLINT(google-build-using-namespace)
  CLI::App app(
      "Jalon: insertion pathways as events; delays, breaks and pact figures\n"
      "at any (fact date, knowledge date).",
      "jalon");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Exit codes: 0 done; 1 refused rows or faults found; 2 wrong command "
      "line; 3 the service\ncannot be reached or refused the call.\n"
      "Completion: source <(jalon completion bash)");
  Globals globals;
  app.add_option("--server", globals.server, "address of the service")
      ->envname("JALON_SERVER")
      ->capture_default_str();
  app.add_option("--cert", globals.certificate, "client certificate (PEM)")
      ->envname("JALON_CERT");
  app.add_option("--key", globals.key, "its key")->envname("JALON_KEY");
  app.add_option("--ca", globals.ca, "certificate authority of the service")
      ->envname("JALON_CA");
  app.add_option("--territory,-t", globals.territory,
                 "INSEE code of the département")
      ->envname("JALON_TERRITORY")
      ->capture_default_str();
  app.add_option("--as-of", globals.as_of,
                 "facts effective on or before, YYYY-MM-DD (default: today)");
  app.add_option("--known-at", globals.known_at,
                 "events recorded on or before: a date, or a position");
  app.add_flag("--json", globals.json, "answers as protobuf JSON");

  AddPush(&app, &globals);
  AddPathway(&app, &globals);
  AddCaseload(&app, &globals);
  AddDelays(&app, &globals);
  AddBreaks(&app, &globals);
  AddPact(&app, &globals);
  AddQuality(&app, &globals);
  AddTable(&app, &globals);
  AddCheck(&app, &globals);
  AddStatus(&app, &globals);
  AddBackup(&app, &globals);
  AddSimulate(&app, &globals);
  AddCompletion(&app, &globals);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  return globals.exit_code;
}

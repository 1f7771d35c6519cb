#include <iostream>
#include <memory>

#include "jalon/v1/pathway.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/timeline.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string person;
  bool events = false;
  bool watch = false;
  int width = 72;
};

void Print(const v1::GetPathwayResponse& response, const Options& options,
           const Globals& globals) {
  if (globals.json) {
    PrintJson(response);
    return;
  }
  std::cout << DrawTimeline(response.pathway(), options.width);
  if (!options.events) return;
  std::cout << "Events\n";
  for (const v1::RecordedEvent& event : response.history()) {
    std::cout << "  " << event.position() << "  " << event.recorded_at() << "  "
              << event.event().effective_date() << "  "
              << event.event().source() << "/"
              << event.event().source_event_id() << "\n";
  }
}

void Watch(v1::PathwayService::Stub* stub, const v1::GetPathwayRequest& request,
           const Options& options, Globals* globals) {
  grpc::ClientContext context;
  auto stream = stub->WatchPathway(&context, request);
  v1::GetPathwayResponse response;
  while (stream->Read(&response)) {
    Print(response, options, *globals);
    std::cout << std::flush;
  }
  Failed(stream->Finish(), globals);
}

void Run(const Options& options, Globals* globals) {
  const auto person = ParseIdentifier(options.person);
  if (!person.ok()) {
    std::cerr << "jalon: " << person.status().message() << "\n";
    globals->exit_code = kUsage;
    return;
  }
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::PathwayService::NewStub(channel);
  v1::GetPathwayRequest request;
  request.set_territory(globals->territory);
  *request.mutable_person() = *person;
  *request.mutable_at() = AtOf(*globals);
  request.set_with_events(options.events);
  if (options.watch) {
    Watch(stub.get(), request, options, globals);
    return;
  }
  v1::GetPathwayResponse response;
  if (Call(stub.get(), &v1::PathwayService::Stub::GetPathway, request,
           &response, globals)) {
    Print(response, options, *globals);
  }
}

}  // namespace

void AddPathway(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app->add_subcommand("pathway", "a person's pathway, drawn over time");
  command->add_option("person", options->person, "SCHEME:VALUE")->required();
  command->add_flag("--events", options->events, "also the events behind");
  command->add_flag("--watch", options->watch,
                    "again after each event that concerns the person");
  command->add_option("--width", options->width, "columns of the time axis")
      ->check(CLI::Range(20, 400))
      ->capture_default_str();
  command->footer(
      "Examples:\n  jalon pathway caf:0000001\n"
      "  jalon pathway dept:0000042 --as-of 2018-12-31 --known-at 2018-12-31 "
      "--events");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli

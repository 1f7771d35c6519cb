#include "tools/bench/rows.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "libs/events/json.h"
#include "tools/bench/event_file.h"

namespace jalon::bench {
namespace {

// As COPY's text format wants it.
std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(
      text, {{"\\", "\\\\"}, {"\t", "\\t"}, {"\n", "\\n"}, {"\r", "\\r"}});
}

std::string RowOf(const v1::Event& event) {
  std::string stream = event.territory();
  if (event.person().identifiers_size() > 0) {
    const v1::Identifier& first = event.person().identifiers(0);
    stream = absl::StrCat(first.scheme(), ":", first.value());
  }
  const std::string& received = event.received_date();
  return absl::StrCat(Escaped(event.source()), "\t",
                      Escaped(event.source_event_id()), "\t", Escaped(stream),
                      "\t", event.effective_date(), "\t",
                      received.empty() ? "\\N" : received, "\t",
                      Escaped(events::FormatEventJson(event)), "\n");
}

}  // namespace

absl::Status WriteRows(const std::vector<std::string>& files) {
  for (const std::string& path : files) {
    const absl::Status read = ReadEvents(path, [](const v1::Event& event) {
      const std::string row = RowOf(event);
      std::fwrite(row.data(), 1, row.size(), stdout);
    });
    if (!read.ok()) return read;
  }
  return std::fflush(stdout) == 0 ? absl::OkStatus()
                                  : absl::UnavailableError("cannot write");
}

}  // namespace jalon::bench

#include "libs/evaluation/number.h"

#include <numeric>

#include "absl/strings/str_cat.h"

namespace jalon::evaluation {

v1::Number Ratio(int64_t numerator, int64_t denominator) {
  v1::Number out;
  out.set_value(static_cast<double>(numerator) /
                static_cast<double>(denominator));
  const int64_t common = std::gcd(numerator, denominator);
  const int64_t low = denominator / common;
  out.set_fraction(low == 1 ? absl::StrCat(numerator / common)
                            : absl::StrCat(numerator / common, "/", low));
  return out;
}

v1::Number Real(double value) {
  v1::Number out;
  out.set_value(value);
  return out;
}

void FillHeader(const Context& context, v1::FigureStatus status,
                const std::string& definition, uint32_t version,
                v1::FigureHeader* header) {
  header->set_status(status);
  header->set_territory(context.territory);
  header->set_as_of(base::FormatDay(context.as_of));
  header->set_known_at(base::FormatDay(context.known_at));
  header->set_position(context.view->position());
  header->set_provisional(context.provisional);
  header->set_definition(definition);
  header->set_definition_version(version);
}

bool HasNoData(const Context& context) {
  return context.view->position() == 0 || context.view->size() == 0;
}

std::string EventName(const pathway::Pathway& pathway,
                      const pathway::StringTable& strings, int event) {
  const pathway::Event& e = pathway.events[static_cast<size_t>(event)];
  return absl::StrCat(strings.Get(e.source), "/", strings.Get(e.key));
}

absl::Status ReadPeriod(const std::string& from, const std::string& to,
                        Day* first, Day* last) {
  const auto read = [](const char* field, const std::string& text, Day* out) {
    const std::optional<Day> day = base::ParseDay(text);
    if (!day.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(field, ": '", text, "' is no date, YYYY-MM-DD"));
    }
    *out = *day;
    return absl::OkStatus();
  };
  absl::Status status = read("from", from, first);
  if (status.ok()) status = read("to", to, last);
  if (status.ok() && *last < *first) {
    return absl::InvalidArgumentError("to: before from");
  }
  return status;
}

}  // namespace jalon::evaluation

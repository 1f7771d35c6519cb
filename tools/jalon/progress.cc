#include "tools/jalon/progress.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include <unistd.h>

#include "tools/jalon/format.h"

namespace jalon::cli {

Progress::Progress()
    : started_(absl::Now()),
      terminal_(isatty(STDERR_FILENO) == 1),
      drawn_(started_) {}

Progress::~Progress() {
  if (terminal_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::Update(uint64_t events, double fraction) {
  base::MutexLock lock(&mutex_);
  events_ += events;
  const absl::Time now = absl::Now();
  if (!terminal_ || now - drawn_ < absl::Milliseconds(100)) return;
  drawn_ = now;
  Draw(std::clamp(fraction, 0.0, 1.0));
}

void Progress::Draw(double fraction) {
  constexpr int kWidth = 28;
  std::string bar;
  const int filled = static_cast<int>(fraction * kWidth);
  for (int i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  const absl::Duration spent = absl::Now() - started_;
  const double seconds = std::max(0.001, absl::ToDoubleSeconds(spent));
  std::string left = "–";
  if (fraction > 0.005) {
    left = absl::StrFormat("%.0f s", seconds * (1 - fraction) / fraction);
  }
  std::cerr << "\r\033[K" << bar
            << absl::StrFormat(" %3.0f %%  ", fraction * 100) << Count(events_)
            << " events  "
            << Count(static_cast<uint64_t>(static_cast<double>(events_) /
                                           seconds))
            << "/s  " << left << " left" << std::flush;
}

uint64_t Progress::events() const {
  base::MutexLock lock(&mutex_);
  return events_;
}

absl::Duration Progress::elapsed() const { return absl::Now() - started_; }

double Progress::rate() const {
  return static_cast<double>(events()) /
         std::max(1e-9, absl::ToDoubleSeconds(elapsed()));
}

}  // namespace jalon::cli

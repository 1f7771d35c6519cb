#include "services/metrics/process.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace jalon::metrics {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

void Add(const char* name, const char* help, MetricType type, double value,
         std::vector<MetricFamily>* out) {
  MetricFamily family{.name = name, .help = help, .type = type, .metric = {{}}};
  (type == MetricType::Counter ? family.metric[0].counter.value
                               : family.metric[0].gauge.value) = value;
  out->push_back(std::move(family));
}

// When the machine started, in seconds since 1970. Read once, so that the
// start of the process does not move with the clock.
double BootSeconds() {
  static const double seconds = [] {
    timespec now{};
    timespec since_boot{};
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return static_cast<double>(now.tv_sec - since_boot.tv_sec);
  }();
  return seconds;
}

// The fields of /proc/self/stat after the command's name (proc(5)).
void AddStat(std::vector<MetricFamily>* out) {
  std::ifstream in("/proc/self/stat");
  std::string line;
  std::getline(in, line);
  const size_t name_end = line.rfind(')');
  if (name_end == line.npos) return;
  std::vector<double> fields(25);  // By their number in proc(5).
  std::istringstream rest(line.substr(name_end + 1));
  std::string state;
  rest >> state;
  for (size_t i = 4; i <= 24; ++i) rest >> fields[i];
  if (!rest) return;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  Add("process_cpu_seconds_total", "Processor time, user and system.",
      MetricType::Counter, (fields[14] + fields[15]) / ticks, out);
  Add("process_threads", "Threads.", MetricType::Gauge, fields[20], out);
  Add("process_start_time_seconds", "Start, in seconds since 1970.",
      MetricType::Gauge, BootSeconds() + fields[22] / ticks, out);
  Add("process_virtual_memory_bytes", "Address space.", MetricType::Gauge,
      fields[23], out);
  Add("process_resident_memory_bytes", "Memory in use.", MetricType::Gauge,
      fields[24] * page, out);
}

void AddFiles(std::vector<MetricFamily>* out) {
  std::error_code error;
  double open = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end;
       !error && it != end; it.increment(error)) {
    ++open;
  }
  if (!error) {
    // Less the one that counts.
    Add("process_open_fds", "Open files and connections.", MetricType::Gauge,
        open - 1, out);
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    Add("process_max_fds", "Open files and connections allowed.",
        MetricType::Gauge, static_cast<double>(limit.rlim_cur), out);
  }
}

}  // namespace

std::vector<MetricFamily> ReadProcess() {
  std::vector<MetricFamily> out;
  AddStat(&out);
  AddFiles(&out);
  return out;
}

}  // namespace jalon::metrics

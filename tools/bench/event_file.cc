#include "tools/bench/event_file.h"

#include <climits>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include <google/protobuf/io/coded_stream.h>

namespace jalon::bench {

absl::Status ReadEvents(const std::string& path,
                        const std::function<void(const v1::Event&)>& visit) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  google::protobuf::io::CodedInputStream coded(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  coded.SetTotalBytesLimit(INT_MAX);
  uint32_t length = 0;
  v1::Event event;
  while (coded.ReadVarint32(&length)) {
    const auto limit = coded.PushLimit(static_cast<int>(length));
    if (!event.ParseFromCodedStream(&coded)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is not made of events"));
    }
    coded.PopLimit(limit);
    event.clear_recorded_at();
    visit(event);
  }
  return absl::OkStatus();
}

}  // namespace jalon::bench

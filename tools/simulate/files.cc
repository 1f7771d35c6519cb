#include "tools/simulate/files.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include <google/protobuf/io/coded_stream.h>

#include "libs/events/json.h"

namespace jalon::simulate {
namespace {

void WriteBinary(const std::string& bytes, std::ofstream* out) {
  uint8_t length[10];
  const uint8_t* end =
      google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(
          static_cast<uint32_t>(bytes.size()), length);
  out->write(reinterpret_cast<const char*>(length), end - length);
  out->write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void WriteJson(const std::string& bytes, v1::Event* event, std::ofstream* out) {
  event->ParseFromString(bytes);
  *out << events::FormatEventJson(*event) << '\n';
}

}  // namespace

absl::StatusOr<WrittenFiles> WriteFiles(const TerritoryPlan& plan,
                                        const Catalogue& catalogue,
                                        const std::string& directory,
                                        FileFormat format) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot create ", directory, ": ", error.message()));
  }
  Outbox outbox(plan.territory, plan.first, plan.last, plan.seed ^ 0xca1);
  TellTerritory(plan, catalogue, &outbox);
  WrittenFiles written;
  written.events = outbox.size();
  for (size_t i = 0; i < kPartners; ++i) {
    const Partner partner = static_cast<Partner>(i);
    const std::string path =
        absl::StrCat(directory, "/", SourceOf(partner),
                     format == FileFormat::kJson ? ".jsonl" : ".pb");
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    v1::Event event;
    outbox.ForEach(partner, [&](const std::string& bytes) {
      if (format == FileFormat::kJson) {
        WriteJson(bytes, &event, &out);
      } else {
        WriteBinary(bytes, &out);
      }
    });
    out.close();
    if (!out)
      return absl::UnavailableError(absl::StrCat("cannot write ", path));
    written.paths.push_back(path);
  }
  return written;
}

}  // namespace jalon::simulate

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tools/jalon/curve.h"
#include "tools/jalon/event_source.h"
#include "tools/jalon/format.h"
#include "tools/jalon/pusher.h"
#include "tools/jalon/table.h"
#include "tools/jalon/timeline.h"

namespace jalon::cli {
namespace {

TEST(Format, CountsShareThousandsAndRoundHalfUp) {
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(999), "999");
  EXPECT_EQ(Count(1000), "1 000");
  EXPECT_EQ(Count(12345678), "12 345 678");
  EXPECT_EQ(Decimal(0.25), "0.3");
  EXPECT_EQ(Decimal(0.24), "0.2");
  v1::Number half;
  half.set_value(0.0625);
  EXPECT_EQ(Percent(half), "6.3 %");
}

TEST(Format, ReadsIdentifiers) {
  const auto person = ParseIdentifier("caf:0000001");
  ASSERT_TRUE(person.ok());
  EXPECT_EQ(person->scheme(), v1::Identifier::caf);
  EXPECT_EQ(person->value(), "0000001");
  for (const char* wrong : {"", "caf", "caf:", "insee:1", ":1"}) {
    EXPECT_FALSE(ParseIdentifier(wrong).ok()) << wrong;
  }
}

TEST(Table, AlignsNumbersRightAndTextLeft) {
  Table table({"type", "n"});
  table.Add({"é", "5"});
  table.Add({"long", "12"});
  EXPECT_EQ(table.ToString(), "type   n\n────  ──\né      5\nlong  12\n");
}

TEST(Curve, FillsToTheShareReached) {
  const std::string flat = DrawCurve({{0, 1.0}}, 100, 4, 2);
  EXPECT_NE(flat.find("│████"), std::string::npos) << flat;
  const std::string half = DrawCurve({{50, 0.5}}, 100, 4, 2);
  EXPECT_NE(half.find("│ ███"), std::string::npos) << half;
  EXPECT_EQ(DrawCurve({}, 100, 4, 2).find("█"), std::string::npos);
}

TEST(Timeline, ShowsWhatIsInForceAndBreaks) {
  v1::Pathway pathway;
  pathway.set_person("caf:1");
  pathway.set_as_of("2018-12-31");
  pathway.set_in_spell(true);
  pathway.add_spells()->set_start("2018-01-01");
  auto* item = pathway.add_breaks();
  item->set_type("NO_CONTACT");
  item->set_g0("2018-06-01");
  item->set_open(true);
  item->set_detected_on("2018-07-02");
  const std::string text = DrawTimeline(pathway, 40);
  EXPECT_NE(text.find("caf:1   as of 2018-12-31"), std::string::npos) << text;
  EXPECT_NE(text.find("Right (RSA)  ━━━━"), std::string::npos) << text;
  EXPECT_NE(text.find("NO_CONTACT  2018-06-01  open"), std::string::npos);
  EXPECT_NE(text.find("Referent today: nobody"), std::string::npos);
}

class Files : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    std::string directory = ::testing::TempDir() + "cli-XXXXXX";
    EXPECT_NE(mkdtemp(directory.data()), nullptr);
    directories_.push_back(directory);
    const std::string path = directory + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  ~Files() override {
    for (const std::string& directory : directories_) {
      std::filesystem::remove_all(directory);
    }
  }

 private:
  std::vector<std::string> directories_;
};

TEST_F(Files, ReadsJsonLinesAndTellsRowsThatAreNotEvents) {
  const std::string path =
      Write("a.jsonl", "{\"source\":\"caf\"}\n\nnot json\n{\"source\":\"ft\"}");
  auto source = EventSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  v1::Event event;
  ASSERT_TRUE((*source)->Next(&event));
  EXPECT_EQ(event.source(), "caf");
  EXPECT_EQ((*source)->row_error(), "");
  ASSERT_TRUE((*source)->Next(&event));
  EXPECT_EQ(event.ByteSizeLong(), 0u);
  EXPECT_NE((*source)->row_error(), "");
  ASSERT_TRUE((*source)->Next(&event));
  EXPECT_EQ(event.source(), "ft");
  EXPECT_FALSE((*source)->Next(&event));
}

TEST_F(Files, ReadsBinary) {
  v1::Event event;
  event.set_source("dept");
  const std::string bytes = event.SerializeAsString();
  const std::string path = Write(
      "a.pb", std::string(1, static_cast<char>(bytes.size())) + bytes +
                  std::string(1, static_cast<char>(bytes.size())) + bytes);
  auto source = EventSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  for (int i = 0; i < 2; ++i) {
    v1::Event read;
    ASSERT_TRUE((*source)->Next(&read));
    EXPECT_EQ(read.source(), "dept");
  }
  EXPECT_FALSE((*source)->Next(&event));
}

TEST_F(Files, RefusesUnknownForms) {
  EXPECT_EQ(EventSource::Open(Write("a.csv", "x")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(EventSource::Open("/nowhere/a.jsonl").status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace jalon::cli

#include "libs/sheet/xlsx.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/sheet/testing/sample_table.h"

namespace jalon::sheet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string TempFile(const std::string& name) {
  return ::testing::TempDir() + "/jalon_xlsx_" + name;
}

// What another reader of the format sees: a line a cell, "sheet!ref type
// value".
std::string Cells(const std::string& path) {
  const std::string script = TempFile("read.py");
  std::ofstream(script) << R"(import sys, zipfile, xml.etree.ElementTree as E
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
texts = [''.join(t.text or '' for t in s.iter(n + 't'))
         for s in E.fromstring(z.read('xl/sharedStrings.xml'))]
book = E.fromstring(z.read('xl/workbook.xml'))
for i, s in enumerate(book.iter(n + 'sheet'), 1):
    sheet = E.fromstring(z.read('xl/worksheets/sheet%d.xml' % i))
    for c in sheet.iter(n + 'c'):
        v = c.find(n + 'v')
        if v is None: continue
        text = c.get('t') == 's'
        assert c.find(n + 'f') is None
        print('%s!%s %s %s' % (s.get('name'), c.get('r'),
              'text' if text else 'number',
              repr(texts[int(v.text)]) if text else v.text))
    for m in sheet.iter(n + 'mergeCell'):
        print('%s merges %s' % (s.get('name'), m.get('ref')))
formats = E.fromstring(z.read('xl/styles.xml'))
for f in formats.iter(n + 'numFmt'): print('format', f.get('formatCode'))
)";
  const std::string command =
      "PYTHONIOENCODING=utf-8 python3 '" + script + "' '" + path + "' 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   &pclose);
  std::string out;
  char buffer[4096];
  while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe.get())) {
    out += buffer;
  }
  return out;
}

std::string Bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Xlsx, NumbersLiveAsNumbersInTheLayoutOfTheSource) {
  const std::string path = TempFile("sample.xlsx");
  ASSERT_TRUE(WriteXlsx(testing::SampleTable(), path).ok());
  const std::string cells = Cells(path);
  for (const char* line :
       {"Tableau!A1 text 'Essai ; \"guillemets\"'",
        "Tableau!C4 text 'Effectif'", "Tableau!D4 text 'Moyenne'",
        "Tableau!D5 text 'Délai (jours)'", "Tableau!E5 text 'Taux (%)'",
        "Tableau!A6 text 'Sexe'", "Tableau!B6 text 'Femmes'",
        "Tableau!C6 number 1234", "Tableau!D6 number 0.25",
        "Tableau!E6 number 0.6665", "Tableau!C7 text 's'",
        "Tableau!D7 text 'NC'", "Tableau!E7 text 'ND'",
        "Tableau!D8 number -1.5", "Tableau merges D4:E4",
        "Tableau merges A6:A7", "format 0.0%"}) {
    EXPECT_THAT(cells, HasSubstr(line));
  }
}

TEST(Xlsx, TheSecondSheetHoldsOptionsNotesAndIdentity) {
  const std::string path = TempFile("notes.xlsx");
  ASSERT_TRUE(WriteXlsx(testing::SampleTable(), path).ok());
  const std::string cells = Cells(path);
  for (const char* text :
       {"Options et notes!", "'Territoire'", "'34'", "'2018-12-31'",
        "'2019-01-31'", "'1234'", "'sample, version 2'", "'suspended = =1+1'",
        "'Note 1'"}) {
    EXPECT_THAT(cells, HasSubstr(text));
  }
}

TEST(Xlsx, TheSameTableGivesTheSameBytes) {
  const std::string one = TempFile("one.xlsx"), two = TempFile("two.xlsx");
  ASSERT_TRUE(WriteXlsx(testing::SampleTable(), one).ok());
  ASSERT_TRUE(WriteXlsx(testing::SampleTable(), two).ok());
  EXPECT_EQ(Bytes(one), Bytes(two));
  EXPECT_GT(Bytes(one).size(), 1000u);
}

TEST(Xlsx, APathThatCannotBeWrittenIsAnError) {
  const absl::Status status =
      WriteXlsx(testing::SampleTable(), TempFile("no/such/folder.xlsx"));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

}  // namespace
}  // namespace jalon::sheet

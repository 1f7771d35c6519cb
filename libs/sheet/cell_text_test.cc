#include "libs/sheet/cell_text.h"

#include <gtest/gtest.h>

namespace jalon::sheet {
namespace {

std::string Text(double value, const std::string& fraction,
                 const std::string& unit, uint32_t decimals) {
  v1::TableCell cell;
  cell.set_status(v1::OK);
  cell.mutable_value()->set_value(value);
  cell.mutable_value()->set_fraction(fraction);
  return CellText(cell, {unit, decimals});
}

TEST(CellText, RoundsHalfUpOnceFromTheExactFraction) {
  const struct {
    double value;
    const char *fraction, *unit;
    uint32_t decimals;
    const char* text;
  } kRows[] = {
      {94, "94", "persons", 0, "94"},
      {0, "0", "persons", 0, "0"},
      {0.5, "1/2", "days", 0, "1"},
      {0.4999999999999999, "49/100", "days", 0, "0"},
      {2.5, "5/2", "days", 0, "3"},
      {-0.5, "-1/2", "days", 0, "0"},
      {-1.5, "-3/2", "days", 0, "-1"},
      {-1.75, "-7/4", "days", 1, "-1,7"},
      {0.25, "1/4", "days", 1, "0,3"},
      {58.04, "1451/25", "days", 1, "58,0"},
      {0.6665, "1333/2000", "ratio", 1, "66,7"},  // 66.65 exactly.
      {1, "1", "ratio", 1, "100,0"},
      {0.0005, "1/2000", "ratio", 1, "0,1"},
      {1.25, "", "days", 1, "1,3"},  // No exact form.
      {1e15, "1000000000000000", "persons", 0, "1000000000000000"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Text(row.value, row.fraction, row.unit, row.decimals), row.text)
        << row.fraction << " " << row.unit;
  }
}

// Edge cases 166 and 171: a zero, a hidden count and no data are three things.
TEST(CellText, WithoutAValueSaysWhy) {
  v1::TableCell cell;
  cell.set_status(v1::SUPPRESSED);
  EXPECT_EQ(CellText(cell, {}), "s");
  cell.set_status(v1::NOT_APPLICABLE);
  EXPECT_EQ(CellText(cell, {}), "NC");
  cell.set_status(v1::NO_DATA);
  EXPECT_EQ(CellText(cell, {}), "ND");
}

TEST(LabelWithUnit, NamesTheUnitOnce) {
  EXPECT_EQ(LabelWithUnit("Taux", "ratio"), "Taux (%)");
  EXPECT_EQ(LabelWithUnit("Délai", "days"), "Délai (jours)");
  EXPECT_EQ(LabelWithUnit("Délai en jours", "days"), "Délai en jours");
  EXPECT_EQ(LabelWithUnit("Effectif", "persons"), "Effectif");
}

}  // namespace
}  // namespace jalon::sheet

#pragma once

#include <cstdint>
#include <string>

#include "jalon/v1/table.pb.h"

namespace jalon::sheet {

// The unit and the decimals of a cell: its row's, else its column's.
struct CellForm {
  std::string unit;
  uint32_t decimals = 0;
};
CellForm FormOf(const v1::EvaluateTableResponse& table, int row, int column);

// A number with a decimal comma and no thousands separator, rounded half up
// once, from its exact fraction where it has one; a ratio in per cent. Without
// a value the code of the DREES returns: "NC" not concerned, "ND" not
// available or not over yet; "s" under statistical secrecy.
std::string CellText(const v1::TableCell& cell, const CellForm& form);

// The label of a line with its unit where it is no number of persons:
// "Délai moyen (jours)", "Taux (%)".
std::string LabelWithUnit(const std::string& label, const std::string& unit);

}  // namespace jalon::sheet

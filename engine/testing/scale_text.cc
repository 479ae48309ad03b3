#include "engine/testing/scale_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

using Cells = std::array<std::string, 3>;

// The last row is of words, the others of numbers; a row that broke has one text in place of both
// numbers.
std::vector<Cells> CellsOf(const ScaleTable& table) {
  std::vector<Cells> rows = {{StrCat("size of ", table.of), "instructions", "commands"}};
  for (const ScaleRow& row : table.rows) {
    if (!row.broke.empty()) {
      rows.push_back({WithCommas(row.size), StrCat("breaks: ", row.broke), ""});
    } else {
      rows.push_back(
          {WithCommas(row.size), WithCommas(row.instructions), WithCommas(row.commands)});
    }
  }
  rows.push_back({"growth", table.instructions, table.commands});
  return rows;
}

std::string Right(std::string_view text, size_t width) {
  return StrCat(std::string(width - std::min(width, text.size()), ' '), text);
}

}  // namespace

std::string WithCommas(uint64_t number) {
  std::string out = std::to_string(number);
  constexpr size_t kGroup = 3;
  for (size_t at = out.size(); at > kGroup;) {
    at -= kGroup;
    out.insert(at, ",");
  }
  return out;
}

std::string_view Adverb(Growth growth) {
  switch (growth) {
    case Growth::kConstant:
      return "not at all";
    case Growth::kLogarithmic:
      return "logarithmically";
    case Growth::kLinear:
      return "linearly";
    case Growth::kLinearithmic:
      return "as n log n";
    case Growth::kQuadratic:
      return "quadratically";
    case Growth::kWorse:
      break;
  }
  return "worse than quadratically";
}

std::string BreakText(const ScaleTable& table) {
  const std::string breaks = StrCat("breaks at ", WithCommas(table.breaks_at));
  if (table.works_up_to == 0) return StrCat("it ", breaks);
  if (table.breaks_at - table.works_up_to > 1) {
    return StrCat("it works at ", WithCommas(table.works_up_to), " and ", breaks,
                  "; to look for the size in between would take too long");
  }
  return StrCat("it works up to ", WithCommas(table.works_up_to), " and ", breaks);
}

std::vector<std::string> LinesOf(const ScaleTable& table) {
  std::vector<std::string> lines;
  if (!table.rows.empty()) {
    const std::vector<Cells> rows = CellsOf(table);
    std::array<size_t, 3> widths{};
    for (const Cells& row : rows) {
      for (size_t i = 0; i < row.size(); ++i) {
        if (i == 0 || !row[2].empty()) widths[i] = std::max(widths[i], row[i].size());
      }
    }
    for (const Cells& row : rows) {
      std::string line = Right(row[0], widths[0]);
      if (row[2].empty()) {
        line += StrCat("  ", row[1]);
      } else {
        line += StrCat("  ", Right(row[1], widths[1]), "  ", Right(row[2], widths[2]));
      }
      lines.push_back(std::move(line));
    }
    if (table.breaks_at != 0) lines.push_back(BreakText(table));
  }
  lines.insert(lines.end(), table.notes.begin(), table.notes.end());
  return lines;
}

}  // namespace luarig

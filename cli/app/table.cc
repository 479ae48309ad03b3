#include "cli/app/table.h"

#include <algorithm>

namespace luarig {
namespace {

// In columns of a terminal, as far as UTF-8 tells.
size_t WidthOf(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

std::string Padded(std::string text, size_t width) {
  const size_t has = WidthOf(text);
  if (has < width) text.append(width - has, ' ');
  return text;
}

std::string Line(const std::string& label, std::span<const std::string> cells,
                 std::span<const size_t> widths) {
  std::string line = Padded(label, widths[0]);
  for (size_t i = 0; i < cells.size(); ++i) line += "  " + Padded(cells[i], widths[i + 1]);
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string DrawTable(std::span<const std::string> titles, std::span<const TableRow> rows) {
  std::vector<size_t> widths(titles.size() + 1);
  for (size_t i = 0; i < titles.size(); ++i) widths[i + 1] = WidthOf(titles[i]);
  for (const TableRow& row : rows) {
    if (row.cells.empty()) continue;
    widths[0] = std::max(widths[0], WidthOf(row.label));
    for (size_t i = 0; i < row.cells.size(); ++i)
      widths[i + 1] = std::max(widths[i + 1], WidthOf(row.cells[i]));
  }
  std::string out = Line("", titles, widths);
  for (const TableRow& row : rows) out += Line(row.label, row.cells, widths);
  return out;
}

}  // namespace luarig

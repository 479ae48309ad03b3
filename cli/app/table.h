#ifndef LUARIG_CLI_APP_TABLE_H_
#define LUARIG_CLI_APP_TABLE_H_

#include <span>
#include <string>
#include <vector>

namespace luarig {

// A line of a table. Without cells it is a heading.
struct TableRow {
  std::string label;
  std::vector<std::string> cells;  // one for each title
};

// The rows below their titles, each column as wide as it must be; lines end without blanks.
std::string DrawTable(std::span<const std::string> titles, std::span<const TableRow> rows);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_TABLE_H_

#ifndef LUARIG_TESTS_UNIT_SERVER_TABLES_H_
#define LUARIG_TESTS_UNIT_SERVER_TABLES_H_

#include <fstream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/bytes.h"

namespace luarig::test {

// A target, and the server whose command table stands for it in tests/reference/commands.
struct TableSource {
  std::string_view target;
  std::string_view file;
};

inline constexpr TableSource kTableSources[] = {{"redis-7.0", "redis-7.0.15.json"},
                                                {"redis-7.2", "redis-7.2.6.json"},
                                                {"redis-7.4", "redis-7.4.1.json"},
                                                {"valkey-8.0", "valkey-8.0.1.json"}};

inline nlohmann::json TableOf(const TableSource& source) {
  std::ifstream in(StrCat(LUARIG_SOURCE_DIR "/tests/reference/commands/", source.file));
  return nlohmann::json::parse(in);
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_SERVER_TABLES_H_

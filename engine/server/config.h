#ifndef LUARIG_ENGINE_SERVER_CONFIG_H_
#define LUARIG_ENGINE_SERVER_CONFIG_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/server/config_row.h"

namespace luarig {

// A directive by one of its names.
struct NamedDirective {
  const DirectiveRow* row = nullptr;  // null: there is none of that name
  std::string_view name;              // as the table spells it

  bool operator==(const NamedDirective&) const = default;
};

// The directive of that name, in any letter case, on `target`.
NamedDirective FindDirective(TargetId target, std::string_view name);
// All of `target`'s, old names included, sorted by name.
std::vector<NamedDirective> DirectivesOf(TargetId target);

// The value of a directive as CONFIG GET prints it.
std::string DirectiveValue(ServerState& server, const DirectiveRow& row);
// The same of the directive `name`, which every target has.
std::string DirectiveValue(ServerState& server, std::string_view name);

// The value that `words` spell, in the form SetDirective takes, or why they are none (in the
// server's words). Changes nothing.
Result<std::string> ReadDirective(ServerState& server, const DirectiveRow& row,
                                  std::span<const std::string_view> words);
void SetDirective(ServerState& server, const DirectiveRow& row, std::string_view value);

// The words of a directive that has several, as CONFIG SET splits them: at each single blank. None
// in an empty text.
std::vector<std::string_view> WordsOf(std::string_view text);

// Bytes with a unit: k is 1000, kb 1024. No digits at all are 0; too many are the largest number.
std::optional<uint64_t> ParseBytes(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CONFIG_H_

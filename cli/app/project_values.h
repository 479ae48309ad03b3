#ifndef LUARIG_CLI_APP_PROJECT_VALUES_H_
#define LUARIG_CLI_APP_PROJECT_VALUES_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/command_line.h"
#include "engine/fixture/json_tape.h"

namespace luarig {

// What belongs where a flag's value stands in a project file: "true or false belongs here".
std::string_view WantedBy(const FileFlag& flag);

// A value of the file as it would be typed behind the flag; of a repeatable one all that would be.
// Nothing if the flag takes no such value. `seen` turns a path of the file into one that is seen
// from the current folder.
std::optional<std::vector<std::string>> ValuesFor(
    const FileFlag& flag, const JsonTape& tape, size_t value,
    const std::function<std::string(std::string_view path)>& seen);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_PROJECT_VALUES_H_

#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_FLAGS_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_FLAGS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/flags.h"
#include "engine/base/result.h"

namespace luarig {

// What a script or function declares about itself.
enum class ScriptFlag : uint8_t { kNoWrites, kAllowOom, kAllowStale, kNoCluster, kAllowCrossSlot };
using ScriptFlags = Flags<ScriptFlag>;

// In the order in which FUNCTION LIST shows them.
inline constexpr std::array<std::string_view, 5> kScriptFlagNames = {
    "no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys"};

std::optional<ScriptFlag> FindScriptFlag(std::string_view name, bool ignore_case);

// The header line of a script given to EVAL.
struct ScriptHeader {
  bool present = false;  // the body begins with #!
  ScriptFlags flags;
  std::string_view
      body;  // what to compile: behind the header, its line end kept for the line numbers
};
// Fails with the server's error reply.
Result<ScriptHeader> ReadScriptHeader(std::string_view script);

// The header line of a library given to FUNCTION LOAD.
struct LibraryHeader {
  std::string engine;
  std::string name;
  std::string_view body;
};
Result<LibraryHeader> ReadLibraryHeader(std::string_view code);

// Library and function names: letters, digits and underscores.
bool IsFunctionName(std::string_view name);
inline constexpr std::string_view kBadFunctionName =
    "Library names can only contain letters, numbers, or underscores(_) and must be at least one "
    "character long";

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_FLAGS_H_

#ifndef LUARIG_CLI_APP_ENGINE_FLAGS_H_
#define LUARIG_CLI_APP_ENGINE_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/target.h"
#include "engine/dispatch/observer.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library names itself so
class App;
}

namespace luarig {

// The flags shared by all subcommands that run scripts, as they were typed.
struct EngineFlags {
  std::vector<std::string> libraries;  // --lib, in order
  std::vector<std::string> fixtures;   // --fixture, in order
  std::string target = "redis-7.4";
  int resp = 2;
  std::string now;
  uint64_t seed = 1;
  bool json = false;
  bool trace = false;
  bool diff = false;
  std::string save_fixture;
  std::string log_level = "notice";

  // Declares them on `app`; they are filled when it parses.
  void Declare(CLI::App& app);

  // What the words mean. Throw UsageError.
  const Target& ReadTarget() const;
  LogLevel ReadLogLevel() const;
  std::optional<int64_t> ReadNow() const;  // microseconds since 1970; nothing without --now
};

// A time as --now takes it: 2024-05-01T12:00:00Z (or with a blank, a fraction, only the date), or
// seconds since 1970. Nothing if it is neither.
std::optional<int64_t> ParseTime(std::string_view text);

// "debug", "verbose", ...
std::string_view LogLevelName(LogLevel level);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_ENGINE_FLAGS_H_

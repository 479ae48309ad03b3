#ifndef LUARIG_CLI_APP_ENGINE_FLAGS_H_
#define LUARIG_CLI_APP_ENGINE_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/aliases.h"
#include "engine/base/target.h"
#include "engine/dispatch/deployment.h"
#include "engine/dispatch/observer.h"

namespace luarig {

class CommandLine;

// The flags shared by all subcommands that run scripts, as they were typed.
struct EngineFlags {
  std::vector<std::string> libraries;  // --lib, in order
  AliasFlags aliases;
  std::vector<std::string> fixtures;  // --fixture, in order
  std::string target = "redis-7.4";
  int resp = 2;
  std::string now;
  uint64_t seed = 1;
  std::optional<std::string> acl;         // rules of the default user, who runs everything
  std::optional<std::string> max_memory;  // --maxmemory
  std::string role = "primary";
  std::optional<std::string> slots;
  bool cluster = false;
  bool disk_error = false;
  bool too_few_replicas = false;
  bool loading = false;
  bool write_pause = false;
  bool key_audit = false;
  bool strict_keys = false;
  std::string lua_memory;  // --lua-memory
  std::string time_limit;  // --time-limit
  std::optional<std::string> busy_threshold;
  bool json = false;
  std::string format = "picture";
  bool trace = false;
  bool propagated = false;
  bool diff = false;
  std::string save_fixture;
  std::optional<std::string> log_level;

  // Declares them on `flags`; they are filled when it parses.
  void Declare(CommandLine& flags);
  // Only those that say what the server is like.
  void DeclareServer(CommandLine& flags);

  // What the words mean. Throw UsageError.
  const Target& ReadTarget() const;
  std::optional<int64_t> ReadNow() const;  // microseconds since 1970; nothing without --now

  std::optional<size_t> ReadLuaMemory() const;       // bytes
  std::optional<int64_t> ReadTimeLimit() const;      // milliseconds
  std::optional<int64_t> ReadBusyThreshold() const;  // the same; 0: never

  // Errors are told on one line each, not drawn.
  bool ReadOneLine() const;

  // Sets the directive loglevel to what the flag says, if it is there. Throws UsageError.
  void ApplyLogLevel(ServerState& server) const;

  // The state that the flags describe. Throws UsageError, also for what cannot be.
  Deployment ReadDeployment() const;

 private:
  void DeclareOutput(CommandLine& flags);
};

// A time as --now takes it: 2024-05-01T12:00:00Z (or with a blank, a fraction, only the date), or
// seconds since 1970. Nothing if it is neither.
std::optional<int64_t> ParseTime(std::string_view text);

// True for "line", false for "picture"; throws UsageError for what --format does not know.
bool ReadErrorFormat(const std::string& format);

// "debug", "verbose", ...
std::string_view LogLevelName(LogLevel level);
// The least level that the directive loglevel lets through.
LogLevel LeastLogLevel(ServerState& server);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_ENGINE_FLAGS_H_

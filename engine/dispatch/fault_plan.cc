#include "engine/dispatch/fault_plan.h"

#include <algorithm>
#include <array>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"
#include "engine/server/texts.h"

namespace luarig {
namespace {

struct OwnError {
  std::string_view command;
  std::string_view error;
};

constexpr std::string_view kNotInteger = "ERR value is not an integer or out of range";

// Errors that depend on the data, apart from WRONGTYPE.
constexpr OwnError kOwnErrors[] = {
    {"incr", kNotInteger},
    {"incrby", kNotInteger},
    {"decr", kNotInteger},
    {"decrby", kNotInteger},
    {"incrbyfloat", "ERR value is not a valid float"},
    {"hincrby", "ERR hash value is not an integer"},
    {"hincrbyfloat", "ERR hash value is not a float"},
    {"lset", "ERR no such key"},
    {"rename", "ERR no such key"},
    {"renamenx", "ERR no such key"},
    {"setrange", "ERR string exceeds maximum allowed size (proto-max-bulk-len)"},
    {"append", "ERR string exceeds maximum allowed size (proto-max-bulk-len)"},
    {"xadd", "ERR The ID specified in XADD is equal or smaller than the target stream top item"},
    {"xsetid", "ERR no such key"},
    {"restore", "BUSYKEY Target key name already exists."},
};

constexpr std::string_view kWrongType =
    "WRONGTYPE Operation against a key holding the wrong kind of value";

// Writes that take a key of any type.
constexpr std::string_view kOverwrites[] = {"set", "setex", "psetex", "setnx", "mset", "msetnx"};

bool HasType(const Command& command) {
  using enum AclCategory;
  constexpr std::array kTypes = {kString, kList,   kHash,        kSet, kSortedSet,
                                 kStream, kBitmap, kHyperLogLog, kGeo};
  return std::ranges::any_of(kTypes, [&](AclCategory type) { return command.acl.Has(type); }) &&
         std::ranges::find(kOverwrites, command.spec->name) == std::end(kOverwrites);
}

}  // namespace

std::optional<std::string> FaultRecorder::Instead(const Command& command,
                                                  std::span<const std::string_view> argv,
                                                  const ScriptRun& script) {
  ++calls_;
  if (points_.size() == kMostPoints) return std::nullopt;
  FaultPoint point{.place = script.place, .argv = {argv.begin(), argv.end()}, .faults = {}};
  if (locate_) locate_(point.place);
  if (HasType(command)) AddWrongType(command, argv, point);
  for (const OwnError& own : kOwnErrors) {
    if (own.command == command.spec->name) point.faults.push_back({std::string(own.error)});
  }
  if (command.flags.Has(CommandFlag::kWrite)) AddConditions(command, script, point);
  points_.push_back(std::move(point));
  return std::nullopt;
}

// A key that an earlier command took for its type has it.
void FaultRecorder::AddWrongType(const Command& command, std::span<const std::string_view> argv,
                                 FaultPoint& point) {
  bool known = true;
  for (const KeyWord& key : KeysOf(*command.spec, argv))
    known &= !typed_.emplace(argv[key.index]).second;
  if (!known || all_)
    point.faults.push_back({.error = std::string(kWrongType), .hypothetical = known});
}

// What the state of the server refuses, it refuses from the first write on; a script that has
// written is neither stopped by memory nor killed.
void FaultRecorder::AddConditions(const Command& command, const ScriptRun& script,
                                  FaultPoint& point) const {
  if (script.wrote && !all_) return;
  const auto add = [&](Text text) {
    point.faults.push_back({std::string(script.caller->server.text(text)), script.wrote, true});
  };
  if (command.flags.Has(CommandFlag::kDenyOom)) add(Text::kOom);
  add(Text::kReadOnly);
  add(Text::kMisconf);
  add(Text::kNoReplicas);
  if (!script.wrote) {
    point.faults.push_back(
        {.error = "ERR Script killed by user with SCRIPT KILL...", .kills = true});
  }
}

std::optional<std::string> FaultInjector::Instead(const Command& command,
                                                  std::span<const std::string_view> /*argv*/,
                                                  const ScriptRun& script) {
  const size_t here = next_++;
  if (here == at_ && fault_.kills) script.caller->server.scripts->Abort(fault_.error);
  const bool later = fault_.lasting && here > at_ && command.flags.Has(CommandFlag::kWrite);
  if (here == at_ || later) return fault_.error;
  return std::nullopt;
}

}  // namespace luarig

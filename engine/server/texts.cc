#include "engine/server/texts.h"

#include <array>

namespace luarig {
namespace {

struct Row {
  Text text;
  std::array<std::string_view, kTargetCount> words;
};

// The same words on every target.
constexpr Row Same(Text text, std::string_view words) {
  return {text, {words, words, words, words}};
}

// Valkey's words differ from those of every Redis.
constexpr Row ByName(Text text, std::string_view redis, std::string_view valkey) {
  return {text, {redis, redis, redis, valkey}};
}

// Source: observed.jsonl, topics api, denied, policy-*; SCRIPTING.md sections 1.3, 5.1 and 8.
constexpr Row kRows[] = {
    ByName(Text::kNoScript, "NOSCRIPT No matching script. Please use EVAL.",
           "NOSCRIPT No matching script."),
    ByName(Text::kScriptUnknownCommand, "ERR Unknown Redis command called from script",
           "ERR Unknown command called from script"),
    ByName(Text::kScriptWrongArity, "ERR Wrong number of args calling Redis command from script",
           "ERR Wrong number of args calling command from script"),
    ByName(Text::kScriptNoArguments,
           "ERR Please specify at least one argument for this redis lib call",
           "ERR Please specify at least one argument for this call"),
    ByName(Text::kScriptArgumentTypes,
           "ERR Lua redis lib command arguments must be strings or integers",
           "ERR Command arguments must be strings or integers"),
    Same(Text::kScriptNotAllowed, "ERR This Redis command is not allowed from script"),
    Same(Text::kScriptReadOnlyWrite, "ERR Write commands are not allowed from read-only scripts."),
    Same(Text::kScriptStale, "ERR Can not execute the command on a stale replica"),
    {Text::kScriptOneCommandCrossSlot,
     {"ERR Script attempted to access a non local key in a cluster node",
      "ERR Script attempted to access a non local key in a cluster node",
      "ERR Command '%s' in script attempted to access keys that don't hash to the same slot",
      "ERR Command '%s' in script attempted to access keys that don't hash to the same slot"}},
    Same(Text::kScriptCrossSlot,
         "ERR Script attempted to access keys that do not hash to the same slot"),
    Same(Text::kScriptNoCluster, "ERR Can not run script on cluster, 'no-cluster' flag is set."),
    Same(Text::kScriptRoNeedsNoWrites,
         "ERR Can not execute a script with write flag using *_ro command."),
    Same(Text::kOom, "OOM command not allowed when used memory > 'maxmemory'."),
    Same(Text::kReadOnly, "READONLY You can't write against a read only replica."),
    ByName(
        Text::kMisconf,
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist "
        "to "
        "disk. Commands that may modify the data set are disabled, because this instance is "
        "configured to report errors during writes if RDB snapshotting fails "
        "(stop-writes-on-bgsave-error option). Please check the Redis logs for details about the "
        "RDB error.",
        "MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to persist "
        "to "
        "disk. Commands that may modify the data set are disabled, because this instance is "
        "configured to report errors during writes if RDB snapshotting fails "
        "(stop-writes-on-bgsave-error option). Please check the Valkey logs for details about the "
        "RDB error."),
    Same(Text::kNoReplicas, "NOREPLICAS Not enough good replicas to write."),
    Same(Text::kMasterDown,
         "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
    ByName(Text::kLoading, "LOADING Redis is loading the dataset in memory",
           "LOADING Valkey is loading the dataset in memory"),
    Same(Text::kCrossSlot, "CROSSSLOT Keys in request don't hash to the same slot"),
    Same(Text::kSelectInCluster, "ERR SELECT is not allowed in cluster mode"),
    Same(Text::kNotBusy, "NOTBUSY No scripts in execution right now."),
    {Text::kOldFunctionFormat,
     {"ERR Failed loading engine name", "ERR Pre-GA function format not supported",
      "ERR Pre-GA function format not supported", "ERR Pre-GA function format not supported"}},
};

constexpr bool InOrder() {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<size_t>(kRows[i].text) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "kRows is indexed by Text");

}  // namespace

std::string_view TextOf(Text text, TargetId target) {
  return kRows[static_cast<size_t>(text)].words[static_cast<size_t>(target)];
}

}  // namespace luarig

#include "engine/server/texts.h"

#include <array>

namespace luarig {
namespace {

struct Row {
  Text text{};
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

// The first release's words differ from those of all that followed.
constexpr Row Since72(Text text, std::string_view first, std::string_view later) {
  return {text, {first, later, later, later}};
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
    Same(Text::kScriptNonLocal, "ERR Script attempted to access a non local key in a cluster node"),
    Same(Text::kScriptCrossSlot,
         "ERR Script attempted to access keys that do not hash to the same slot"),
    Same(Text::kScriptNoCluster, "ERR Can not run script on cluster, 'no-cluster' flag is set."),
    Same(Text::kScriptRoNeedsNoWrites,
         "ERR Can not execute a script with write flag using *_ro command."),
    Same(Text::kScriptStartOom,
         "OOM allow-oom flag is not set on the script, can not run it when used memory > "
         "'maxmemory'"),
    Same(Text::kScriptStartReadOnly,
         "READONLY Can not run script with write flag on readonly replica"),
    ByName(Text::kScriptStartMisconf,
           "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to "
           "persist to disk. Writable scripts are blocked. Use 'no-writes' flag for read only "
           "scripts.",
           "MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to "
           "persist to disk. Writable scripts are blocked. Use 'no-writes' flag for read only "
           "scripts."),
    Same(Text::kScriptStartMasterDown,
         "MASTERDOWN Link with MASTER is down, replica-serve-stale-data is set to 'no' and "
         "'allow-stale' flag is not set on the script."),
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
    ByName(Text::kBusyScript,
           "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
           "BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN "
           "NOSAVE."),
    ByName(Text::kBusyFunction,
           "BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN "
           "NOSAVE.",
           "BUSY Valkey is busy running a script. You can only call FUNCTION KILL or SHUTDOWN "
           "NOSAVE."),
    {Text::kTimeoutTooLarge,
     {"ERR timeout is negative", "ERR timeout is out of range", "ERR timeout is out of range",
      "ERR timeout is out of range"}},
    {Text::kOldFunctionFormat,
     {"ERR Failed loading engine name", "ERR Pre-GA function format not supported",
      "ERR Pre-GA function format not supported", "ERR Pre-GA function format not supported"}},
    Since72(Text::kHelloNeedsLogin,
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the "
            "HELLO AUTH <user> <pass> option can be used to authenticate the client and select the "
            "RESP protocol version at the same time",
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the "
            "HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and "
            "select the RESP protocol version at the same time"),
    Since72(Text::kAclCommand, "NOPERM this user has no permissions to run the '%s' command",
            "NOPERM User %u has no permissions to run the '%s' command"),
    Since72(Text::kAclKey,
            "NOPERM this user has no permissions to access one of the keys used as arguments",
            "NOPERM No permissions to access a key"),
    Since72(Text::kAclChannel,
            "NOPERM this user has no permissions to access one of the channels used as arguments",
            "NOPERM No permissions to access a channel"),
    Same(Text::kAclQueuedCommand,
         "NOPERM ACLs rules changed between the moment the transaction was accumulated and the "
         "EXEC call. This command is no longer allowed for the following reason: "
         "no permission to execute the command or subcommand"),
    Same(Text::kAclQueuedKey,
         "NOPERM ACLs rules changed between the moment the transaction was accumulated and the "
         "EXEC call. This command is no longer allowed for the following reason: "
         "no permission to touch the specified keys"),
    Same(Text::kAclQueuedChannel,
         "NOPERM ACLs rules changed between the moment the transaction was accumulated and the "
         "EXEC call. This command is no longer allowed for the following reason: "
         "no permission to access one of the channels used as arguments"),
    Since72(Text::kAclScriptCommand,
            "ERR The user executing the script can't run this command or subcommand",
            "ERR ACL failure in script: User %u has no permissions to run the '%s' command"),
    Since72(Text::kAclScriptKey,
            "ERR The user executing the script can't access at least one of the keys mentioned in "
            "the command arguments",
            "ERR ACL failure in script: No permissions to access a key"),
    Since72(Text::kAclScriptChannel,
            "ERR The user executing the script can't publish to the channel mentioned in the "
            "command",
            "ERR ACL failure in script: No permissions to access a channel"),
    Since72(Text::kAclDryRunCommand, "This user has no permissions to run the '%s' command",
            "User %u has no permissions to run the '%s' command"),
    Since72(Text::kAclDryRunKey, "This user has no permissions to access the '%s' key",
            "User %u has no permissions to access the '%s' key"),
    Since72(Text::kAclDryRunChannel, "This user has no permissions to access the '%s' channel",
            "User %u has no permissions to access the '%s' channel"),
    ByName(Text::kAclNoFile,
           "ERR This Redis instance is not configured to use an ACL file. You may want to specify "
           "users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a "
           "Redis configuration file set) in order to store users in the Redis configuration.",
           "ERR This instance is not configured to use an ACL file. You may want to specify users "
           "via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a "
           "configuration file set) in order to store users in the configuration."),
    Since72(Text::kUnbalancedXread,
            "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be "
            "specified.",
            "ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be "
            "specified."),
    Since72(Text::kUnbalancedXreadgroup,
            "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be "
            "specified.",
            "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be "
            "specified."),
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

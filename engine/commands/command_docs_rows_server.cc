// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn72And74 = TargetId::kRedis72 | TargetId::kRedis74;
constexpr TargetSet kOnValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandDoc kServer[] = {
    {"acl",                     "",     ""},
    {"acl|cat",                 "O(1)", "categoryname?", kOn70},
    {"acl|cat",                 "O(1)", "category?", kSince72},
    {"acl|deluser",             "O(1)", "username*"},
    {"acl|dryrun",              "O(1)", "username command arg?*"},
    {"acl|genpass",             "O(1)", "integer:bits?"},
    {"acl|getuser",             "O(N)", "username"},
    {"acl|help",                "O(1)", ""},
    {"acl|list",                "O(N)", ""},
    {"acl|load",                "O(N)", ""},
    {"acl|log",                 "O(N)", "oneof:operation?(integer:count =RESET)"},
    {"acl|save",                "O(N)", ""},
    {"acl|setuser",             "O(N)", "username rule?*"},
    {"acl|users",               "O(N)", ""},
    {"acl|whoami",              "O(1)", ""},
    {"bgrewriteaof",            "O(1)", ""},
    {"bgsave",                  "O(1)", "?~3.2.2=SCHEDULE"},
    {"command",                 "O(N)", ""},
    {"command|count",           "O(1)", ""},
    {"command|docs",            "O(N)", "command-name?*"},
    {"command|getkeys",         "O(N)", "", kOn70},
    {"command|getkeys",         "O(N)", "command arg?*", kSince72},
    {"command|getkeysandflags", "O(N)", "", kOn70},
    {"command|getkeysandflags", "O(N)", "command arg?*", kSince72},
    {"command|help",            "O(1)", ""},
    {"command|info",            "O(N)", "command-name?*"},
    {"command|list",            "O(N)", "oneof:filterby?=FILTERBY(module-name=MODULE category=ACLCAT pattern:pattern=PATTERN)"},
    {"config",                  "",     ""},
    {"config|get",              "O(N)", "block:parameter*(parameter)", kOn70},
    {"config|get",              "O(N)", "parameter*", kSince72},
    {"config|help",             "O(1)", ""},
    {"config|resetstat",        "O(1)", ""},
    {"config|rewrite",          "O(1)", ""},
    {"config|set",              "O(N)", "block:parameter_value*(parameter value)", kOn70},
    {"config|set",              "O(N)", "block:data*(parameter value)", kSince72},
    {"dbsize",                  "O(1)", ""},
    {"debug",                   "",     ""},
    {"failover",                "O(1)", "block:target?=TO(host integer:port ?=FORCE) ?=ABORT integer:milliseconds?=TIMEOUT"},
    {"flushall",                "O(N)", "oneof:async?(~4.0.0=ASYNC ~6.2.0=SYNC)", kOn70},
    {"flushall",                "O(N)", "oneof:flush-type?(~4.0.0=ASYNC ~6.2.0=SYNC)", kSince72},
    {"flushdb",                 "O(N)", "oneof:async?(~4.0.0=ASYNC ~6.2.0=SYNC)", kOn70},
    {"flushdb",                 "O(N)", "oneof:flush-type?(~4.0.0=ASYNC ~6.2.0=SYNC)", kSince72},
    {"info",                    "O(1)", "section?*"},
    {"lastsave",                "O(1)", ""},
    {"latency",                 "",     ""},
    {"latency|doctor",          "O(1)", ""},
    {"latency|graph",           "O(1)", "event"},
    {"latency|help",            "O(1)", ""},
    {"latency|histogram",       "O(N)", "command?*"},
    {"latency|history",         "O(1)", "event"},
    {"latency|latest",          "O(1)", ""},
    {"latency|reset",           "O(1)", "event?*"},
    {"lolwut",                  "",     "integer:version?=VERSION"},
    {"memory",                  "",     ""},
    {"memory|doctor",           "O(1)", ""},
    {"memory|help",             "O(1)", ""},
    {"memory|malloc-stats",     "",     ""},
    {"memory|purge",            "",     ""},
    {"memory|stats",            "O(1)", ""},
    {"memory|usage",            "O(N)", "key@0 integer:count?=SAMPLES"},
    {"module",                  "",     ""},
    {"module|help",             "O(1)", ""},
    {"module|list",             "O(N)", ""},
    {"module|load",             "O(1)", "path arg?*"},
    {"module|loadex",           "O(1)", "path block:configs?*+=CONFIG(name value) block:args?*=ARGS(arg)", kOn70},
    {"module|loadex",           "O(1)", "path block:configs?*+=CONFIG(name value) args?*=ARGS", kSince72},
    {"module|unload",           "O(1)", "name"},
    {"monitor",                 "",     ""},
    {"psync",                   "",     "replicationid integer:offset"},
    {"replconf",                "O(1)", ""},
    {"replicaof",               "O(1)", "oneof:args(block:host-port(host integer:port) block:no-one(=NO =ONE))"},
    {"restore-asking",          "O(1)", "key@0 integer:ttl serialized-value ?~3.0.0=REPLACE ?~5.0.0=ABSTTL integer:seconds?~5.0.0=IDLETIME integer:frequency?~5.0.0=FREQ"},
    {"role",                    "O(1)", ""},
    {"save",                    "O(N)", ""},
    {"shutdown",                "O(N)", "oneof:nosave_save?(=NOSAVE =SAVE) ?~7.0.0=NOW ?~7.0.0=FORCE ?~7.0.0=ABORT", kOn70},
    {"shutdown",                "O(N)", "oneof:save-selector?(=NOSAVE =SAVE) ?~7.0.0=NOW ?~7.0.0=FORCE ?~7.0.0=ABORT", kOn72And74},
    {"shutdown",                "O(N)", "oneof:abort-selector?(block:save-selector-block(oneof:save-selector?(=NOSAVE =SAVE) ?~7.0.0=NOW ?~7.0.0=FORCE) ~7.0.0=ABORT)", kOnValkey},
    {"slaveof",                 "O(1)", "oneof:args(block:host-port(host integer:port) block:no-one(=NO =ONE))"},
    {"slowlog",                 "",     ""},
    {"slowlog|get",             "O(N)", "integer:count?"},
    {"slowlog|help",            "O(1)", ""},
    {"slowlog|len",             "O(1)", ""},
    {"slowlog|reset",           "O(N)", ""},
    {"swapdb",                  "O(N)", "integer:index1 integer:index2"},
    {"sync",                    "",     ""},
    {"time",                    "O(1)", ""},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> ServerDocs() { return kServer; }

}  // namespace luarig

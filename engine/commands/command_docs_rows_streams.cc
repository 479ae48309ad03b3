// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn72 = TargetId::kRedis72;
constexpr TargetSet kOnValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandDoc kStream[] = {
    {"xack",                  "O(1)",     "key@0 group id*"},
    {"xadd",                  "O(1)",     "key@0 ?~6.2.0=NOMKSTREAM block:trim?(oneof:strategy(=MAXLEN ~6.2.0=MINID) oneof:operator?(token:equal== token:approximately=~) threshold integer:count?~6.2.0=LIMIT) oneof:id_or_auto(token:auto_id=* id) block:field_value*(field value)", kOn70},
    {"xadd",                  "O(1)",     "key@0 ?~6.2.0=NOMKSTREAM block:trim?(oneof:strategy(=MAXLEN ~6.2.0=MINID) oneof:operator?(token:equal== token:approximately=~) threshold integer:count?~6.2.0=LIMIT) oneof:id-selector(token:auto-id=* id) block:data*(field value)", kSince72},
    {"xautoclaim",            "O(1)",     "key@0 group consumer min-idle-time start integer:count?=COUNT ?=JUSTID"},
    {"xclaim",                "O(log N)", "key@0 group consumer min-idle-time id* integer:ms?=IDLE unix-time:unix-time-milliseconds?=TIME integer:count?=RETRYCOUNT ?=FORCE ?=JUSTID id?=LASTID", kOn70},
    {"xclaim",                "O(log N)", "key@0 group consumer min-idle-time id* integer:ms?=IDLE unix-time:unix-time-milliseconds?=TIME integer:count?=RETRYCOUNT ?=FORCE ?=JUSTID lastid?=LASTID", kSince72},
    {"xdel",                  "O(1)",     "key@0 id*"},
    {"xgroup",                "",         ""},
    {"xgroup|create",         "O(1)",     "key@0 groupname oneof:id(id token:new_id=$) ?=MKSTREAM integer:entries_read?=ENTRIESREAD", kOn70},
    {"xgroup|create",         "O(1)",     "key@0 group oneof:id-selector(id token:new-id=$) ?=MKSTREAM integer:entries-read?=ENTRIESREAD", kOn72},
    {"xgroup|create",         "O(1)",     "key@0 group oneof:id-selector(id token:new-id=$) ?=MKSTREAM integer:entriesread?=ENTRIESREAD", kSince74},
    {"xgroup|createconsumer", "O(1)",     "key@0 groupname consumername", kOn70},
    {"xgroup|createconsumer", "O(1)",     "key@0 group consumer", kSince72},
    {"xgroup|delconsumer",    "O(1)",     "key@0 groupname consumername", kOn70},
    {"xgroup|delconsumer",    "O(1)",     "key@0 group consumer", kSince72},
    {"xgroup|destroy",        "O(N)",     "key@0 groupname", kOn70},
    {"xgroup|destroy",        "O(N)",     "key@0 group", kSince72},
    {"xgroup|help",           "O(1)",     ""},
    {"xgroup|setid",          "O(1)",     "key@0 groupname oneof:id(id token:new_id=$) integer:entries_read?=ENTRIESREAD", kOn70},
    {"xgroup|setid",          "O(1)",     "key@0 group oneof:id-selector(id token:new-id=$) integer:entriesread?=ENTRIESREAD", kSince72},
    {"xinfo",                 "",         ""},
    {"xinfo|consumers",       "O(1)",     "key@0 groupname", kOn70},
    {"xinfo|consumers",       "O(1)",     "key@0 group", kSince72},
    {"xinfo|groups",          "O(1)",     "key@0"},
    {"xinfo|help",            "O(1)",     ""},
    {"xinfo|stream",          "O(1)",     "key@0 block:full?=FULL(integer:count?=COUNT)", kOn70},
    {"xinfo|stream",          "O(1)",     "key@0 block:full-block?(=FULL integer:count?=COUNT)", kSince72},
    {"xlen",                  "O(1)",     "key@0"},
    {"xpending",              "O(N)",     "key@0 group block:filters?(integer:min-idle-time?~6.2.0=IDLE start end integer:count consumer?)"},
    {"xrange",                "O(N)",     "key@0 start end integer:count?=COUNT"},
    {"xread",                 "",         "integer:count?=COUNT integer:milliseconds?=BLOCK block:streams=STREAMS(key@0* id*)"},
    {"xreadgroup",            "",         "block:group_consumer=GROUP(group consumer) integer:count?=COUNT integer:milliseconds?=BLOCK ?=NOACK block:streams=STREAMS(key@0* id*)", kOn70},
    {"xreadgroup",            "",         "block:group-block=GROUP(group consumer) integer:count?=COUNT integer:milliseconds?=BLOCK ?=NOACK block:streams=STREAMS(key@0* id*)", kSince72},
    {"xrevrange",             "O(N)",     "key@0 end start integer:count?=COUNT"},
    {"xsetid",                "O(1)",     "key@0 last-id integer:entries_added?~7.0.0=ENTRIESADDED max_deleted_entry_id?~7.0.0=MAXDELETEDID", kOn70},
    {"xsetid",                "O(1)",     "key@0 last-id integer:entries-added?~7.0.0=ENTRIESADDED max-deleted-id?~7.0.0=MAXDELETEDID", kSince72},
    {"xtrim",                 "O(N)",     "key@0 block:trim(oneof:strategy(=MAXLEN ~6.2.0=MINID) oneof:operator?(token:equal== token:approximately=~) threshold integer:count?~6.2.0=LIMIT)"},
};

constexpr CommandDoc kPubSub[] = {
    {"psubscribe",           "O(N)",   "block:pattern*(pattern:pattern)", kOn70},
    {"psubscribe",           "O(N)",   "pattern:pattern*", kSince72},
    {"publish",              "O(N+M)", "channel message"},
    {"pubsub",               "",       ""},
    {"pubsub|channels",      "O(N)",   "pattern:pattern?"},
    {"pubsub|help",          "O(1)",   ""},
    {"pubsub|numpat",        "O(1)",   ""},
    {"pubsub|numsub",        "O(N)",   "channel?*"},
    {"pubsub|shardchannels", "O(N)",   "pattern:pattern?"},
    {"pubsub|shardnumsub",   "O(N)",   "shardchannel?*"},
    {"punsubscribe",         "O(N+M)", "pattern:pattern?*", kOn70},
    {"punsubscribe",         "O(N)",   "pattern:pattern?*", kSince72},
    {"spublish",             "O(N)",   "shardchannel message"},
    {"ssubscribe",           "O(N)",   "shardchannel*"},
    {"subscribe",            "O(N)",   "channel*"},
    {"sunsubscribe",         "O(N)",   "shardchannel?*"},
    {"unsubscribe",          "O(N)",   "channel?*"},
};

constexpr CommandDoc kScripting[] = {
    {"eval",             "",     "script integer:numkeys key@0?* arg?*"},
    {"eval_ro",          "",     "script integer:numkeys key@0?* arg?*"},
    {"evalsha",          "",     "sha1 integer:numkeys key@0?* arg?*"},
    {"evalsha_ro",       "",     "sha1 integer:numkeys key@0?* arg?*"},
    {"fcall",            "",     "function integer:numkeys key@0?* arg?*"},
    {"fcall_ro",         "",     "function integer:numkeys key@0?* arg?*"},
    {"function",         "",     ""},
    {"function|delete",  "O(1)", "library-name"},
    {"function|dump",    "O(N)", ""},
    {"function|flush",   "O(N)", "oneof:async?(=ASYNC =SYNC)", kOn70},
    {"function|flush",   "O(N)", "oneof:flush-type?(=ASYNC =SYNC)", kSince72},
    {"function|help",    "O(1)", ""},
    {"function|kill",    "O(1)", ""},
    {"function|list",    "O(N)", "library-name-pattern?=LIBRARYNAME ?=WITHCODE"},
    {"function|load",    "O(1)", "?=REPLACE function-code"},
    {"function|restore", "O(N)", "serialized-value oneof:policy?(=FLUSH =APPEND =REPLACE)"},
    {"function|stats",   "O(1)", ""},
    {"script",           "",     ""},
    {"script|debug",     "O(1)", "oneof:mode(=YES =SYNC =NO)"},
    {"script|exists",    "O(N)", "sha1*"},
    {"script|flush",     "O(N)", "oneof:async?~6.2.0(=ASYNC =SYNC)", kOn70},
    {"script|flush",     "O(N)", "oneof:flush-type?~6.2.0(=ASYNC =SYNC)", kSince72},
    {"script|help",      "O(1)", ""},
    {"script|kill",      "O(1)", ""},
    {"script|load",      "O(N)", "script"},
    {"script|show",      "O(1)", "sha1", kOnValkey},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> StreamDocs() { return kStream; }
std::span<const CommandDoc> PubSubDocs() { return kPubSub; }
std::span<const CommandDoc> ScriptingDocs() { return kScripting; }

}  // namespace luarig

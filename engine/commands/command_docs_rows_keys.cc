// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;

// clang-format off
constexpr CommandDoc kGeneric[] = {
    {"copy",            "O(N)",          "source@0 destination@1 integer:destination-db?=DB ?=REPLACE"},
    {"del",             "O(N)",          "key@0*"},
    {"dump",            "O(1)",          "key@0"},
    {"exists",          "O(N)",          "key@0*"},
    {"expire",          "O(1)",          "key@0 integer:seconds oneof:condition?~7.0.0(=NX =XX =GT =LT)"},
    {"expireat",        "O(1)",          "key@0 unix-time:unix-time-seconds oneof:condition?~7.0.0(=NX =XX =GT =LT)"},
    {"expiretime",      "O(1)",          "key@0"},
    {"keys",            "O(N)",          "pattern:pattern"},
    {"migrate",         "",              "host integer:port oneof:key_or_empty_string(key@0 token:empty_string=) integer:destination-db integer:timeout ?~3.0.0=COPY ?~3.0.0=REPLACE oneof:authentication?(password?~4.0.7=AUTH block:username_password?~6.0.0=AUTH2(username password)) key@1?*~3.0.6=KEYS", kOn70},
    {"migrate",         "",              "host integer:port oneof:key-selector(key@0 token:empty-string=) integer:destination-db integer:timeout ?~3.0.0=COPY ?~3.0.0=REPLACE oneof:authentication?(auth~4.0.7=AUTH block:auth2~6.0.0=AUTH2(username password)) keys@1?*~3.0.6=KEYS", kSince72},
    {"move",            "O(1)",          "key@0 integer:db"},
    {"object",          "",              ""},
    {"object|encoding", "O(1)",          "key@0"},
    {"object|freq",     "O(1)",          "key@0"},
    {"object|help",     "O(1)",          ""},
    {"object|idletime", "O(1)",          "key@0"},
    {"object|refcount", "O(1)",          "key@0"},
    {"persist",         "O(1)",          "key@0"},
    {"pexpire",         "O(1)",          "key@0 integer:milliseconds oneof:condition?~7.0.0(=NX =XX =GT =LT)"},
    {"pexpireat",       "O(1)",          "key@0 unix-time:unix-time-milliseconds oneof:condition?~7.0.0(=NX =XX =GT =LT)"},
    {"pexpiretime",     "O(1)",          "key@0"},
    {"pttl",            "O(1)",          "key@0"},
    {"randomkey",       "O(1)",          ""},
    {"rename",          "O(1)",          "key@0 newkey@1"},
    {"renamenx",        "O(1)",          "key@0 newkey@1"},
    {"restore",         "O(1)",          "key@0 integer:ttl serialized-value ?~3.0.0=REPLACE ?~5.0.0=ABSTTL integer:seconds?~5.0.0=IDLETIME integer:frequency?~5.0.0=FREQ"},
    {"scan",            "O(1)",          "integer:cursor pattern:pattern?=MATCH integer:count?=COUNT type?~6.0.0=TYPE"},
    {"sort",            "O(N+M*log(M))", "key@0 pattern:pattern@1?=BY block:offset_count?=LIMIT(integer:offset integer:count) pattern:pattern@1?*+=GET oneof:order?(=ASC =DESC) token:sorting?=ALPHA destination@2?=STORE", kOn70},
    {"sort",            "O(N+M*log(M))", "key@0 pattern:by-pattern@1?=BY block:limit?=LIMIT(integer:offset integer:count) pattern:get-pattern@1?*+=GET oneof:order?(=ASC =DESC) token:sorting?=ALPHA destination@2?=STORE", kSince72},
    {"sort_ro",         "O(N+M*log(M))", "key@0 pattern:pattern@1?=BY block:offset_count?=LIMIT(integer:offset integer:count) pattern:pattern@1?*+=GET oneof:order?(=ASC =DESC) token:sorting?=ALPHA", kOn70},
    {"sort_ro",         "O(N+M*log(M))", "key@0 pattern:by-pattern@1?=BY block:limit?=LIMIT(integer:offset integer:count) pattern:get-pattern@1?*+=GET oneof:order?(=ASC =DESC) token:sorting?=ALPHA", kSince72},
    {"touch",           "O(N)",          "key@0*"},
    {"ttl",             "O(1)",          "key@0"},
    {"type",            "O(1)",          "key@0"},
    {"unlink",          "O(1)",          "key@0*"},
    {"wait",            "O(1)",          "integer:numreplicas integer:timeout"},
    {"waitaof",         "O(1)",          "integer:numlocal integer:numreplicas integer:timeout", kSince72},
};

constexpr CommandDoc kTransactions[] = {
    {"discard", "O(N)", ""},
    {"exec",    "",     ""},
    {"multi",   "O(1)", ""},
    {"unwatch", "O(1)", ""},
    {"watch",   "O(1)", "key@0*"},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> GenericDocs() { return kGeneric; }
std::span<const CommandDoc> TransactionsDocs() { return kTransactions; }

}  // namespace luarig

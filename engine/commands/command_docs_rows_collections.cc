// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn74 = TargetId::kRedis74;
constexpr TargetSet kUntil72 = TargetId::kRedis70 | TargetId::kRedis72;

// clang-format off
constexpr CommandDoc kHash[] = {
    {"hdel",         "O(N)", "key@0 field*"},
    {"hexists",      "O(1)", "key@0 field"},
    {"hexpire",      "O(N)", "key@0 integer:seconds oneof:condition?(=NX =XX =GT =LT) block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hexpireat",    "O(N)", "key@0 unix-time:unix-time-seconds oneof:condition?(=NX =XX =GT =LT) block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hexpiretime",  "O(N)", "key@0 block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hget",         "O(1)", "key@0 field"},
    {"hgetall",      "O(N)", "key@0"},
    {"hincrby",      "O(1)", "key@0 field integer:increment"},
    {"hincrbyfloat", "O(1)", "key@0 field double:increment"},
    {"hkeys",        "O(N)", "key@0"},
    {"hlen",         "O(1)", "key@0"},
    {"hmget",        "O(N)", "key@0 field*"},
    {"hmset",        "O(N)", "key@0 block:field_value*(field value)", kOn70},
    {"hmset",        "O(N)", "key@0 block:data*(field value)", kSince72},
    {"hpersist",     "O(N)", "key@0 block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hpexpire",     "O(N)", "key@0 integer:milliseconds oneof:condition?(=NX =XX =GT =LT) block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hpexpireat",   "O(N)", "key@0 unix-time:unix-time-milliseconds oneof:condition?(=NX =XX =GT =LT) block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hpexpiretime", "O(N)", "key@0 block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hpttl",        "O(N)", "key@0 block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hrandfield",   "O(N)", "key@0 block:options?(integer:count ?=WITHVALUES)"},
    {"hscan",        "O(1)", "key@0 integer:cursor pattern:pattern?=MATCH integer:count?=COUNT", kUntil72},
    {"hscan",        "O(1)", "key@0 integer:cursor pattern:pattern?=MATCH integer:count?=COUNT ?=NOVALUES", kSince74},
    {"hset",         "O(1)", "key@0 block:field_value*(field value)", kOn70},
    {"hset",         "O(1)", "key@0 block:data*(field value)", kSince72},
    {"hsetnx",       "O(1)", "key@0 field value"},
    {"hstrlen",      "O(1)", "key@0 field"},
    {"httl",         "O(N)", "key@0 block:fields=FIELDS(integer:numfields field*)", kOn74},
    {"hvals",        "O(N)", "key@0"},
};

constexpr CommandDoc kList[] = {
    {"blmove",     "O(1)",   "source@0 destination@1 oneof:wherefrom(=LEFT =RIGHT) oneof:whereto(=LEFT =RIGHT) double:timeout"},
    {"blmpop",     "O(N+M)", "double:timeout integer:numkeys key@0* oneof:where(=LEFT =RIGHT) integer:count?=COUNT"},
    {"blpop",      "O(N)",   "key@0* double:timeout"},
    {"brpop",      "O(N)",   "key@0* double:timeout"},
    {"brpoplpush", "O(1)",   "source@0 destination@1 double:timeout"},
    {"lindex",     "O(N)",   "key@0 integer:index"},
    {"linsert",    "O(N)",   "key@0 oneof:where(=BEFORE =AFTER) pivot element"},
    {"llen",       "O(1)",   "key@0"},
    {"lmove",      "O(1)",   "source@0 destination@1 oneof:wherefrom(=LEFT =RIGHT) oneof:whereto(=LEFT =RIGHT)"},
    {"lmpop",      "O(N+M)", "integer:numkeys key@0* oneof:where(=LEFT =RIGHT) integer:count?=COUNT"},
    {"lpop",       "O(N)",   "key@0 integer:count?~6.2.0"},
    {"lpos",       "O(N)",   "key@0 element integer:rank?=RANK integer:num-matches?=COUNT integer:len?=MAXLEN"},
    {"lpush",      "O(1)",   "key@0 element*"},
    {"lpushx",     "O(1)",   "key@0 element*"},
    {"lrange",     "O(S+N)", "key@0 integer:start integer:stop"},
    {"lrem",       "O(N+M)", "key@0 integer:count element"},
    {"lset",       "O(N)",   "key@0 integer:index element"},
    {"ltrim",      "O(N)",   "key@0 integer:start integer:stop"},
    {"rpop",       "O(N)",   "key@0 integer:count?~6.2.0"},
    {"rpoplpush",  "O(1)",   "source@0 destination@1"},
    {"rpush",      "O(1)",   "key@0 element*"},
    {"rpushx",     "O(1)",   "key@0 element*"},
};

constexpr CommandDoc kSet[] = {
    {"sadd",        "O(1)",   "key@0 member*"},
    {"scard",       "O(1)",   "key@0"},
    {"sdiff",       "O(N)",   "key@0*"},
    {"sdiffstore",  "O(N)",   "destination@0 key@1*"},
    {"sinter",      "O(N*M)", "key@0*"},
    {"sintercard",  "O(N*M)", "integer:numkeys key@0* integer:limit?=LIMIT"},
    {"sinterstore", "O(N*M)", "destination@0 key@1*"},
    {"sismember",   "O(1)",   "key@0 member"},
    {"smembers",    "O(N)",   "key@0"},
    {"smismember",  "O(N)",   "key@0 member*"},
    {"smove",       "O(1)",   "source@0 destination@1 member"},
    {"spop",        "",       "key@0 integer:count?~3.2.0"},
    {"srandmember", "",       "key@0 integer:count?~2.6.0"},
    {"srem",        "O(N)",   "key@0 member*"},
    {"sscan",       "O(1)",   "key@0 integer:cursor pattern:pattern?=MATCH integer:count?=COUNT"},
    {"sunion",      "O(N)",   "key@0*"},
    {"sunionstore", "O(N)",   "destination@0 key@1*"},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> HashDocs() { return kHash; }
std::span<const CommandDoc> ListDocs() { return kList; }
std::span<const CommandDoc> SetDocs() { return kSet; }

}  // namespace luarig

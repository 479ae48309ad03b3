// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn72And74 = TargetId::kRedis72 | TargetId::kRedis74;
constexpr TargetSet kOnValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandDoc kString[] = {
    {"append",      "O(1)",   "key@0 value"},
    {"decr",        "O(1)",   "key@0"},
    {"decrby",      "O(1)",   "key@0 integer:decrement"},
    {"get",         "O(1)",   "key@0"},
    {"getdel",      "O(1)",   "key@0"},
    {"getex",       "O(1)",   "key@0 oneof:expiration?(integer:seconds=EX integer:milliseconds=PX unix-time:unix-time-seconds=EXAT unix-time:unix-time-milliseconds=PXAT =PERSIST)"},
    {"getrange",    "O(N)",   "key@0 integer:start integer:end"},
    {"getset",      "O(1)",   "key@0 value"},
    {"incr",        "O(1)",   "key@0"},
    {"incrby",      "O(1)",   "key@0 integer:increment"},
    {"incrbyfloat", "O(1)",   "key@0 double:increment"},
    {"lcs",         "O(N*M)", "key1@0 key2@0 ?=LEN ?=IDX integer:len?=MINMATCHLEN ?=WITHMATCHLEN", kOn70},
    {"lcs",         "O(N*M)", "key1@0 key2@0 ?=LEN ?=IDX integer:min-match-len?=MINMATCHLEN ?=WITHMATCHLEN", kSince72},
    {"mget",        "O(N)",   "key@0*"},
    {"mset",        "O(N)",   "block:key_value*(key@0 value)", kOn70},
    {"mset",        "O(N)",   "block:data*(key@0 value)", kSince72},
    {"msetnx",      "O(N)",   "block:key_value*(key@0 value)", kOn70},
    {"msetnx",      "O(N)",   "block:data*(key@0 value)", kSince72},
    {"psetex",      "O(1)",   "key@0 integer:milliseconds value"},
    {"set",         "O(1)",   "key@0 value oneof:condition?~2.6.12(=NX =XX) ?~6.2.0=GET oneof:expiration?(integer:seconds~2.6.12=EX integer:milliseconds~2.6.12=PX unix-time:unix-time-seconds~6.2.0=EXAT unix-time:unix-time-milliseconds~6.2.0=PXAT ~6.0.0=KEEPTTL)"},
    {"setex",       "O(1)",   "key@0 integer:seconds value"},
    {"setnx",       "O(1)",   "key@0 value"},
    {"setrange",    "O(1)",   "key@0 integer:offset value"},
    {"strlen",      "O(1)",   "key@0"},
    {"substr",      "O(N)",   "key@0 integer:start integer:end"},
};

constexpr CommandDoc kBitmap[] = {
    {"bitcount",    "O(N)", "key@0 block:index?(integer:start integer:end oneof:index_unit?~7.0.0(=BYTE =BIT))", kOn70},
    {"bitcount",    "O(N)", "key@0 block:range?(integer:start integer:end oneof:unit?~7.0.0(=BYTE =BIT))", kOn72And74},
    {"bitcount",    "O(N)", "key@0 block:range?(integer:start block:end-unit-block?(integer:end oneof:unit?~7.0.0(=BYTE =BIT)))", kOnValkey},
    {"bitfield",    "O(1)", "key@0 oneof:operation?*(block:encoding_offset=GET(encoding integer:offset) block:write(oneof:wrap_sat_fail?=OVERFLOW(=WRAP =SAT =FAIL) oneof:write_operation(block:encoding_offset_value=SET(encoding integer:offset integer:value) block:encoding_offset_increment=INCRBY(encoding integer:offset integer:increment))))", kOn70},
    {"bitfield",    "O(1)", "key@0 oneof:operation?*(block:get-block=GET(encoding integer:offset) block:write(oneof:overflow-block?=OVERFLOW(=WRAP =SAT =FAIL) oneof:write-operation(block:set-block=SET(encoding integer:offset integer:value) block:incrby-block=INCRBY(encoding integer:offset integer:increment))))", kSince72},
    {"bitfield_ro", "O(1)", "key@0 block:encoding_offset?*+=GET(encoding integer:offset)", kOn70},
    {"bitfield_ro", "O(1)", "key@0 block:get-block?*+=GET(encoding integer:offset)", kSince72},
    {"bitop",       "O(N)", "operation destkey@0 key@1*", kOn70},
    {"bitop",       "O(N)", "oneof:operation(=AND =OR =XOR =NOT) destkey@0 key@1*", kSince72},
    {"bitpos",      "O(N)", "key@0 integer:bit block:index?(integer:start block:end_index?(integer:end oneof:index_unit?~7.0.0(=BYTE =BIT)))", kOn70},
    {"bitpos",      "O(N)", "key@0 integer:bit block:range?(integer:start block:end-unit-block?(integer:end oneof:unit?~7.0.0(=BYTE =BIT)))", kSince72},
    {"getbit",      "O(1)", "key@0 integer:offset"},
    {"setbit",      "O(1)", "key@0 integer:offset integer:value"},
};

constexpr CommandDoc kHyperLogLog[] = {
    {"pfadd",      "O(1)", "key@0 element?*"},
    {"pfcount",    "O(1)", "key@0*"},
    {"pfdebug",    "",     "subcommand key@0"},
    {"pfmerge",    "O(N)", "destkey@0 sourcekey@1*", kOn70},
    {"pfmerge",    "O(N)", "destkey@0 sourcekey@1?*", kSince72},
    {"pfselftest", "",     ""},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> StringDocs() { return kString; }
std::span<const CommandDoc> BitmapDocs() { return kBitmap; }
std::span<const CommandDoc> HyperLogLogDocs() { return kHyperLogLog; }

}  // namespace luarig

#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {10, "HSET key (field value)+"},
    {2, "HSET key field"},
    {2, "HMSET key (field value)+"},
    {3, "HSETNX key field value"},
    {3, "HGET key field"},
    {3, "HMGET key field+"},
    {3, "HGETALL key", kTableOrder},
    {2, "HKEYS key", kTableOrder},
    {2, "HVALS key", kTableOrder},
    {2, "HLEN key"},
    {2, "HSTRLEN key field"},
    {2, "HEXISTS key field"},
    {5, "HDEL key field+"},
    {5, "HINCRBY key field int"},
    {5, "HINCRBYFLOAT key field float"},
    {2, "HRANDFIELD key [few [WITHVALUES]]", kShape},
    {2, "HSCAN key 0 COUNT 1000 {MATCH glob}", kTableOrder},
    {1, "HSCAN key 0 COUNT (0|-1|garbage|1000) {MATCH glob|NOVALUES}", kTableOrder},
    {1, "HSET key manyfields"},
};
// clang-format on

}  // namespace

Grammar HashGrammar() { return {"hashes", kRules}; }

}  // namespace luarig::test

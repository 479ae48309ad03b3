#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {6, "SADD key member+"},
    {6, "SADD key number+"},
    {5, "SREM key (member|number)+"},
    {2, "SCARD key"},
    {3, "SISMEMBER key (member|number)"},
    {3, "SMISMEMBER key (member|number)+"},
    {4, "SMEMBERS key", kTableOrder},
    {4, "SMOVE key key (member|number)"},
    {3, "SPOP key [few]", kPop},
    {2, "SRANDMEMBER key [few]", kShape},
    {3, "SUNION key+", kUnordered},
    {3, "SINTER key+", kUnordered},
    {3, "SDIFF key+", kUnordered},
    {3, "SUNIONSTORE key key+"},
    {3, "SINTERSTORE key key+"},
    {3, "SDIFFSTORE key key+"},
    {3, "SINTERCARD keys [LIMIT int]"},
    {2, "SSCAN key 0 COUNT 1000 {MATCH glob}", kTableOrder},
    {1, "SSCAN key 0 COUNT (0|-1|garbage|1000) {MATCH glob}", kTableOrder},
    {1, "SADD key many"},
    {1, "SREM key many"},
};
// clang-format on

}  // namespace

Grammar SetGrammar() { return {"sets", kRules}; }

}  // namespace luarig::test

#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {6, "LPUSH key value+"},
    {6, "RPUSH key value+"},
    {2, "LPUSHX key value+"},
    {2, "RPUSHX key value+"},
    {3, "LPOP key [int]"},
    {3, "RPOP key [int]"},
    {2, "LLEN key"},
    {3, "LINDEX key index"},
    {5, "LRANGE key index index"},
    {4, "LSET key index value"},
    {4, "LINSERT key (BEFORE|AFTER) value value"},
    {4, "LREM key int value"},
    {3, "LTRIM key index index"},
    {5, "LPOS key value {RANK int|COUNT int|MAXLEN int}"},
    {4, "LMOVE key key (LEFT|RIGHT) (LEFT|RIGHT)"},
    {2, "RPOPLPUSH key key"},
    {4, "LMPOP keys (LEFT|RIGHT) [COUNT int]"},
    {1, "(RPUSH|LPUSH) key many"},
};
// clang-format on

}  // namespace

Grammar ListGrammar() { return {"lists", kRules}; }

}  // namespace luarig::test

#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {8, "SET key value"},
    {8, "SET key value {NX|XX|GET|KEEPTTL|EX secs|PX millis|EXAT at|PXAT atmillis}"},
    {3, "SETNX key value"},
    {2, "SETEX key secs value"},
    {2, "PSETEX key millis value"},
    {4, "GET key"},
    {2, "GETSET key value"},
    {2, "GETDEL key"},
    {4, "GETEX key {PERSIST|EX secs|PX millis|EXAT at|PXAT atmillis}"},
    {3, "MGET key+"},
    {3, "MSET (key value)+"},
    {3, "MSETNX (key value)+"},
    {3, "APPEND key value"},
    {3, "STRLEN key"},
    {4, "GETRANGE key index index"},
    {2, "SUBSTR key index index"},
    {5, "SETRANGE key offset value"},
    {3, "INCR key"},
    {3, "DECR key"},
    {5, "INCRBY key int"},
    {4, "DECRBY key int"},
    {6, "INCRBYFLOAT key float"},
    {4, "LCS key key {LEN|IDX|WITHMATCHLEN|MINMATCHLEN small}"},
    {2, "SET key value {NX|XX|GET|EX edgetime|PX edgetime|EXAT edgetime|PXAT edgetime}"},
    {1, "GETEX key (EX edgetime|PX edgetime|EXAT longago|EXAT edgetime|PXAT edgetime)"},
    {1, "(SETEX|PSETEX) key edgetime value"},
};
// clang-format on

}  // namespace

Grammar StringGrammar() { return {"strings", kRules}; }

}  // namespace luarig::test

#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {4, "SET key bits"},
    {1, "SET key value"},
    {3, "GET key"},
    {1, "STRLEN key"},
    {1, "EXPIRE key secs"},
    {8, "SETBIT key bitat bit"},
    {4, "GETBIT key bitat"},
    {2, "BITCOUNT key"},
    {6, "BITCOUNT key bitindex bitindex [unit]"},
    {1, "BITCOUNT key bitindex"},
    {2, "BITPOS key bit"},
    {4, "BITPOS key bit bitindex"},
    {6, "BITPOS key bit bitindex bitindex [unit]"},
    {6, "BITOP (AND|OR|XOR) key key+"},
    {3, "BITOP (AND|OR|XOR) key key key key key"},
    {3, "BITOP NOT key key"},
    {1, "BITOP (AND|NOT|XNOR) key key+"},
    {10, "BITFIELD key {GET fieldtype fieldat|SET fieldtype fieldat fieldvalue|INCRBY fieldtype fieldat fieldvalue}"},
    {12, "BITFIELD key (OVERFLOW (WRAP|SAT|FAIL) (SET fieldtype fieldat fieldvalue|INCRBY fieldtype fieldat fieldvalue))+ [GET fieldtype fieldat]"},
    {6, "BITFIELD key OVERFLOW (WRAP|SAT|FAIL|NONE) (SET evenfield fieldat fieldvalue)+ (INCRBY evenfield fieldat fieldvalue)+"},
    {1, "BITFIELD key OVERFLOW [SAT|FAIL]"},
    {5, "BITFIELD_RO key (GET fieldtype fieldat)+"},
    {2, "BITFIELD_RO key {GET fieldtype fieldat|SET fieldtype fieldat fieldvalue|OVERFLOW SAT}"},
};
// clang-format on

}  // namespace

Grammar BitmapGrammar() { return {"bitmaps", kRules}; }

}  // namespace luarig::test

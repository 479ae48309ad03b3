#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {12, "PFADD key element+"},
    {5, "PFADD key manyelements"},
    {1, "PFADD key"},
    {4, "PFCOUNT key"},
    {3, "PFCOUNT key key+"},
    {3, "PFMERGE key key+"},
    {1, "PFMERGE key"},
    {5, "GET key"},
    {1, "STRLEN key"},
    {1, "DEL key"},
    {1, "EXPIRE key secs"},
    {1, "SET key value"},
    {2, "SET key hll"},
    {1, "COPY key key REPLACE"},
    {3, "PFDEBUG (ENCODING|DECODE) key"},
    {1, "PFDEBUG (GETREG|TODENSE|NONE) key"},
    {1, "OBJECT ENCODING key"},
};
// clang-format on

}  // namespace

Grammar HyperLogLogGrammar() { return {"hyperloglogs", kRules}; }

}  // namespace luarig::test

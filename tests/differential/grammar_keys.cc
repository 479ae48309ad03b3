#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {3, "DEL key+"},
    {1, "UNLINK key+"},
    {3, "EXISTS key+"},
    {1, "TOUCH key+"},
    {3, "TYPE key"},
    {3, "RENAME key key"},
    {2, "RENAMENX key key"},
    {4, "COPY key key {REPLACE|DB (0|1|int)}"},
    {1, "MOVE key (0|1|int)"},
    {3, "EXPIRE key secs [NX|XX|GT|LT]"},
    {2, "EXPIRE key (secs|past|edgetime) {NX|XX|GT|LT}"},
    {2, "PEXPIRE key millis {NX|XX|GT|LT}"},
    {3, "EXPIREAT key at {NX|XX|GT|LT}"},
    {3, "PEXPIREAT key atmillis {NX|XX|GT|LT}"},
    {1, "EXPIREAT key (past|longago|edgetime) [NX|XX|GT|LT]"},
    {1, "PEXPIRE key (past|edgetime) [NX|XX|GT|LT]"},
    {1, "PEXPIREAT key (past|longago|edgetime) [NX|XX|GT|LT]"},
    {3, "TTL key", kNearSeconds},
    {3, "PTTL key", kNearMillis},
    {2, "EXPIRETIME key", kNearSeconds},
    {2, "PEXPIRETIME key", kNearMillis},
    {3, "PERSIST key"},
    {2, "OBJECT ENCODING key"},
    {2, "DBSIZE"},
    {1, "RANDOMKEY", kShape},
    {2, "KEYS glob", kUnordered},
    {2, "SCAN 0 COUNT 1000 {MATCH glob|TYPE type}", kUnordered},
    {1, "SCAN (0|garbage) {MATCH glob|TYPE type|COUNT (1000|0|-1|garbage)}", kUnordered},
    // Elements that compare equal are only put in order by numeric sorts, and BY nosort leaves a
    // set in its table's order.
    {4, "SORT key {ASC|DESC|LIMIT int int|BY weight|GET pattern|STORE key}"},
    {2, "SORT_RO key {ASC|DESC|LIMIT int int|BY weight|GET pattern|STORE key}"},
    {3, "SORT key ALPHA {ASC|DESC|LIMIT int int|GET pattern|STORE key}"},
    {1, "SORT_RO key ALPHA {ASC|DESC|LIMIT int int|GET pattern}"},
    {1, "SORT key ALPHA BY weight [ASC|DESC]", kUnordered},
    {1, "SORT key BY nosort {ASC|DESC|GET pattern}", kUnordered},
    {1, "SORT key BY nosort {LIMIT int int} STORE key"},
    {1, "OBJECT (FREQ|garbage) key"},
    {1, "CONFIG SET limit small"},
    {1, "CONFIG GET limit+", kUnordered},
    {1, "NOSUCH garbage+"},
};
// clang-format on

}  // namespace

Grammar KeyGrammar() { return {"keys", kRules}; }

}  // namespace luarig::test

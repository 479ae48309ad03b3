#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// What one connection can ask about users, directives, itself and the values' insides. Users are
// never "default", so that what follows stays allowed; their single commands stand in the order of
// a hash.
// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {8, "ACL SETUSER user aclrule+"},
    {4, "ACL SETUSER user aclrule+ aclrule+"},
    {4, "ACL GETUSER user", kWords},
    {2, "ACL LIST", kWords},
    {1, "ACL USERS", kUnordered},
    {1, "ACL WHOAMI"},
    {2, "ACL DELUSER user+"},
    {1, "ACL CAT"},
    {2, "ACL CAT category", kUnordered},
    {5, "ACL DRYRUN user (GET key|SET key value|MGET key+|COPY key key|SORT key|PING|PUBLISH key value|EVAL X keys|CONFIG GET X|SUBSCRIBE key|garbage)"},
    {1, "AUTH NOBODY garbage"},
    {1, "ACL LOG [small|RESET|garbage]", kShape},
    {4, "CONFIG SET limit (int|memory)"},
    {5, "CONFIG SET directive (int|memory|choice|garbage)"},
    {2, "CONFIG SET directive (int|choice) directive (int|choice)"},
    {3, "CONFIG GET directive+", kUnordered},
    {1, "CONFIG GET directives", kUnordered},
    {1, "CONFIG RESETSTAT"},
    {1, "CLIENT ID", kShape},
    {2, "CLIENT SETNAME (key|value)"},
    {2, "CLIENT GETNAME"},
    {1, "CLIENT NO-EVICT (ON|OFF|garbage)"},
    {1, "CLIENT GETREDIR"},
    {2, "CLIENT TRACKINGINFO"},
    {2, "CLIENT TRACKING (ON|OFF|garbage) {BCAST|OPTIN|OPTOUT|NOLOOP|PREFIX glob|REDIRECT garbage}"},
    {1, "CLIENT CACHING (YES|NO|garbage)"},
    {1, "CLIENT UNBLOCK (999999|garbage) [TIMEOUT|ERROR|garbage]"},
    {1, "CLIENT (UNPAUSE|INFO|garbage)", kShape},
    {2, "OBJECT ENCODING key"},
    {1, "OBJECT (REFCOUNT|IDLETIME|FREQ) key", kShape},
    {4, "DEBUG DIGEST-VALUE key+"},
    {3, "DEBUG DIGEST"},
    {1, "DEBUG PROTOCOL (STRING|INTEGER|DOUBLE|BIGNUM|NULL|ARRAY|SET|MAP|ATTRIB|VERBATIM|TRUE|FALSE|garbage)"},
    {1, "DEBUG ERROR garbage"},
    {1, "DEBUG POPULATE small POP small"},
    {1, "DEBUG RELOAD"},
    {1, "DEBUG STRINGMATCH-LEN small glob"},
    {1, "SWAPDB (0|1|int) (0|1|int)"},
    {1, "SELECT (0|1|int)"},
    {1, "SELECT 0"},
    {1, "FLUSHDB [ASYNC|SYNC|garbage]"},
    {1, "FLUSHALL [ASYNC|SYNC|garbage]"},
    {1, "PING [value]"},
    {1, "ECHO value"},
    {1, "LOLWUT VERSION garbage", kShape},
    {1, "PUBLISH key value"},
    {1, "PUBSUB (CHANNELS [glob]|NUMSUB key+|NUMPAT)"},
    {2, "DUMP key", kShape},
    {1, "RESTORE key 0 garbage {REPLACE|ABSTTL|IDLETIME int|FREQ int}"},
    {1, "WATCH key+"},
    {1, "UNWATCH"},
    {1, "EXEC"},
    {1, "DISCARD"},
};
// clang-format on

}  // namespace

Grammar ServerGrammar() { return {"server", kRules}; }

}  // namespace luarig::test

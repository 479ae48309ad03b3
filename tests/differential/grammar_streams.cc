#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// IDs are explicit and nothing blocks. Of times only those are asked for that are now, long ago or
// never. Streams named "log" have no groups, so that their dumps hold no time.
// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {14, "XADD key newid (field value)+"},
    {8, "XADD key newid A value B value"},
    {4, "XADD key {NOMKSTREAM|trim} newid (field value)+"},
    {6, "XADD log newid (field value)+"},
    {6, "XADD log newid A value B value"},
    {3, "XADD log trim newid A value"},
    {1, "XADD log newid manyfields"},
    {3, "XTRIM key trim {trim}"},
    {2, "XTRIM log trim"},
    {5, "XDEL key streamid+"},
    {4, "XDEL log streamid+"},
    {2, "XSETID key streamid {ENTRIESADDED int|MAXDELETEDID streamid}"},
    {1, "XSETID log streamid {ENTRIESADDED int|MAXDELETEDID streamid}"},
    {3, "DUMP log"},
    {1, "XLEN key"},
    {5, "XRANGE key rangeid rangeid [COUNT int]"},
    {4, "XREVRANGE key rangeid rangeid [COUNT int]"},
    {3, "XRANGE log rangeid rangeid [COUNT int]"},
    {3, "XREVRANGE log rangeid rangeid [COUNT int]"},
    {3, "XREAD {COUNT int} STREAMS key readid"},
    {2, "XREAD {COUNT int} STREAMS key key readid readid"},
    {5, "XGROUP CREATE key group readid {MKSTREAM|ENTRIESREAD int}"},
    {3, "XGROUP CREATE key group 0"},
    {3, "XGROUP SETID key group readid {ENTRIESREAD int}"},
    {1, "XGROUP DESTROY key group"},
    {3, "XGROUP CREATECONSUMER key group consumer"},
    {1, "XGROUP DELCONSUMER key group consumer"},
    {10, "XREADGROUP GROUP group consumer {COUNT int|NOACK} STREAMS key >"},
    {5, "XREADGROUP GROUP group consumer {COUNT int|NOACK} STREAMS key streamid"},
    {3, "XREADGROUP GROUP group consumer {COUNT int|NOACK} STREAMS key key (>|readid) (>|readid)"},
    {5, "XACK key group streamid+"},
    {3, "XPENDING key group"},
    {4, "XPENDING key group [IDLE idle] rangeid rangeid int [consumer]", kNearMillis},
    {6, "XCLAIM key group consumer idle streamid+ {IDLE ago|TIME time|RETRYCOUNT small|FORCE|JUSTID|LASTID streamid}"},
    {5, "XAUTOCLAIM key group consumer idle rangeid {COUNT int|JUSTID}"},
    {3, "XINFO STREAM key"},
    {2, "XINFO STREAM log"},
    {2, "XINFO STREAM key FULL [COUNT int]", kNearMillis},
    {3, "XINFO GROUPS key"},
    {2, "XINFO CONSUMERS key group", kNearMillis},
};
// clang-format on

}  // namespace

Grammar StreamGrammar() { return {"streams", kRules}; }

}  // namespace luarig::test

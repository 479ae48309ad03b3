#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {9, "ZADD key (score member)+"},
    // What a range of members is where scores differ depends on how a skiplist was built.
    {4, "ZADD lexkey (0 member)+"},
    {2, "ZADD lexkey {NX|XX|CH} (0 member)+"},
    {2, "ZREM lexkey member+"},
    {7, "ZADD key {NX|XX|GT|LT|CH|INCR} (score member)+"},
    {3, "ZADD key {NX|XX|GT|LT|CH} INCR score member"},
    {4, "ZINCRBY key score member"},
    {4, "ZREM key member+"},
    {1, "ZCARD key"},
    {2, "ZSCORE key member"},
    {2, "ZMSCORE key member+"},
    {2, "ZRANK key member"},
    {2, "ZREVRANK key member"},
    {3, "ZCOUNT key bound bound"},
    {3, "ZLEXCOUNT lexkey lex lex"},
    {4, "ZRANGE key index index {REV|WITHSCORES}"},
    {4, "ZRANGE key bound bound BYSCORE {REV|WITHSCORES|LIMIT int int}"},
    {4, "ZRANGE lexkey (lex|bound) lex BYLEX {REV|LIMIT int int|WITHSCORES}"},
    {3, "ZRANGE key bound bound {REV|WITHSCORES|LIMIT int int|BYSCORE}"},
    {2, "ZREVRANGE key index index [WITHSCORES]"},
    {3, "ZRANGEBYSCORE key bound bound {WITHSCORES|LIMIT int int}"},
    {3, "ZREVRANGEBYSCORE key bound bound {WITHSCORES|LIMIT int int}"},
    {2, "ZRANGEBYLEX lexkey lex lex [LIMIT int int]"},
    {2, "ZREVRANGEBYLEX lexkey lex lex [LIMIT int int]"},
    {2, "ZRANGESTORE key key index index [REV]"},
    {2, "ZRANGESTORE key key bound bound {BYSCORE|REV|LIMIT int int}"},
    {2, "ZRANGESTORE key lexkey lex lex BYLEX {REV|LIMIT int int}"},
    {2, "ZREMRANGEBYRANK key index index"},
    {2, "ZREMRANGEBYSCORE key bound bound"},
    {2, "ZREMRANGEBYLEX lexkey lex lex"},
    {3, "ZPOPMIN key [int]"},
    {3, "ZPOPMAX key [int]"},
    {3, "ZMPOP keys (MIN|MAX) [COUNT int]"},
    {2, "ZRANDMEMBER key [few [WITHSCORES]]", kShape},
    {3, "ZUNION keys {WITHSCORES|WEIGHTS score score|AGGREGATE (MIN|MAX|SUM)}"},
    {3, "ZINTER keys {WITHSCORES|WEIGHTS score score|AGGREGATE (MIN|MAX|SUM)}"},
    {3, "ZDIFF keys [WITHSCORES]"},
    {3, "ZUNIONSTORE key keys {WEIGHTS score score|AGGREGATE (MIN|MAX|SUM)}"},
    {3, "ZINTERSTORE key keys {WEIGHTS score score|AGGREGATE (MIN|MAX|SUM)}"},
    {3, "ZDIFFSTORE key keys"},
    {3, "ZINTERCARD keys [LIMIT int]"},
    {1, "ZSCAN key 0 COUNT 1000 {MATCH glob}", kTableOrder},
    {1, "ZSCAN key 0 COUNT (0|-1|garbage|1000) {MATCH glob}", kTableOrder},
    {1, "ZADD key manyscores"},
    {1, "ZADD key (NX|XX|GT|LT) CH manyscores"},
};
// clang-format on

}  // namespace

Grammar ZsetGrammar() { return {"zsets", kRules}; }

}  // namespace luarig::test

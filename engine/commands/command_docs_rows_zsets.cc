// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOnRedis = kAllTargets.Without(TargetId::kValkey80);
constexpr TargetSet kOnValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandDoc kSortedSet[] = {
    {"bzmpop",           "O(K)",               "double:timeout integer:numkeys key@0* oneof:where(=MIN =MAX) integer:count?=COUNT"},
    {"bzpopmax",         "O(log(N))",          "key@0* double:timeout"},
    {"bzpopmin",         "O(log(N))",          "key@0* double:timeout"},
    {"zadd",             "O(log(N))",          "key@0 oneof:condition?~3.0.2(=NX =XX) oneof:comparison?~6.2.0(=GT =LT) token:change?~3.0.2=CH token:increment?~3.0.2=INCR block:score_member*(double:score member)", kOn70},
    {"zadd",             "O(log(N))",          "key@0 oneof:condition?~3.0.2(=NX =XX) oneof:comparison?~6.2.0(=GT =LT) token:change?~3.0.2=CH token:increment?~3.0.2=INCR block:data*(double:score member)", kSince72},
    {"zcard",            "O(1)",               "key@0"},
    {"zcount",           "O(log(N))",          "key@0 double:min double:max"},
    {"zdiff",            "O(L + (N-K)log(N))", "integer:numkeys key@0* ?=WITHSCORES"},
    {"zdiffstore",       "O(L + (N-K)log(N))", "destination@0 integer:numkeys key@1*"},
    {"zincrby",          "O(log(N))",          "key@0 integer:increment member"},
    {"zinter",           "O(N*K)",             "integer:numkeys key@0* integer:weight?*=WEIGHTS oneof:aggregate?=AGGREGATE(=SUM =MIN =MAX) ?=WITHSCORES"},
    {"zintercard",       "O(N*K)",             "integer:numkeys key@0* integer:limit?=LIMIT"},
    {"zinterstore",      "O(N*K)",             "destination@0 integer:numkeys key@1* integer:weight?*=WEIGHTS oneof:aggregate?=AGGREGATE(=SUM =MIN =MAX)"},
    {"zlexcount",        "O(log(N))",          "key@0 min max"},
    {"zmpop",            "O(K)",               "integer:numkeys key@0* oneof:where(=MIN =MAX) integer:count?=COUNT"},
    {"zmscore",          "O(N)",               "key@0 member*"},
    {"zpopmax",          "O(log(N)*M)",        "key@0 integer:count?"},
    {"zpopmin",          "O(log(N)*M)",        "key@0 integer:count?"},
    {"zrandmember",      "O(N)",               "key@0 block:options?(integer:count ?=WITHSCORES)"},
    {"zrange",           "O(log(N)+M)",        "key@0 start stop oneof:sortby?~6.2.0(=BYSCORE =BYLEX) ?~6.2.0=REV block:offset_count?~6.2.0=LIMIT(integer:offset integer:count) ?=WITHSCORES", kOn70},
    {"zrange",           "O(log(N)+M)",        "key@0 start stop oneof:sortby?~6.2.0(=BYSCORE =BYLEX) ?~6.2.0=REV block:limit?~6.2.0=LIMIT(integer:offset integer:count) ?=WITHSCORES", kSince72},
    {"zrangebylex",      "O(log(N)+M)",        "key@0 min max block:offset_count?=LIMIT(integer:offset integer:count)", kOn70},
    {"zrangebylex",      "O(log(N)+M)",        "key@0 min max block:limit?=LIMIT(integer:offset integer:count)", kSince72},
    {"zrangebyscore",    "O(log(N)+M)",        "key@0 double:min double:max ?~2.0.0=WITHSCORES block:offset_count?=LIMIT(integer:offset integer:count)", kOn70},
    {"zrangebyscore",    "O(log(N)+M)",        "key@0 double:min double:max ?~2.0.0=WITHSCORES block:limit?=LIMIT(integer:offset integer:count)", kSince72},
    {"zrangestore",      "O(log(N)+M)",        "dst@0 src@1 min max oneof:sortby?(=BYSCORE =BYLEX) ?=REV block:offset_count?=LIMIT(integer:offset integer:count)", kOn70},
    {"zrangestore",      "O(log(N)+M)",        "dst@0 src@1 min max oneof:sortby?(=BYSCORE =BYLEX) ?=REV block:limit?=LIMIT(integer:offset integer:count)", kSince72},
    {"zrank",            "O(log(N))",          "key@0 member", kOn70},
    {"zrank",            "O(log(N))",          "key@0 member ?=WITHSCORE", kSince72},
    {"zrem",             "O(M*log(N))",        "key@0 member*"},
    {"zremrangebylex",   "O(log(N)+M)",        "key@0 min max"},
    {"zremrangebyrank",  "O(log(N)+M)",        "key@0 integer:start integer:stop"},
    {"zremrangebyscore", "O(log(N)+M)",        "key@0 double:min double:max"},
    {"zrevrange",        "O(log(N)+M)",        "key@0 integer:start integer:stop ?=WITHSCORES"},
    {"zrevrangebylex",   "O(log(N)+M)",        "key@0 max min block:offset_count?=LIMIT(integer:offset integer:count)", kOn70},
    {"zrevrangebylex",   "O(log(N)+M)",        "key@0 max min block:limit?=LIMIT(integer:offset integer:count)", kSince72},
    {"zrevrangebyscore", "O(log(N)+M)",        "key@0 double:max double:min ?=WITHSCORES block:offset_count?=LIMIT(integer:offset integer:count)", kOn70},
    {"zrevrangebyscore", "O(log(N)+M)",        "key@0 double:max double:min ?=WITHSCORES block:limit?=LIMIT(integer:offset integer:count)", kSince72},
    {"zrevrank",         "O(log(N))",          "key@0 member", kOn70},
    {"zrevrank",         "O(log(N))",          "key@0 member ?=WITHSCORE", kSince72},
    {"zscan",            "O(1)",               "key@0 integer:cursor pattern:pattern?=MATCH integer:count?=COUNT", kOnRedis},
    {"zscan",            "O(1)",               "key@0 integer:cursor pattern:pattern?=MATCH integer:count?=COUNT ?=NOSCORES", kOnValkey},
    {"zscore",           "O(1)",               "key@0 member"},
    {"zunion",           "O(N)",               "integer:numkeys key@0* integer:weight?*=WEIGHTS oneof:aggregate?=AGGREGATE(=SUM =MIN =MAX) ?=WITHSCORES"},
    {"zunionstore",      "O(N)",               "destination@0 integer:numkeys key@1* integer:weight?*=WEIGHTS oneof:aggregate?=AGGREGATE(=SUM =MIN =MAX)"},
};

constexpr CommandDoc kGeo[] = {
    {"geoadd",               "O(log(N))",   "key@0 oneof:condition?~6.2.0(=NX =XX) token:change?~6.2.0=CH block:longitude_latitude_member*(double:longitude double:latitude member)", kOn70},
    {"geoadd",               "O(log(N))",   "key@0 oneof:condition?~6.2.0(=NX =XX) token:change?~6.2.0=CH block:data*(double:longitude double:latitude member)", kSince72},
    {"geodist",              "O(log(N))",   "key@0 member1 member2 oneof:unit?(=M =KM =FT =MI)", kOn70},
    {"geodist",              "O(1)",        "key@0 member1 member2 oneof:unit?(=M =KM =FT =MI)", kSince72},
    {"geohash",              "O(log(N))",   "key@0 member*", kOn70},
    {"geohash",              "O(1)",        "key@0 member?*", kSince72},
    {"geopos",               "O(N)",        "key@0 member*", kOn70},
    {"geopos",               "O(1)",        "key@0 member?*", kSince72},
    {"georadius",            "O(N+log(M))", "key@0 double:longitude double:latitude double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count?(integer:count=COUNT ?~6.2.0=ANY) oneof:order?(=ASC =DESC) key@1?=STORE key@2?=STOREDIST", kOn70},
    {"georadius",            "O(N+log(M))", "key@0 double:longitude double:latitude double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count-block?(integer:count=COUNT ?~6.2.0=ANY) oneof:order?(=ASC =DESC) oneof:store?(storekey@1=STORE storedistkey@2=STOREDIST)", kSince72},
    {"georadius_ro",         "O(N+log(M))", "key@0 double:longitude double:latitude double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count?(integer:count=COUNT ?~6.2.0=ANY) oneof:order?(=ASC =DESC)", kOn70},
    {"georadius_ro",         "O(N+log(M))", "key@0 double:longitude double:latitude double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count-block?(integer:count=COUNT ?~6.2.0=ANY) oneof:order?(=ASC =DESC)", kSince72},
    {"georadiusbymember",    "O(N+log(M))", "key@0 member double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count?(integer:count=COUNT ?=ANY) oneof:order?(=ASC =DESC) key@1?=STORE key@2?=STOREDIST", kOn70},
    {"georadiusbymember",    "O(N+log(M))", "key@0 member double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count-block?(integer:count=COUNT ?=ANY) oneof:order?(=ASC =DESC) oneof:store?(storekey@1=STORE storedistkey@2=STOREDIST)", kSince72},
    {"georadiusbymember_ro", "O(N+log(M))", "key@0 member double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count?(integer:count=COUNT ?=ANY) oneof:order?(=ASC =DESC)", kOn70},
    {"georadiusbymember_ro", "O(N+log(M))", "key@0 member double:radius oneof:unit(=M =KM =FT =MI) ?=WITHCOORD ?=WITHDIST ?=WITHHASH block:count-block?(integer:count=COUNT ?=ANY) oneof:order?(=ASC =DESC)", kSince72},
    {"geosearch",            "O(N+log(M))", "key@0 oneof:from(member=FROMMEMBER block:longitude_latitude=FROMLONLAT(double:longitude double:latitude)) oneof:by(block:circle(double:radius=BYRADIUS oneof:unit(=M =KM =FT =MI)) block:box(double:width=BYBOX double:height oneof:unit(=M =KM =FT =MI))) oneof:order?(=ASC =DESC) block:count?(integer:count=COUNT ?=ANY) ?=WITHCOORD ?=WITHDIST ?=WITHHASH", kOn70},
    {"geosearch",            "O(N+log(M))", "key@0 oneof:from(member=FROMMEMBER block:fromlonlat=FROMLONLAT(double:longitude double:latitude)) oneof:by(block:circle(double:radius=BYRADIUS oneof:unit(=M =KM =FT =MI)) block:box(double:width=BYBOX double:height oneof:unit(=M =KM =FT =MI))) oneof:order?(=ASC =DESC) block:count-block?(integer:count=COUNT ?=ANY) ?=WITHCOORD ?=WITHDIST ?=WITHHASH", kSince72},
    {"geosearchstore",       "O(N+log(M))", "destination@0 source@1 oneof:from(member=FROMMEMBER block:longitude_latitude=FROMLONLAT(double:longitude double:latitude)) oneof:by(block:circle(double:radius=BYRADIUS oneof:unit(=M =KM =FT =MI)) block:box(double:width=BYBOX double:height oneof:unit(=M =KM =FT =MI))) oneof:order?(=ASC =DESC) block:count?(integer:count=COUNT ?=ANY) ?=STOREDIST", kOn70},
    {"geosearchstore",       "O(N+log(M))", "destination@0 source@1 oneof:from(member=FROMMEMBER block:fromlonlat=FROMLONLAT(double:longitude double:latitude)) oneof:by(block:circle(double:radius=BYRADIUS oneof:unit(=M =KM =FT =MI)) block:box(double:width=BYBOX double:height oneof:unit(=M =KM =FT =MI))) oneof:order?(=ASC =DESC) block:count-block?(integer:count=COUNT ?=ANY) ?=STOREDIST", kSince72},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> SortedSetDocs() { return kSortedSet; }
std::span<const CommandDoc> GeoDocs() { return kGeo; }

}  // namespace luarig

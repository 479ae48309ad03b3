#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern
    {6, "GEOADD key manypoints"},
    {3, "GEOADD key {NX|XX|CH} (point place)+"},
    {1, "GEOADD key {NX|XX|CH|INCR|GT} (point place)+"},
    {1, "ZADD key (score place)+"},
    {1, "ZREM key place+"},
    {3, "GEODIST key place place [unit]"},
    {3, "GEOPOS key place+"},
    {3, "GEOHASH key place+"},
    {9, "GEOSEARCH key FROMLONLAT point BYRADIUS size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC}"},
    {9, "GEOSEARCH key FROMMEMBER place BYRADIUS size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC}"},
    {9, "GEOSEARCH key FROMLONLAT point BYBOX size size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC}"},
    {6, "GEOSEARCH key FROMMEMBER place BYBOX size size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC}"},
    {2, "GEOSEARCH key {FROMMEMBER place|FROMLONLAT point|BYRADIUS size unit|BYBOX size size unit} {FROMMEMBER place|BYRADIUS size unit|ANY} (ASC|DESC|ANY|STOREDIST|STORE key)"},
    {5, "GEOSEARCHSTORE key key (FROMLONLAT point|FROMMEMBER place) (BYRADIUS size unit|BYBOX size size unit) {STOREDIST|COUNT few|COUNT few ANY|ASC|DESC}"},
    {1, "GEOSEARCHSTORE key key (FROMLONLAT point|FROMMEMBER place) (BYRADIUS size unit|BYBOX size size unit) {STOREDIST|WITHDIST|WITHHASH|WITHCOORD|ANY}"},
    {4, "GEORADIUS key point size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC|STORE key|STOREDIST key}"},
    {2, "GEORADIUS key point size unit (STORE key|STOREDIST key) {COUNT few|COUNT few ANY|ASC|DESC|STORE key}"},
    {2, "GEORADIUS_RO key point size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC|STORE key}"},
    {4, "GEORADIUSBYMEMBER key place size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC|STORE key|STOREDIST key}"},
    {2, "GEORADIUSBYMEMBER key place size unit (STORE key|STOREDIST key) {COUNT few|COUNT few ANY|ASC|DESC|STORE key}"},
    {2, "GEORADIUSBYMEMBER_RO key place size unit {WITHDIST|WITHHASH|WITHCOORD|COUNT few|COUNT few ANY|ASC|DESC|STOREDIST key}"},
};
// clang-format on

}  // namespace

Grammar GeoGrammar() { return {"geo", kRules}; }

}  // namespace luarig::test

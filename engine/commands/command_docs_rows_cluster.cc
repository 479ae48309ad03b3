// COMMAND DOCS: rows in the notation of command_docs.h, as the tables of the servers have them.

#include "engine/commands/command_docs.h"

namespace luarig {
namespace {

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn72 = TargetId::kRedis72;
constexpr TargetSet kOn72And74 = TargetId::kRedis72 | TargetId::kRedis74;
constexpr TargetSet kOn74 = TargetId::kRedis74;
constexpr TargetSet kOnValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandDoc kConnection[] = {
    {"auth",                "O(N)",     "username?~6.0.0 password"},
    {"client",              "",         ""},
    {"client|caching",      "O(1)",     "oneof:mode(=YES =NO)"},
    {"client|capa",         "O(1)",     "capability*", kOnValkey},
    {"client|getname",      "O(1)",     ""},
    {"client|getredir",     "O(1)",     ""},
    {"client|help",         "O(1)",     ""},
    {"client|id",           "O(1)",     ""},
    {"client|info",         "O(1)",     ""},
    {"client|kill",         "O(N)",     "oneof:filter(string:ip:port!2.8.12 oneof:new-format*(integer:client-id?~2.8.12=ID oneof:normal_master_slave_pubsub?~2.8.12=TYPE(=NORMAL ~3.2.0=MASTER =SLAVE ~5.0.0=REPLICA =PUBSUB) username?=USER string:ip:port?=ADDR string:ip:port?~6.2.0=LADDR yes/no?=SKIPME))", kOn70},
    {"client|kill",         "O(N)",     "oneof:filter(old-format!2.8.12 oneof:new-format*(integer:client-id?~2.8.12=ID oneof:client-type?~2.8.12=TYPE(=NORMAL ~3.2.0=MASTER =SLAVE ~5.0.0=REPLICA =PUBSUB) username?=USER addr?=ADDR laddr?~6.2.0=LADDR oneof:skipme?=SKIPME(=YES =NO)))", kOn72},
    {"client|kill",         "O(N)",     "oneof:filter(old-format!2.8.12 oneof:new-format*(integer:client-id?~2.8.12=ID oneof:client-type?~2.8.12=TYPE(=NORMAL ~3.2.0=MASTER =SLAVE ~5.0.0=REPLICA =PUBSUB) username?=USER addr?=ADDR laddr?~6.2.0=LADDR oneof:skipme?=SKIPME(=YES =NO) integer:maxage?~7.4.0=MAXAGE))", kOn74},
    {"client|kill",         "O(N)",     "oneof:filter(old-format!2.8.12 oneof:new-format*(integer:client-id?~2.8.12=ID oneof:client-type?~2.8.12=TYPE(=NORMAL ~3.2.0=MASTER ~8.0.0=PRIMARY =SLAVE ~5.0.0=REPLICA =PUBSUB) username?=USER addr?=ADDR laddr?~6.2.0=LADDR oneof:skipme?=SKIPME(=YES =NO) integer:maxage?~8.0.0=MAXAGE))", kOnValkey},
    {"client|list",         "O(N)",     "oneof:normal_master_replica_pubsub?~5.0.0=TYPE(=NORMAL =MASTER =REPLICA =PUBSUB) block:id?~6.2.0=ID(integer:client-id*)", kOn70},
    {"client|list",         "O(N)",     "oneof:client-type?~5.0.0=TYPE(=NORMAL =MASTER =REPLICA =PUBSUB) integer:client-id?*~6.2.0=ID", kSince72},
    {"client|no-evict",     "O(1)",     "oneof:enabled(=ON =OFF)"},
    {"client|no-touch",     "O(1)",     "oneof:enabled(=ON =OFF)", kSince72},
    {"client|pause",        "O(1)",     "integer:timeout oneof:mode?~6.2.0(=WRITE =ALL)"},
    {"client|reply",        "O(1)",     "oneof:on_off_skip(=ON =OFF =SKIP)", kOn70},
    {"client|reply",        "O(1)",     "oneof:action(=ON =OFF =SKIP)", kSince72},
    {"client|setinfo",      "O(1)",     "oneof:attr(libname=LIB-NAME libver=LIB-VER)", kSince72},
    {"client|setname",      "O(1)",     "connection-name"},
    {"client|tracking",     "O(1)",     "oneof:status(=ON =OFF) integer:client-id?=REDIRECT prefix?*+=PREFIX ?=BCAST ?=OPTIN ?=OPTOUT ?=NOLOOP"},
    {"client|trackinginfo", "O(1)",     ""},
    {"client|unblock",      "O(log N)", "integer:client-id oneof:timeout_error?(=TIMEOUT =ERROR)", kOn70},
    {"client|unblock",      "O(log N)", "integer:client-id oneof:unblock-type?(=TIMEOUT =ERROR)", kSince72},
    {"client|unpause",      "O(N)",     ""},
    {"echo",                "O(1)",     "message"},
    {"hello",               "O(1)",     "block:arguments?(integer:protover block:username_password?=AUTH(username password) clientname?=SETNAME)", kOn70},
    {"hello",               "O(1)",     "block:arguments?(integer:protover block:auth?=AUTH(username password) clientname?=SETNAME)", kSince72},
    {"ping",                "O(1)",     "message?"},
    {"quit",                "O(1)",     ""},
    {"reset",               "O(1)",     ""},
    {"select",              "O(1)",     "integer:index"},
};

constexpr CommandDoc kCluster[] = {
    {"asking",                        "O(1)",      ""},
    {"cluster",                       "",          ""},
    {"cluster|addslots",              "O(N)",      "integer:slot*"},
    {"cluster|addslotsrange",         "O(N)",      "block:start-slot_end-slot*(integer:start-slot integer:end-slot)", kOn70},
    {"cluster|addslotsrange",         "O(N)",      "block:range*(integer:start-slot integer:end-slot)", kSince72},
    {"cluster|bumpepoch",             "O(1)",      ""},
    {"cluster|count-failure-reports", "O(N)",      "node-id"},
    {"cluster|countkeysinslot",       "O(1)",      "integer:slot"},
    {"cluster|delslots",              "O(N)",      "integer:slot*"},
    {"cluster|delslotsrange",         "O(N)",      "block:start-slot_end-slot*(integer:start-slot integer:end-slot)", kOn70},
    {"cluster|delslotsrange",         "O(N)",      "block:range*(integer:start-slot integer:end-slot)", kSince72},
    {"cluster|failover",              "O(1)",      "oneof:options?(=FORCE =TAKEOVER)"},
    {"cluster|flushslots",            "O(1)",      ""},
    {"cluster|forget",                "O(1)",      "node-id"},
    {"cluster|getkeysinslot",         "O(log(N))", "integer:slot integer:count", kOn70},
    {"cluster|getkeysinslot",         "O(N)",      "integer:slot integer:count", kSince72},
    {"cluster|help",                  "O(1)",      ""},
    {"cluster|info",                  "O(1)",      ""},
    {"cluster|keyslot",               "O(N)",      "key"},
    {"cluster|links",                 "O(N)",      ""},
    {"cluster|meet",                  "O(1)",      "ip integer:port integer:cluster_bus_port?~4.0.0", kOn70},
    {"cluster|meet",                  "O(1)",      "ip integer:port integer:cluster-bus-port?~4.0.0", kSince72},
    {"cluster|myid",                  "O(1)",      ""},
    {"cluster|myshardid",             "O(1)",      "", kSince72},
    {"cluster|nodes",                 "O(N)",      ""},
    {"cluster|replicas",              "O(1)",      "node-id", kOn70},
    {"cluster|replicas",              "O(N)",      "node-id", kSince72},
    {"cluster|replicate",             "O(1)",      "node-id"},
    {"cluster|reset",                 "O(N)",      "oneof:hard_soft?(=HARD =SOFT)", kOn70},
    {"cluster|reset",                 "O(N)",      "oneof:reset-type?(=HARD =SOFT)", kSince72},
    {"cluster|saveconfig",            "O(1)",      ""},
    {"cluster|set-config-epoch",      "O(1)",      "integer:config-epoch"},
    {"cluster|setslot",               "O(1)",      "integer:slot oneof:subcommand(node-id=IMPORTING node-id=MIGRATING node-id=NODE =STABLE)", kOn70},
    {"cluster|setslot",               "O(1)",      "integer:slot oneof:subcommand(importing=IMPORTING migrating=MIGRATING node=NODE =STABLE)", kOn72And74},
    {"cluster|setslot",               "O(1)",      "integer:slot oneof:subcommand(importing=IMPORTING migrating=MIGRATING node=NODE =STABLE) integer:timeout?~8.0.0=TIMEOUT", kOnValkey},
    {"cluster|shards",                "O(N)",      ""},
    {"cluster|slaves",                "O(1)",      "node-id", kOn70},
    {"cluster|slaves",                "O(N)",      "node-id", kSince72},
    {"cluster|slot-stats",            "O(N)",      "oneof:filter(block:slotsrange=SLOTSRANGE(integer:start-slot integer:end-slot) block:orderby=ORDERBY(metric integer:limit?=LIMIT oneof:order?(=ASC =DESC)))", kOnValkey},
    {"cluster|slots",                 "O(N)",      ""},
    {"readonly",                      "O(1)",      ""},
    {"readwrite",                     "O(1)",      ""},
};
// clang-format on

}  // namespace

std::span<const CommandDoc> ConnectionDocs() { return kConnection; }
std::span<const CommandDoc> ClusterDocs() { return kCluster; }

}  // namespace luarig

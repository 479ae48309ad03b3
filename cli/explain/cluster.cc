// What a cluster refuses.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "CROSSSLOT",
     .title = "the keys of one command are in several slots",
     .signs = {"Keys in request don't hash to the same slot"},
     .means =
         "In a cluster all keys of a command must be in one hash slot. That holds for the keys "
         "that a script declares as well.",
     .when = "After NOPERM, before OOM. For EVAL and FCALL the declared keys are looked at before "
             "the script starts; allow-cross-slot-keys does not help.",
     .command = "luarig exec MGET a b --cluster",
     .output = "(error) CROSSSLOT Keys in request don't hash to the same slot",
     .ways =
         {"Give keys that belong together one tag in braces: {user:1}:cart, {user:1}:name. Only "
          "what is in braces is hashed.",
          "CLUSTER KEYSLOT key tells a key's slot.",
          "Or split the command: one call for each slot."}},
    {.code = "MOVED",
     .title = "the key's slot is on another node",
     .means = "Each node of a cluster has some of the slots. The reply tells the slot and the "
              "address of the node that has it.",
     .when =
         "By a node of a cluster, with CROSSSLOT, before the command runs. For EVAL and FCALL "
         "only the declared keys are looked at; a script that reaches for another node's key by "
         "itself gets `keys-in-two-slots`.",
     .command = "luarig exec GET foo --cluster --slots 0-8191",
     .output = "(error) MOVED 12182 127.0.0.1:6380",
     .ways = {"Use a cluster client: it follows MOVED by itself. With redis-cli: -c.",
              "If the client is one: it must reach the address in the reply. Behind NAT or in "
              "containers set cluster-announce-ip.",
              "CLUSTER SLOTS shows which node has what."}},
    {.code = "ASK",
     .title = "the slot is moving, and the key is gone already",
     .means = "The slot is on its way to another node. The key is not here; if it exists, it is "
              "there. ASK 12182 127.0.0.1:7101 tells where.",
     .when = "By the node that the slot is leaving, for keys it does not have. Those that it has "
             "it still serves.",
     .no_example =
         "In luarig's cluster slots do not move, and none is without a node. What stands here was "
         "seen on a cluster of redis-server 7.0.15.",
     .ways =
         {"A cluster client does it by itself: ASKING, then the command again, at that address.",
          "Do not remember the address: until the move is over, the slot belongs to the old "
          "node."}},
    {.code = "TRYAGAIN",
     .title = "the slot is moving, and its keys are on both nodes",
     .signs = {"Multiple keys request during rehashing of slot"},
     .means = "A command names several keys of a slot that is on its way, and some of them have "
              "gone already. Neither node can do it.",
     .when = "By both nodes, while a slot moves.",
     .no_example =
         "In luarig's cluster slots do not move, and none is without a node. What stands here was "
         "seen on a cluster of redis-server 7.0.15.",
     .ways = {"Try again after a moment. Commands with one key work meanwhile.",
              "If it stays: a move was broken off. `redis-cli --cluster fix` ends it."}},
    {.code = "CLUSTERDOWN",
     .title = "the cluster, or this part of it, is not served",
     .signs = {"Hash slot not served", "The cluster is down", "while the cluster is down"},
     .means =
         "`Hash slot not served`: no node has the key's slot. `The cluster is down`: this node "
         "knows that slots are missing, or does not see most of the others, and serves "
         "nothing.",
     .when = "By a node of a cluster, before the command runs. In a script it becomes an error "
             "with the code ERR.",
     .no_example =
         "In luarig's cluster slots do not move, and none is without a node. What stands here was "
         "seen on a cluster of redis-server 7.0.15.",
     .ways = {"Look: CLUSTER INFO (cluster_state, cluster_slots_fail), CLUSTER NODES.",
              "Bring back the nodes that failed, or let a replica take over: CLUSTER FAILOVER "
              "TAKEOVER on it.",
              "A new cluster has no slots yet: `redis-cli --cluster create`, or CLUSTER "
              "ADDSLOTSRANGE.",
              "To go on with the slots that are there: cluster-require-full-coverage no."}},
    {.code = "keys-in-two-slots",
     .title = "a command in the script has keys in several slots",
     .signs = {"in script attempted to access keys that don't hash to the same slot",
               "Script attempted to access a non local key"},
     .means = "One redis.call named keys of more than one hash slot. On a cluster of several nodes "
              "`a non local key` also means: one key, which another node has, and which was not "
              "among the declared ones.",
     .when = "Inside a script, in a cluster, after OOM: the last check. allow-cross-slot-keys does "
             "not help.",
     .command = "luarig eval -e \"return redis.call('MGET', 'a', 'b')\" --cluster",
     .output = "(error) ERR Command 'mget' in script attempted to access keys that don't hash to "
               "the same slot script: 904bee50b60d595162cead833e7655788d48075f, on @user_script:1.",
     .ways = {"Give the keys one tag in braces: {user:1}:a, {user:1}:b.",
              "Declare each key in KEYS, so that the client finds the right node.",
              "Or call the command once for each key."},
     .versions =
         "redis-7.0 and redis-7.2 say `Script attempted to access a non local key in a cluster "
         "node`; redis-7.4 and valkey-8.0 name the command."},
    {.code = "cross-slot-script",
     .title = "the script went from one slot to another",
     .signs = {"Script attempted to access keys that do not hash to the same slot"},
     .means = "Two calls of a script, or a call and the declared keys, are in different slots. A "
              "script with a shebang, or a function, must stay in one.",
     .when = "Inside a script, in a cluster, after OOM. A script without a shebang may do it.",
     .command = "luarig eval - --cluster <<'END'\n"
                "#!lua\n"
                "redis.call('GET', 'a')\n"
                "redis.call('GET', 'b')\n"
                "END",
     .output = "(error) ERR Script attempted to access keys that do not hash to the same slot "
               "script: 10de26997f45280a50aa58026beb28c40bc1cb9d, on @user_script:3.",
     .ways = {"Give the keys one tag in braces: {user:1}:a, {user:1}:b.",
              "If the slots are meant to differ: `#!lua flags=allow-cross-slot-keys`. They must "
              "still be on this node."}},
    {.code = "no-cluster",
     .title = "the script says that it does not run on a cluster",
     .signs = {"Can not run script on cluster"},
     .means = "Its flags contain no-cluster, and the server is a cluster node.",
     .when = "Before the script starts, after MASTERDOWN.",
     .command = "luarig eval - --cluster <<'END'\n"
                "#!lua flags=no-cluster\n"
                "return 1\n"
                "END",
     .output = "(error) ERR Can not run script on cluster, 'no-cluster' flag is set.",
     .ways = {"If the script keeps to one slot, take no-cluster out of its flags."}},
    {.code = "select-in-cluster",
     .title = "a cluster has one database",
     .signs = {"SELECT is not allowed in cluster mode"},
     .means = "SELECT asked for another database than 0, and the server is a cluster node.",
     .when = "By SELECT, from a client or in a script.",
     .command = "luarig exec SELECT 1 --cluster",
     .output = "(error) ERR SELECT is not allowed in cluster mode",
     .ways = {"Use database 0, and tell data apart by the first part of the key.",
              "In the client's address, leave out the database: no /1 at its end."}},
};

}  // namespace

std::span<const Explanation> ExplainCluster() { return kRows; }

}  // namespace luarig

// What the state of a server refuses: its memory, its disk, its place in a replication.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "OOM",
     .title = "memory is past maxmemory",
     .signs = {"command not allowed when used memory"},
     .means = "The server uses more memory than maxmemory allows and could not evict enough. "
              "Commands that may need more memory are refused; reading and deleting go on.",
     .when = "For a client's command: after NOAUTH, NOPERM and CROSSSLOT, before every other "
             "refusal. A script with a shebang, or a function, is refused before it starts, even "
             "if it would write nothing, unless it has allow-oom or no-writes. A script without a "
             "shebang starts, and the first call that may need memory is refused; once it has "
             "written something, the rest is let through. A replica never says it.",
     .command = "luarig eval -e \"return redis.call('SET', KEYS[1], 'x')\" k \\\n"
                "    --maxmemory 100kb",
     .output = "(error) OOM command not allowed when used memory > 'maxmemory'. script: "
               "bd6f3018b28bbdb36260f19d3c44afed740db987, on @user_script:1.",
     .ways = {"Look: INFO memory shows used_memory against maxmemory.",
              "Free memory: DEL or UNLINK what is not needed; both work past the limit.",
              "Raise it: CONFIG SET maxmemory, or choose a maxmemory-policy that evicts.",
              "A script that frees memory may run past the limit: `#!lua flags=allow-oom`."}},
    {.code = "READONLY",
     .title = "this is a replica, and it takes no writes",
     .signs = {"You can't write against a read only replica"},
     .means = "The command writes, and the server is a replica with replica-read-only on. Its data "
              "comes from its primary alone.",
     .when = "After OOM, MISCONF and NOREPLICAS, before MASTERDOWN. A script with a shebang, or a "
             "function, that has no no-writes is refused before it starts, even if it would write "
             "nothing. A script without a shebang runs up to its first writing call.",
     .command = "luarig eval -e \"return redis.call('SET', KEYS[1], 'x')\" k \\\n"
                "    --role replica",
     .output = "(error) READONLY You can't write against a read only replica. script: "
               "bd6f3018b28bbdb36260f19d3c44afed740db987, on @user_script:1.",
     .ways = {"Send writes to the primary: ROLE tells its address.",
              "After a failover, let the client look up the primary again: it still talks to the "
              "old one.",
              "A script that only reads runs on replicas: `#!lua flags=no-writes`, EVAL_RO or "
              "FCALL_RO."}},
    {.code = "MISCONF",
     .title = "the last snapshot failed, so writes are refused",
     .signs = {"is configured to save RDB snapshots"},
     .means = "The server saves snapshots, the last one failed, and stop-writes-on-bgsave-error is "
              "on: no change is taken that might never reach the disk. Reading goes on.",
     .when = "After OOM, before NOREPLICAS and READONLY; only on a primary. A script with a "
             "shebang, or a function, that has no no-writes is refused before it starts; without a "
             "shebang, at its first writing call.",
     .command = "luarig exec SET k v --disk-error",
     .output = "(error) MISCONF Redis is configured to save RDB snapshots, but it's currently "
               "unable to persist to disk. Commands that may modify the data set are disabled, "
               "because this instance is configured to report errors during writes if RDB "
               "snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis "
               "logs for details about the RDB error.",
     .ways = {"Read the server's log: it says why the snapshot failed.",
              "Usual reasons: the disk is full, the folder may not be written, fork found no "
              "memory.",
              "When mended, BGSAVE: if it succeeds, writes are taken again.",
              "To take writes without snapshots: CONFIG SET stop-writes-on-bgsave-error no. They "
              "are lost if the server stops."},
     .versions = "valkey-8.0 says Valkey where the others say Redis."},
    {.code = "NOREPLICAS",
     .title = "too few replicas are connected",
     .signs = {"Not enough good replicas to write"},
     .means = "min-replicas-to-write asks for more replicas, seen within min-replicas-max-lag "
              "seconds, than there are. The primary takes no writes.",
     .when = "After OOM and MISCONF, before READONLY; only on a primary. A script with a shebang, "
             "or a function, that has no no-writes is refused before it starts; without a shebang, "
             "at its first writing call.",
     .command = "luarig exec SET k v --too-few-replicas",
     .output = "(error) NOREPLICAS Not enough good replicas to write.",
     .ways = {"Look: INFO replication lists the replicas and their lag.",
              "Bring the replicas back, or mend the network between.",
              "To write without them: CONFIG SET min-replicas-to-write 0."}},
    {.code = "MASTERDOWN",
     .title = "a replica lost its primary and serves no old data",
     .signs = {"Link with MASTER is down"},
     .means =
         "The server is a replica, the link to its primary is down, and "
         "replica-serve-stale-data is no: what it holds may be out of date, so it answers only "
         "what needs no data, such as INFO.",
     .when = "After READONLY, so a write says READONLY. A script without a shebang is always "
             "refused; one with a shebang, or a function, unless it has allow-stale.",
     .command = "luarig exec GET k --role stale-replica",
     .output = "(error) MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
               " 'no'.",
     .ways = {"Look: INFO replication, master_link_status.",
              "Read from the primary, or from another replica, until the link is up.",
              "If old data will do: CONFIG SET replica-serve-stale-data yes."}},
    {.code = "LOADING",
     .title = "the server is still reading its data",
     .signs = {"is loading the dataset in memory"},
     .means = "The server has started and loads its snapshot or log. Until that is done it answers "
              "hardly anything.",
     .when = "After MASTERDOWN, before BUSY.",
     .command = "luarig exec GET k --loading",
     .output = "(error) LOADING Redis is loading the dataset in memory",
     .ways = {"Wait: INFO persistence has loading_eta_seconds.",
              "Let the client try again after a moment, and not give up at once."},
     .versions = "valkey-8.0 says Valkey where the others say Redis."},
    {.code = "PAUSED",
     .title = "CLIENT PAUSE holds the command back",
     .means =
         "Somebody has sent CLIENT PAUSE. What writes waits until the pause is over, and so does a "
         "script that has not declared that it only reads.",
     .when =
         "Last, after all other refusals. Only luarig's command line says it, where nobody could "
         "wait; a client of a server gets no reply until the pause ends.",
     .command = "luarig exec SET k v --write-pause",
     .output = "(error) PAUSED a client would wait here until CLIENT PAUSE WRITE is over",
     .ways = {"CLIENT UNPAUSE, or wait: a pause has an end.",
              "Let what only reads say so: EVAL_RO, FCALL_RO, or the flag no-writes."}},
    {.code = "NOMASTERLINK",
     .title = "a replica without a primary cannot feed another one",
     .signs = {"SYNC while not connected with my master"},
     .means = "SYNC or PSYNC was sent to a replica whose own link to its primary is down.",
     .when = "By the command itself. A replica that serves no old data says MASTERDOWN first.",
     .command = "luarig exec -f - <<'END'\n"
                "REPLICAOF 127.0.0.1 1\n"
                "SYNC\n"
                "END",
     .output = "OK\n"
               "(error) NOMASTERLINK Can't SYNC while not connected with my master",
     .ways = {"Mend the upper link first: INFO replication, master_link_status.",
              "Or follow the primary itself: REPLICAOF host port."}},
    {.code = "IOERR",
     .title = "MIGRATE could not reach the other server",
     .signs = {"error or timeout writing to target instance"},
     .means = "The other server did not answer within the timeout that MIGRATE was given.",
     .when = "By MIGRATE, if there is a key to move; without one it answers NOKEY. luarig opens no "
             "connection, so here it is always so.",
     .command = "luarig exec -f - <<'END'\n"
                "SET k v\n"
                "MIGRATE 127.0.0.1 1 k 0 10\n"
                "END",
     .output = "OK\n"
               "(error) IOERR error or timeout writing to target instance",
     .ways = {"Check address and port, and that nothing stands between.",
              "Give a longer timeout: it is in milliseconds.",
              "Then look on both sides: after a timeout the key may be on both."}},
    {.code = "stale-in-script",
     .title = "a stale replica does not run this command",
     .signs = {"Can not execute the command on a stale replica"},
     .means = "The script has allow-stale, so it started on a replica that lost its primary. The "
              "command it called may not run there: GET and PING may not, INFO may.",
     .when = "Inside a script, after `not allowed from script` and before the permissions.",
     .command = "luarig eval - --role stale-replica <<'END'\n"
                "#!lua flags=allow-stale,no-writes\n"
                "return redis.call('GET', 'k')\n"
                "END",
     .output = "(error) ERR Can not execute the command on a stale replica script: "
               "12846de5c76929a5067ee2e0c9a2bee43844596f, on @user_script:2.",
     .ways = {"Call only commands that have the flag stale: COMMAND INFO shows it.",
              "If old data will do: CONFIG SET replica-serve-stale-data yes."}},
};

}  // namespace

std::span<const Explanation> ExplainServerState() { return kRows; }

}  // namespace luarig

// What commands refuse by themselves. ERR, which explains what nothing else does, is the last.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "WRONGTYPE",
     .title = "the key holds another type of value",
     .signs = {"Operation against a key holding the wrong kind of value",
               "Key is not a valid HyperLogLog string value"},
     .means = "The key exists, and holds say a string where the command wants a list. Nothing was "
              "changed.",
     .when = "By the command, when it looks at the key; a script goes on if it was redis.pcall.",
     .command = "luarig exec -f - <<'END'\n"
                "SET cart 1\n"
                "LPUSH cart lamp\n"
                "END",
     .output = "OK\n"
               "(error) WRONGTYPE Operation against a key holding the wrong kind of value",
     .ways = {"TYPE key tells what is there.",
              "Two parts of the application use one name: give each kind of data its own prefix.",
              "If the old value is not needed: DEL key.",
              "PFADD and its kind: the string must be one that they wrote."}},
    {.code = "EXECABORT",
     .title = "the transaction did not run",
     .signs = {"Transaction discarded because of"},
     .means = "A command between MULTI and EXEC was refused when it was queued, so EXEC runs none "
              "of them. Nothing was changed.",
     .when = "By EXEC. If the server itself refuses (OOM, READONLY), the reason follows.",
     .command = "luarig exec -f - <<'END'\n"
                "MULTI\n"
                "SETT k v\n"
                "EXEC\n"
                "END",
     .output = "OK\n"
               "(error) ERR unknown command 'SETT', with args beginning with: 'k' 'v'\n"
               "(error) EXECABORT Transaction discarded because of previous errors.",
     .ways = {"The reason stands in the reply to the refused command, before EXEC: log each reply.",
              "Mend it and send the whole transaction again, from MULTI on."}},
    {.code = "BUSYKEY",
     .title = "RESTORE does not overwrite",
     .signs = {"Target key name already exists"},
     .means = "The key exists, and RESTORE was not told to replace it. Nothing was changed.",
     .when = "By RESTORE, before it looks at the payload.",
     .command = "luarig exec -f - <<'END'\n"
                "SET k v\n"
                "RESTORE k 0 payload\n"
                "END",
     .output = "OK\n"
               "(error) BUSYKEY Target key name already exists.",
     .ways = {"RESTORE key ttl payload REPLACE, or MIGRATE ... REPLACE.", "Or DEL the key first."}},
    {.code = "BUSYGROUP",
     .title = "the consumer group is there already",
     .signs = {"Consumer Group name already exists"},
     .means = "XGROUP CREATE does not overwrite. The group and its pending entries are as they "
              "were.",
     .when = "By XGROUP CREATE.",
     .command = "luarig exec -f - <<'END'\n"
                "XGROUP CREATE s g $ MKSTREAM\n"
                "XGROUP CREATE s g $\n"
                "END",
     .output = "OK\n"
               "(error) BUSYGROUP Consumer Group name already exists",
     .ways =
         {"Mostly nothing: workers create the group when they start, and the first one did. Let "
          "them pass over this error.",
          "To move the group to another ID: XGROUP SETID."}},
    {.code = "NOGROUP",
     .title = "no such stream or consumer group",
     .signs = {"No such key '*' or consumer group", "No such consumer group",
               "the consumer group this client was blocked on"},
     .means = "The stream does not exist, or has no group of that name: it was never created here, "
              "or the key expired, was deleted or evicted.",
     .when = "By XREADGROUP, XPENDING, XCLAIM and their kind, and to those who wait when the group "
             "goes.",
     .command = "luarig exec XREADGROUP GROUP workers me STREAMS jobs '>'",
     .output = "(error) NOGROUP No such key 'jobs' or consumer group 'workers' in XREADGROUP with "
               "GROUP option",
     .ways = {"XGROUP CREATE stream group $ MKSTREAM; 0 instead of $ to read from the start.",
              "XINFO GROUPS stream lists the groups."}},
    {.code = "INVALIDOBJ",
     .title = "the HyperLogLog is damaged",
     .signs = {"Corrupted HLL object detected"},
     .means = "The string starts like a HyperLogLog, and what follows is none. Somebody wrote into "
              "it with SETRANGE, APPEND or the like.",
     .when = "By PFCOUNT, PFMERGE and PFADD.",
     .command = "luarig exec -f - <<'END'\n"
                "PFADD visits a b c\n"
                "SETRANGE visits 16 zzzzzz\n"
                "PFCOUNT visits\n"
                "END",
     .output = "(integer) 1\n"
               "(integer) 27\n"
               "(error) INVALIDOBJ Corrupted HLL object detected",
     .ways = {"It cannot be mended: DEL the key and count anew.",
              "Give HyperLogLogs names that nothing else writes."}},
    {.code = "TESTFAILED",
     .title = "PFSELFTEST found a fault in the program",
     .signs = {"sparse and dense differ about"},
     .means = "PFSELFTEST counts in two ways and compares. It is a test of the server, not of your "
              "data.",
     .when = "By PFSELFTEST.",
     .no_example = "It does not fail as long as the program is right.",
     .ways = {"Report it as a fault of luarig."}},
    {.code = "NOSUB",
     .title = "there is nothing to unsubscribe from",
     .signs = {"command executed not in subscribed mode"},
     .means = "UNSUBSCRIBE, PUNSUBSCRIBE or SUNSUBSCRIBE came on a connection that listens to no "
              "channel.",
     .when = "By these commands.",
     .command = "luarig exec UNSUBSCRIBE --target valkey-8.0",
     .output = "(error) NOSUB 'unsubscribe' command executed not in subscribed mode",
     .ways = {"Leave it out, or pass over the error: the connection listens to nothing, as was "
              "wanted."},
     .versions = "valkey-8.0 only; the others answer as if it had listened."},
    {.code = "no-such-command",
     .title = "the server does not have this command",
     .signs = {"unknown command '"},
     .means = "The first word is no command of this server: misspelt, of a later version, of a "
              "module, or renamed in its configuration.",
     .when = "Before all other checks, NOAUTH included.",
     .command = "luarig exec GETT k",
     .output = "(error) ERR unknown command 'GETT', with args beginning with: 'k'",
     .ways = {"Check the spelling, and that no text in front is taken for the command.",
              "COMMAND INFO name tells whether it is there; INFO server the version.",
              "With luarig: --target redis-7.2 and the like have the commands of their version."}},
    {.code = "no-such-subcommand",
     .title = "the command has no such subcommand",
     .signs = {"unknown subcommand"},
     .means = "The second word is none of this command's. It may be one of a later version.",
     .when = "Before all other checks, NOAUTH included.",
     .command = "luarig exec CONFIG SHOW maxmemory",
     .output = "(error) ERR unknown subcommand 'SHOW'. Try CONFIG HELP.",
     .ways = {"CONFIG HELP, CLIENT HELP and so on list them."}},
    {.code = "wrong-arity",
     .title = "too few or too many arguments",
     .signs = {"wrong number of arguments for '"},
     .means = "The command takes another number of arguments. A subcommand is shown as config|get.",
     .when = "Before NOAUTH and all other checks, after the look-up of the command.",
     .command = "luarig exec GET",
     .output = "(error) ERR wrong number of arguments for 'get' command",
     .ways = {"COMMAND INFO name tells the number, the name included; -3 is 3 or more.",
              "A value with blanks must be one argument: put it in quotes.",
              "An empty list that the client spreads out gives no argument at all."}},
    {.code = "timeout-argument",
     .title = "the timeout is no good",
     .signs = {"timeout is negative", "timeout is out of range", "timeout is not"},
     .means = "A blocking command got a timeout that is negative, no number, or too far away.",
     .when = "By BLPOP, XREAD BLOCK, WAIT and their kind, before they look at a key.",
     .command = "luarig exec BLPOP k -1",
     .output = "(error) ERR timeout is negative",
     .ways = {"0 waits for ever. BLPOP counts seconds, XREAD BLOCK milliseconds."},
     .versions =
         "redis-7.0 says `timeout is negative` where later ones say `timeout is out of range` "
         "for a time beyond the end of the clock."},
    {.code = "xread-ids",
     .title = "each stream needs an ID",
     .signs = {"list of streams: for each stream key"},
     .means = "Behind STREAMS stand first all keys, then one ID for each of them.",
     .when = "By XREAD and XREADGROUP, before they look at a key.",
     .command = "luarig exec XREAD STREAMS a b 0",
     .output = "(error) ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' "
               "must be specified.",
     .ways = {"STREAMS a b 0 0; $ for what comes from now on, > for XREADGROUP."},
     .versions = "redis-7.0 says XREAD for both commands and without quotes."},
    {.code = "syntax-error",
     .title = "an option of the command is not understood",
     .signs = {"syntax error"},
     .means = "The command has a word it does not know, a value is missing, or two options exclude "
              "each other. Nothing was changed.",
     .when = "By the command, mostly before it looks at the key.",
     .command = "luarig exec SET k v EX",
     .output = "(error) ERR syntax error",
     .ways = {"COMMAND DOCS name shows how it is written.",
              "The option may be of a later version: try --target with luarig."}},
    {.code = "not-an-integer",
     .title = "this is no whole number, or too large a one",
     .signs = {"value is not an integer or out of range", "hash value is not an integer",
               "is not an integer or out of range"},
     .means = "An argument, or what is stored, is not an integer of 64 bits in plain digits: no "
              "blank, no plus sign, no fraction.",
     .when = "By the command; by INCR also for the stored value, which stays as it is.",
     .command = "luarig exec -f - <<'END'\n"
                "SET n 1.5\n"
                "INCR n\n"
                "END",
     .output = "OK\n"
               "(error) ERR value is not an integer or out of range",
     .ways =
         {"GET the key: what is really there?",
          "Fractions: INCRBYFLOAT, HINCRBYFLOAT. In Lua: math.floor(x), string.format('%d', x).",
          "EVAL says it if the number of keys is missing: EVAL script 0."}},
    {.code = "not-a-float",
     .title = "this is no number",
     .signs = {"is not a valid float", "hash value is not a float",
               "is not a float or out of range", "min or max is not a float",
               "weight value is not a float"},
     .means = "An argument, or what is stored, cannot be read as a number.",
     .when = "By the command, before anything changes.",
     .command = "luarig exec INCRBYFLOAT n abc",
     .output = "(error) ERR value is not a valid float",
     .ways = {"Use a dot, not a comma, and no thousands separator.",
              "GET the key: what is really there?"}},
    {.code = "overflow",
     .title = "the counter would leave 64 bits",
     .signs = {"would overflow"},
     .means = "The result would not fit into 64 bits. The value stays as it is.",
     .when = "By INCR, DECR, HINCRBY and their kind.",
     .command = "luarig exec -f - <<'END'\n"
                "SET n 9223372036854775807\n"
                "INCR n\n"
                "END",
     .output = "OK\n"
               "(error) ERR increment or decrement would overflow",
     .ways = {"Start the counter anew, or a new one for each day.",
              "INCRBYFLOAT goes further and is less exact."}},
    {.code = "no-such-key",
     .title = "the command needs a key that exists",
     .signs = {"no such key"},
     .means = "Most commands take a missing key for an empty one; this one does not.",
     .when = "By RENAME, LSET, XINFO and a few others.",
     .command = "luarig exec RENAME old new",
     .output = "(error) ERR no such key",
     .ways = {"EXISTS key; it may have expired or been evicted.",
              "If it may be missing, pass over this error."}},
    {.code = "index-range",
     .title = "the list has no such element",
     .signs = {"index out of range"},
     .means = "LSET named a position outside the list.",
     .when = "By LSET.",
     .command = "luarig exec -f - <<'END'\n"
                "RPUSH l a\n"
                "LSET l 5 b\n"
                "END",
     .output = "(integer) 1\n"
               "(error) ERR index out of range",
     .ways = {"LLEN key tells the length; positions start at 0, -1 is the last."}},
    {.code = "inside-transaction",
     .title = "this command does not go between MULTI and EXEC",
     .signs = {"Command not allowed inside a transaction"},
     .means = "MULTI was sent, and this command may not be queued.",
     .when = "After NOAUTH, before NOPERM. The transaction will not run: EXEC says EXECABORT.",
     .command = "luarig exec -f - <<'END'\n"
                "MULTI\n"
                "SYNC\n"
                "END",
     .output = "OK\n"
               "(error) ERR Command not allowed inside a transaction",
     .ways = {"Send it before MULTI or after EXEC.",
              "A MULTI that was forgotten? DISCARD ends it."}},
    {.code = "subscriber-mode",
     .title = "this connection listens to channels",
     .signs = {"Can't execute '*': only"},
     .means = "Over RESP2 a connection that has subscribed takes only the commands that the text "
              "names.",
     .when = "After READONLY, before MASTERDOWN.",
     .command = "luarig exec -f - <<'END'\n"
                "SUBSCRIBE news\n"
                "GET k\n"
                "END",
     .output = "1) \"subscribe\"\n"
               "2) \"news\"\n"
               "3) (integer) 1\n"
               "(error) ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / "
               "QUIT / RESET are allowed in this context",
     .ways =
         {"Use a second connection for commands: clients have one of their own for subscribers.",
          "UNSUBSCRIBE or RESET ends it.", "With RESP3 (HELLO 3) all commands are allowed."}},
    {.code = "monitor-mode",
     .title = "this connection watches with MONITOR",
     .signs = {"Replica can't interact with the keyspace"},
     .means = "A connection that sent MONITOR may not touch keys.",
     .when = "The last of all checks.",
     .no_example = "MONITOR needs a connection that stays, as those of `luarig serve` do.",
     .ways = {"Use a second connection.", "RESET ends it."}},
    {.code = "ERR",
     .title = "all other refusals: the text says what is wrong",
     .means =
         "ERR is the code of everything that has none of its own: a bad argument, an option at "
         "the wrong place, an error in a script. If the text ends in `script: ..., on "
         "@user_script:3.`, it was raised in a script: behind script: stands its SHA or the "
         "function's name, behind the last colon the line.",
     .when = "By the command itself.",
     .command = "luarig exec GEOADD shops 200 0 lamp",
     .output = "(error) ERR invalid longitude,latitude pair 200.000000,0.000000",
     .ways =
         {"Give the whole message: luarig explain \"ERR ...\" finds the entry that fits.",
          "COMMAND DOCS name shows how a command is written.",
          "`luarig eval FILE` and `luarig fcall NAME --lib FILE` draw the line and the command."}},
};

}  // namespace

std::span<const Explanation> ExplainCommands() { return kRows; }

}  // namespace luarig

// Scripts that run too long or take too much, and who waits.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "BUSY",
     .title = "a script runs too long, and nobody is served",
     .signs = {"is busy running a script"},
     .means = "A script or function has been running for longer than busy-reply-threshold (5000 ms "
              "unless set). The server waits for it, and answers others with this.",
     .when = "After LOADING. Still answered: AUTH, HELLO, RESET, QUIT, MULTI, DISCARD, WATCH, "
             "UNWATCH, SCRIPT KILL or FUNCTION KILL, SHUTDOWN NOSAVE; FUNCTION STATS if it is a "
             "function. PING is not.",
     .no_example = "It takes a second client. Start `luarig serve`, run an endless script with one "
                   "redis-cli, and PING with another.",
     .ways =
         {"SCRIPT KILL, or FUNCTION KILL if the text names that. It works as long as the script "
          "has written nothing.",
          "FUNCTION STATS names a function that runs, and for how long.",
          "If KILL says UNKILLABLE: wait, or SHUTDOWN NOSAVE, which loses what was not saved.",
          "Later: let the script do less at a time, or find its endless loop with `luarig eval "
          "FILE --time-limit 1000`."},
     .versions = "valkey-8.0 says Valkey where the others say Redis."},
    {.code = "NOTBUSY",
     .title = "there is no script to kill",
     .signs = {"No scripts in execution right now"},
     .means = "SCRIPT KILL or FUNCTION KILL came when nothing was running.",
     .when = "By SCRIPT KILL and FUNCTION KILL.",
     .command = "luarig exec SCRIPT KILL",
     .output = "(error) NOTBUSY No scripts in execution right now.",
     .ways = {"Nothing: the script has ended by itself.",
              "If the server is slow all the same, SLOWLOG GET shows the slow commands."}},
    {.code = "UNKILLABLE",
     .title = "the script has written, so it cannot be killed",
     .signs = {"Sorry the script already executed write commands"},
     .means = "Ending the script half-way would leave half of its changes. So a script that has "
              "written can only be waited for.",
     .when = "By SCRIPT KILL and FUNCTION KILL. A read-only script can always be killed.",
     .no_example = "It takes a second client, who kills a script that runs.",
     .ways = {"Wait for it.",
              "SHUTDOWN NOSAVE ends the server at once. What was not saved is lost.",
              "Later: scripts that only read get `#!lua flags=no-writes`, so that they can be "
              "killed."}},
    {.code = "script-killed",
     .title = "somebody ended the script with SCRIPT KILL",
     .signs = {"Script killed by user with SCRIPT KILL"},
     .means = "Another client sent SCRIPT KILL or FUNCTION KILL while this script ran past "
              "busy-reply-threshold. It had written nothing.",
     .when = "At the line where the script was. A pcall in the script catches it once; a script "
             "that goes on is ended again.",
     .no_example = "It takes a second client, who kills a script that runs.",
     .ways = {"The line at the end of the message is where it was: look there for a loop that does "
              "not end.",
              "`luarig eval FILE --time-limit 1000` runs it with a bound."}},
    {.code = "INTERRUPTED",
     .title = "Ctrl-C ended a script that had written",
     .means =
         "The first Ctrl-C is SCRIPT KILL, which a server refuses for a script that has written "
         "(UNKILLABLE). The second one ended it all the same. What it had written stays.",
     .when = "On luarig's command line only. A server goes on until the script ends.",
     .no_example = "It takes a hand at the keyboard: run an endless script that writes, and press "
                   "Ctrl-C twice.",
     .ways = {"The line at the end of the message is where it was.",
              "Let the script write at its end, when all is known; until then it can be killed."}},
    {.code = "TIMELIMIT",
     .title = "the script ran for longer than --time-limit",
     .means = "luarig ended the script at the time that --time-limit gave it. What it had written "
              "stays.",
     .when = "While a script runs. No server says this: there a script goes on until it is killed.",
     .command = "luarig eval -e 'while true do end' --time-limit 20",
     .output = "(error) TIMELIMIT the script ran for 20 ms; --time-limit allows 20 ms script: "
               "694a5fe1ddb97a4c6a1bf299d9537c7d3d0f84e7, on @user_script:1.",
     .ways = {"The line at the end of the message is where it was: look there for a loop that does "
              "not end.",
              "If the script is only slow, give it more: --time-limit 5000."}},
    {.code = "lua-memory",
     .title = "Lua may not allocate what the script wants",
     .signs = {"not enough memory"},
     .means =
         "The script holds more in Lua than --lua-memory allows. Keys count for maxmemory, not "
         "here.",
     .when = "While a script runs or compiles. A server sets no such bound.",
     .command = "luarig eval -e \"return #string.rep('x', 100000000)\" \\\n"
                "    --lua-memory 8mb",
     .output = "(error) ERR not enough memory script: 91161da7bf2cd8d5561b956a80df945d7d388857, on"
               " @user_script:1.",
     .ways = {"Work on the data in pieces: HSCAN, LRANGE over part of a list.",
              "Do not keep what is done with; join strings once, with table.concat.",
              "Raise --lua-memory."}},
    {.code = "reply-too-large",
     .title = "the script's reply would be more than can be sent",
     .signs = {"reply of more than"},
     .means = "The script returned tables that hold the same tables or strings many times over. In "
              "Lua they exist once, in the reply each is written out.",
     .when = "When the script has ended and its value becomes the reply. luarig's own bound: a "
             "server goes on until its memory is used up.",
     .command = "luarig eval - <<'END'\n"
                "local t = {'x'}\n"
                "for i = 1, 30 do t = {t, t} end\n"
                "return t\n"
                "END",
     .output = "(error) ERR reply of more than 1073741824 bytes",
     .ways = {"Return a table once, not once for each use.",
              "Return counts or keys, and let the client fetch the rest."}},
    {.code = "lua-stack-limit",
     .title = "a reply is nested too deeply",
     .signs = {"reached lua stack limit"},
     .means = "The value that the script returned has tables within tables beyond what Lua's stack "
              "holds, as a table that contains itself has. The innermost element is replaced by "
              "this error.",
     .when = "When the script has ended and its value becomes the reply.",
     .command = "luarig eval - <<'END' | grep -o '(error).*'\n"
                "local t = {}\n"
                "t[1] = t\n"
                "return t\n"
                "END",
     .output = "(error) ERR reached lua stack limit",
     .ways = {"Look for a table that contains itself, or its parent.",
              "Return text instead: cjson.encode says where the nesting is too deep."}},
    {.code = "too-many-results",
     .title = "unpack() cannot push that many values",
     .signs = {"too many results to unpack"},
     .means = "unpack(t) puts each element on Lua's stack, which holds some 7,900.",
     .when = "Inside a script. Mostly with redis.call('DEL', unpack(keys)) and its kind, once the "
             "list has grown.",
     .command = "luarig eval - <<'END'\n"
                "local t = {}\n"
                "for i = 1, 9000 do t[i] = i end\n"
                "return {unpack(t)}\n"
                "END",
     .output = "(error) ERR user_script:3: too many results to unpack script: "
               "808d423970d36d8ac030b5e3843908537de7f280, on @user_script:3.",
     .ways = {"Call in chunks: for i = 1, #t, 1000 do redis.call('DEL', unpack(t, i, math.min(i + "
              "999, #t))) end"}},
    {.code = "stack-overflow",
     .title = "a function calls itself without end",
     .signs = {"stack overflow"},
     .means = "Calls are nested deeper than Lua's stack, mostly because a recursion never stops.",
     .when = "Inside a script.",
     .command = "luarig eval - <<'END'\n"
                "local function count(n) return 1 + count(n + 1) end\n"
                "return count(1)\n"
                "END",
     .output = "(error) ERR user_script:1: stack overflow script: "
               "9dce655c9e96ad7d09dbcfda6ac9ac9aa4bc1306, on @user_script:1.",
     .ways = {"Give the recursion an end, or make a loop of it.",
              "`return f(x)` alone takes no stack: write the call so that nothing follows it."}},
    {.code = "UNBLOCKED",
     .title = "a blocking command was ended from outside",
     .signs = {"client unblocked via CLIENT UNBLOCK", "force unblock from blocking operation",
               "the stream key no longer exists"},
     .means = "The client waited for data (BLPOP, XREAD BLOCK and their kind), and what it waited "
              "for can no longer come: CLIENT UNBLOCK with ERROR, the server became a replica, or "
              "the stream was deleted.",
     .when = "To the client that waits, at that moment.",
     .no_example = "It takes a client that waits, and a second one.",
     .ways = {"Try again: after a failover on the new primary.",
              "If the stream is gone, find out who deleted it: create it with XGROUP CREATE ... "
              "MKSTREAM."},
     .versions =
         "For a stream that was deleted redis-7.0 says it; since redis-7.2 that is NOGROUP."},
};

}  // namespace

std::span<const Explanation> ExplainRunningScripts() { return kRows; }

}  // namespace luarig

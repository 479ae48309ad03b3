// How a script is called, and what it may call.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "NOSCRIPT",
     .title = "the server does not know a script with this SHA",
     .signs = {"No matching script"},
     .means = "EVALSHA names a script by its SHA-1, and this server has none in its cache: it was "
              "never loaded here, or the cache was emptied by a restart or SCRIPT FLUSH.",
     .when = "By EVALSHA and EVALSHA_RO, after the checks that every command of a client passes "
             "(NOPERM, CROSSSLOT), before those for the start of a script (OOM, READONLY).",
     .command = "luarig exec EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0",
     .output = "(error) NOSCRIPT No matching script. Please use EVAL.",
     .ways = {"Send EVAL with the whole text: it is cached again. Most clients can do so by "
              "themselves.",
              "SCRIPT LOAD text, on each node: replicas and the nodes of a cluster have caches of "
              "their own.",
              "Not inside MULTI: there it is too late to send EVAL."},
     .versions = "valkey-8.0 leaves out `Please use EVAL.` On redis-7.4 and valkey-8.0 at most 500 "
                 "scripts that came by EVAL stay cached; those of SCRIPT LOAD always stay."},
    {.code = "unknown-command-in-script",
     .title = "the script calls a command that is not there",
     .signs = {"Unknown Redis command called from script", "Unknown command called from script"},
     .means = "redis.call was given a name that this server does not have, or a subcommand that "
              "does not exist.",
     .when = "Inside a script, after the types of the arguments, before their number.",
     .command = "luarig eval -e \"return redis.call('GETT', KEYS[1])\" k",
     .output = "(error) ERR Unknown Redis command called from script script: "
               "a2424fe5efac52a4e98c586a678d753fe9c8fda9, on @user_script:1.",
     .ways =
         {"Check the spelling: each word is an argument of its own, redis.call('CONFIG', 'GET', "
          "x).",
          "Check the version: `luarig exec COMMAND INFO name --target redis-7.0`."},
     .versions = "valkey-8.0 leaves out the word Redis."},
    {.code = "wrong-arity-in-script",
     .title = "the call has too few or too many arguments",
     .signs = {"Wrong number of args calling"},
     .means = "redis.call was given another number of arguments than the command takes.",
     .when = "Inside a script, before it is asked whether scripts may call the command at all.",
     .command = "luarig eval -e \"return redis.call('GET')\"",
     .output = "(error) ERR Wrong number of args calling Redis command from script script: "
               "72273adc3c5955bf8543f1ad6ce893355b89617d, on @user_script:1.",
     .ways =
         {"Count them: COMMAND INFO tells the number, the name included; -3 is 3 or more.",
          "unpack() of an empty table gives no argument at all: test for that before the call."},
     .versions = "valkey-8.0 leaves out the word Redis."},
    {.code = "call-without-arguments",
     .title = "redis.call without a command",
     .signs = {"Please specify at least one argument for this"},
     .means = "redis.call() or redis.pcall() was given nothing.",
     .when = "Inside a script, before anything else.",
     .command = "luarig eval -e \"return redis.call()\"",
     .output = "(error) ERR Please specify at least one argument for this redis lib call script: "
               "0a907e1429221a4d85516cab7fd219a82a9439d8, on @user_script:1.",
     .ways = {"redis.call('COMMAND', argument, ...): unpack() of an empty table gives nothing."},
     .versions = "valkey-8.0 says `for this call`."},
    {.code = "argument-types",
     .title = "an argument is neither text nor number",
     .signs = {"ommand arguments must be strings or integers"},
     .means = "An argument is nil, a boolean or a table. Mostly a missing KEYS or ARGV element, or "
              "the reply of a call: a missing key reads as false.",
     .when = "Inside a script, before the command is looked up.",
     .command = "luarig eval -e \"return redis.call('SET', KEYS[1], ARGV[1])\" k",
     .output = "(error) ERR Lua redis lib command arguments must be strings or integers script: "
               "d8f2fad9f8e86a53d2a6ebd960b33c4972cacc37, on @user_script:1.",
     .ways = {"Were KEYS and ARGV given? `luarig eval FILE key , arg` shows the line.",
              "Test a reply before passing it on: if not v then return end",
              "Tables: cjson.encode(t), or unpack(t) for one argument each. Booleans: v and '1' or "
              "'0'."},
     .versions = "valkey-8.0 says `Command arguments must be strings or integers`."},
    {.code = "not-allowed-in-script",
     .title = "scripts may not call this command",
     .signs = {"This Redis command is not allowed from script",
               "command is not allowed with BLOCK option from scripts"},
     .means = "The command changes the connection or the server, waits, or runs scripts itself: "
              "EVAL, MULTI, SUBSCRIBE, CONFIG, AUTH and their kind.",
     .when = "Inside a script, after the number of arguments, before every other check.",
     .command = "luarig eval -e \"return redis.call('MULTI')\"",
     .output = "(error) ERR This Redis command is not allowed from script script: "
               "ba922d924f6e7808414359ed93c37767dd0532ce, on @user_script:1.",
     .ways = {"Call it from the client instead, before or after the script.",
              "A script needs no MULTI: nothing else runs while it does.",
              "COMMAND INFO shows noscript among the flags of such commands."},
     .versions =
         "redis-7.0 refuses blocking commands (BLPOP, WAIT); later ones let them run and they "
         "never wait. XREAD BLOCK is refused on redis-7.0 and redis-7.2."},
    {.code = "read-only-script",
     .title = "a read-only script calls a command that writes",
     .signs = {"Write commands are not allowed from read-only scripts"},
     .means = "The script has no-writes among its flags, or was called with EVAL_RO or FCALL_RO, "
              "and one of its calls may write. PUBLISH, PFCOUNT, GETEX and SORT count as writes.",
     .when = "Inside a script, after the permissions, before READONLY and OOM.",
     .command = "luarig eval --ro -e \"return redis.call('SET', 'k', 'v')\"",
     .output = "(error) ERR Write commands are not allowed from read-only scripts. script: "
               "5c4d62f4e30c54fb15935b5892148e5ce7374077, on @user_script:1.",
     .ways = {"If it is meant to write: take no-writes out, and call it with EVAL or FCALL.",
              "If not: use the reading kin of the command, such as SORT_RO."}},
    {.code = "ro-command",
     .title = "EVAL_RO or FCALL_RO of a script that may write",
     .signs = {"Can not execute a script with write flag using"},
     .means = "The script has a shebang, or is a function, and does not declare no-writes. EVAL_RO "
              "and FCALL_RO take only those that do.",
     .when = "Before the script starts, after all other checks: OOM comes first.",
     .command = "luarig eval --ro - <<'END'\n"
                "#!lua\n"
                "return redis.call('GET', 'k')\n"
                "END",
     .output = "(error) ERR Can not execute a script with write flag using *_ro command.",
     .ways = {"If it only reads: `#!lua flags=no-writes`, or flags = {'no-writes'} in "
              "register_function.",
              "Otherwise call it with EVAL or FCALL."}},
    {.code = "strict-keys",
     .title = "the script uses a key that it was not called with",
     .signs = {"is not among the KEYS that the script was called with"},
     .means = "With --strict-keys a script may touch only its KEYS. No server says this; but a "
              "cluster, and the ACL of keys, look only at the KEYS before a script starts.",
     .when = "Inside a script, after all that a server would refuse.",
     .command = "luarig eval -e \"return redis.call('GET', 'b')\" a --strict-keys",
     .output = "(error) ERR the key \"b\" is not among the KEYS that the script was called with "
               "(strict keys) script: 91e239eba5997a629a47d47050861d62e8098473, on @user_script:1.",
     .ways = {"Pass the key in KEYS, and write KEYS[2] instead of the name.",
              "--key-audit lists all such keys and refuses none."}},
    {.code = "key-count",
     .title = "the number of keys does not fit",
     .signs = {"Number of keys can't be", "Bad number of keys provided"},
     .means = "EVAL and FCALL take, behind the script, how many of the words that follow are keys. "
              "That number is negative, no number, or more than there are words.",
     .when = "Before the script is compiled or looked up; FCALL looks up the function first.",
     .command = "luarig exec EVAL 'return 1' 2 a",
     .output = "(error) ERR Number of keys can't be greater than number of args",
     .ways = {"EVAL script 1 key arg: first how many, then the keys, then the arguments.",
              "No keys: write 0."}},
    {.code = "compile-error",
     .title = "the script is not valid Lua",
     .signs = {"Error compiling script (new function)", "Error compiling function"},
     .means = "Lua could not read the script. The message has the line, what was wrong, and near "
              "which word.",
     .when = "Before anything runs. A script that does not compile is not cached. SCRIPT LOAD and "
             "FUNCTION LOAD say it too.",
     .command = "luarig eval -e \"if ARGV[1] then return 1\"",
     .output = "(error) ERR Error compiling script (new function): user_script:1: 'end' expected "
               "near '<eof>'",
     .ways = {"near '<eof>': something is not closed, an `end`, a bracket or a quote.",
              "The line is where Lua noticed; the mistake may stand above.",
              "This is Lua 5.1: no goto, no integers of their own, no & and |, no //."}},
    {.code = "script-shebang",
     .title = "the first line of the script is not understood",
     .signs = {"Invalid script shebang", "Invalid engine in script shebang",
               "Unexpected engine in script shebang", "Unknown lua shebang option",
               "Unexpected flag in script shebang"},
     .means = "A script that starts with #! has a header: `#!lua flags=no-writes,allow-oom`. This "
              "one has another engine, an unknown option or flag, unbalanced quotes, or no line "
              "end.",
     .when = "By EVAL and SCRIPT LOAD, before the script is compiled.",
     .command = "luarig eval - <<'END'\n"
                "#!lua flags=no-write\n"
                "return 1\n"
                "END",
     .output = "(error) ERR Unexpected flag in script shebang: no-write",
     .ways = {"Flags: no-writes, allow-oom, allow-stale, no-cluster, allow-cross-slot-keys, with "
              "commas and no blanks.",
              "The engine is lua in small letters: not #!/usr/bin/lua.",
              "name= belongs to libraries: load those with FUNCTION LOAD."}},
    {.code = "script-debug",
     .title = "no debugging session can begin here",
     .signs = {"SCRIPT DEBUG sessions are not served here",
               "SCRIPT DEBUG must be called outside a pipeline",
               "Please use EVAL instead of EVALSHA for debugging"},
     .means =
         "A session of the server's debugger is an EVAL by itself, on a connection of its own: "
         "no EVALSHA, nothing in a pipeline or a transaction, and not where there is no "
         "connection, as in `luarig exec`.",
     .when = "By SCRIPT DEBUG, and by EVALSHA after it.",
     .command = "luarig exec SCRIPT DEBUG YES",
     .output = "(error) ERR SCRIPT DEBUG sessions are not served here; debug the script with its "
               "own tool",
     .ways = {"`redis-cli --ldb --eval FILE key , argument` does all that is needed, against "
              "`luarig serve` too.",
              "`luarig eval FILE --trace` shows each call and its reply.",
              "SCRIPT DEBUG NO takes the mode back."},
     .versions = "A server of any version answers OK, outside a pipeline."},
    {.code = "script-options",
     .title = "an option of SCRIPT or FUNCTION is not known",
     .signs = {"SCRIPT FLUSH only support", "FUNCTION FLUSH only supports",
               "Use SCRIPT DEBUG YES/SYNC/NO",
               "Unknown option given: ", "library name argument was not given", "Unknown argument ",
               "Wrong restore policy given",
               "unknown subcommand or wrong number of arguments for 'FLUSH'"},
     .means = "A word of the command is none of its options, or stands there twice.",
     .when = "By SCRIPT FLUSH, SCRIPT DEBUG, FUNCTION LOAD, FLUSH, LIST and RESTORE.",
     .command = "luarig exec SCRIPT FLUSH NOW",
     .output = "(error) ERR SCRIPT FLUSH only support SYNC|ASYNC option",
     .ways = {"SCRIPT HELP and FUNCTION HELP list the options.",
              "FUNCTION LOAD [REPLACE] code: the code is one argument. Put it in quotes, or use "
              "redis-cli -x."}},
};

}  // namespace

std::span<const Explanation> ExplainScriptCalls() { return kRows; }

}  // namespace luarig

// What Lua and its libraries raise in a script.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "global-variable",
     .title = "a name that is neither local nor known",
     .signs = {"Script attempted to access nonexistent global variable"},
     .means = "The script reads a variable that was never declared. Scripts have no globals of "
              "their own, and not all of Lua's: print and most of os are missing.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"return count + 1\"",
     .output = "(error) ERR user_script:1: Script attempted to access nonexistent global variable "
               "'count' script: 140afd2c001c76f7c6d89e42d4a39c58e62caea2, on @user_script:1.",
     .ways = {"Misspelt? Otherwise declare it: local count = 0.",
              "In a function KEYS and ARGV do not exist: they are its parameters, function(keys, "
              "args).",
              "While a library loads there is only redis: pairs, string and the rest come when a "
              "function is called.",
              "rawget(_G, 'name') asks without an error."},
     .versions = "os.clock exists on redis-7.4 and valkey-8.0, server on valkey-8.0."},
    {.code = "readonly-table",
     .title = "the script sets a global, or changes a library",
     .signs = {"Attempt to modify a readonly table"},
     .means = "A variable without local is a global, and a script may not set one. Neither may it "
              "change redis, string, math and their kind.",
     .when = "Inside a script, when the line runs. `function f()` sets a global as well.",
     .command = "luarig eval -e \"count = 1\"",
     .output = "(error) ERR user_script:1: Attempt to modify a readonly table script: "
               "eb3ca5f31317010c659e7ebf4ccb522d21efff10, on @user_script:1.",
     .ways = {"local count = 1; local function f() ... end.",
              "To keep something between calls, write it to a key."}},
    {.code = "arithmetic",
     .title = "calculating with something that is no number",
     .signs = {"attempt to perform arithmetic on"},
     .means = "One side is nil, false or text that is no number. A missing key reads as false, a "
              "missing ARGV as nil.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"return redis.call('GET', KEYS[1]) + 1\" k",
     .output = "(error) ERR user_script:1: attempt to perform arithmetic on a boolean value "
               "script: 4f12e198f88062932b521ab9e8cb3b73e8799292, on @user_script:1.",
     .ways = {"Give a default: (tonumber(redis.call('GET', k)) or 0) + 1."}},
    {.code = "compare-types",
     .title = "comparing a number with text",
     .signs = {"attempt to compare"},
     .means = "ARGV and most replies are text, and Lua does not compare text with numbers.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"return ARGV[1] > 5\" , 7",
     .output = "(error) ERR user_script:1: attempt to compare number with string script: "
               "d3b0dc66b25fbf4edb28148d8e5031e38145ec81, on @user_script:1.",
     .ways = {"tonumber(ARGV[1]) > 5."}},
    {.code = "concatenate",
     .title = "joining something that is neither text nor number",
     .signs = {"attempt to concatenate"},
     .means = "One side of .. is nil, a boolean or a table. A missing key reads as false.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"return 'v: ' .. redis.call('GET', KEYS[1])\" k",
     .output = "(error) ERR user_script:1: attempt to concatenate a boolean value script: "
               "f953a14449510034a2fac4fa0fe0f8f77cac7528, on @user_script:1.",
     .ways = {"(v or '') .. 'x', or tostring(v). Tables: cjson.encode(t)."}},
    {.code = "nil-value",
     .title = "using nil or false as a table or function",
     .signs = {"attempt to index", "attempt to call", "attempt to get length of", "(a nil value)"},
     .means = "What stands in front of the dot, the bracket or the parenthesis is not a table, or "
              "not a function: a missing ARGV, a misspelt name, or the reply of a missing key, "
              "which is false.",
     .when = "Inside a script, when the line runs. The message names the variable.",
     .command = "luarig eval - <<'END'\n"
                "local user = cjson.decode('{}')\n"
                "return user.address.city\n"
                "END",
     .output = "(error) ERR user_script:2: attempt to index field 'address' (a nil value) script: "
               "9fdfad3d04dc9e0022692c17a0d3db5066562567, on @user_script:2.",
     .ways = {"Test before: user.address and user.address.city.",
              "HGETALL gives a flat list, not a table by name: {name, value, name, value}.",
              "JSON's null is cjson.null, which is not nil."}},
    {.code = "json-decode",
     .title = "the text is not JSON",
     .signs = {"Expected * but found * at character", "Found too many nested data structures",
               "JSON parser does not support UTF-16"},
     .means = "cjson.decode met something else than it expected, at that character. Mostly the "
              "value is empty, cut, or false because the key is missing.",
     .when = "Inside a script.",
     .command = "luarig eval -e \"return cjson.decode(ARGV[1])\" , '{\"a\": 1'",
     .output = "(error) ERR user_script:1: Expected comma or object end but found T_END at "
               "character 8 script: 3684ed04c5bb8f36046ee1478f879f8d73dc1bd2, on @user_script:1.",
     .ways = {"Look at the value: GET key, or redis.log(redis.LOG_NOTICE, v).",
              "To go on without: local ok, t = pcall(cjson.decode, v)."}},
    {.code = "json-encode",
     .title = "this table cannot become JSON",
     .signs = {"Cannot serialise"},
     .means =
         "cjson.encode met a function, NaN or infinity, nesting too deep, or a list with large "
         "holes.",
     .when = "Inside a script.",
     .command = "luarig eval -e \"return cjson.encode({[1] = 'a', [1000] = 'b'})\"",
     .output = "(error) ERR user_script:1: Cannot serialise table: excessively sparse array "
               "script: 58e0d8135bf63ecba0610083143a8c639e478834, on @user_script:1.",
     .ways = {"Keys that are numbers make a list: use tostring(id) for an object.",
              "cjson.encode_sparse_array(true) makes an object of a list with holes."}},
    {.code = "redis-api",
     .title = "a function of redis.* was called in the wrong way",
     .signs = {"requires two arguments or more", "requires one argument",
               "First argument must be a number (log level)", "Invalid log level",
               "Invalid debug level", "RESP version must be 2 or 3", "Invalid replication flags",
               "Invalid command passed to", "wrong number or type of arguments"},
     .means = "The number or the type of its arguments is not what it takes.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"redis.log('started')\"",
     .output = "(error) ERR redis.log() requires two arguments or more. script: "
               "0fd792095f3b62d6bf18560ea346e3874fd05d54, on @user_script:1.",
     .ways = {"redis.log(redis.LOG_NOTICE, 'text')", "redis.setresp(3)",
              "redis.error_reply('CODE text') takes one string",
              "redis.register_function('name', callback), or one table"},
     .versions = "valkey-8.0 says server. where the others say redis.; redis.set_repl without an "
                 "argument and a wrong log level have other words in older versions."},
    {.code = "bad-argument",
     .title = "a Lua function was given something it cannot use",
     .signs = {"bad argument #"},
     .means = "string, table, math and their kind take values of certain types. The message tells "
              "which argument, of which function, and what it was: `no value` and `nil` are a "
              "missing one.",
     .when = "Inside a script, when the line runs.",
     .command = "luarig eval -e \"return string.rep(ARGV[1], 3)\"",
     .output = "(error) ERR user_script:1: bad argument #1 to 'rep' (string expected, got nil) "
               "script: 0c55580e5420d2d98f96284eba70e1d56fad3c9d, on @user_script:1.",
     .ways = {"Look at the named argument: is ARGV[n] there, does the key exist?",
              "Give a default: (ARGV[1] or 'x').",
              "For a method the count begins behind the colon: s:rep(3) has one argument."}},
    {.code = "unknown-error",
     .title = "the script raised a table without a text",
     .signs = {"ERR unknown error"},
     .means = "error() was given a table that has no field err, so there is nothing to say.",
     .when = "When the script ends.",
     .command = "luarig eval -e \"error({code = 5})\"",
     .output = "(error) ERR unknown error script: 33f6be47ac55efdaae2916fae10ff8d96e9bf72c, on "
               "@user_script:1.",
     .ways = {"error({err = 'MYCODE what happened'}), or error('what happened').",
              "return redis.error_reply('MYCODE what happened') answers an error without raising "
              "one."}},
    {.code = "registering-functions",
     .title = "the library failed while it loaded",
     .signs = {"Error registering functions", ".register_function"},
     .means =
         "The top level of the library raised an error; its text follows. Nothing was changed.",
     .when = "By FUNCTION LOAD, while the library runs.",
     .command = "luarig exec FUNCTION LOAD '#!lua name=l\n"
                "redis.register_function(\"f\")'",
     .output = "(error) ERR Error registering functions: ERR calling redis.register_function with "
               "a single argument is only applicable to Lua table (representing named arguments).",
     .ways = {"While a library loads there is only redis.register_function and redis.log: call "
              "commands inside the functions.",
              "redis.register_function('name', callback), or one table with function_name and "
              "callback."},
     .versions = "valkey-8.0 says server. where the others say redis."},
};

}  // namespace

std::span<const Explanation> ExplainLuaErrors() { return kRows; }

}  // namespace luarig

// Libraries of functions: loading, naming, moving them.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "no-such-function",
     .title = "no library has registered this function",
     .signs = {"Function not found"},
     .means = "FCALL names a function that this server does not have. The letters' case does not "
              "matter.",
     .when = "By FCALL and FCALL_RO, before the number of keys is looked at.",
     .command = "luarig fcall reserve stock:lamp",
     .output = "(error) ERR Function not found",
     .ways = {"FUNCTION LIST shows what is there.",
              "FUNCTION LOAD the library, on the primary; in a cluster on each primary. With "
              "luarig: --lib FILE.",
              "FCALL takes the name given to register_function, not the library's."}},
    {.code = "library-metadata",
     .title = "the first line of the library is not understood",
     .signs = {"Missing library metadata", "Invalid library metadata", "Library name was not given",
               "Invalid metadata value given", "Invalid metadata value, name argument"},
     .means = "A library starts with `#!lua name=mylib`. Here the line is missing, has no name, a "
              "name twice, or other words.",
     .when = "By FUNCTION LOAD, before anything is compiled.",
     .command = "luarig exec FUNCTION LOAD 'return 1'",
     .output = "(error) ERR Missing library metadata",
     .ways = {"Make `#!lua name=mylib` the very first line, without an empty line or blank in "
              "front.",
              "Flags belong to each function: flags = {'no-writes'} in register_function."}},
    {.code = "library-name",
     .title = "the name has characters that are not allowed",
     .signs = {"Library names can only contain letters"},
     .means = "Names have letters, digits and underscores, at least one. The text says Library for "
              "functions too.",
     .when = "By FUNCTION LOAD.",
     .command = "luarig exec FUNCTION LOAD '#!lua name=my-lib\n"
                "return 1'",
     .output = "(error) ERR Library names can only contain letters, numbers, or underscores(_) and"
               " must be at least one character long",
     .ways = {"my_lib instead of my-lib."}},
    {.code = "library-engine",
     .title = "no such script engine",
     .signs = {"Engine '*' not found"},
     .means = "The word behind #! is the language. There is lua, in any case of letters, and no "
              "other.",
     .when = "By FUNCTION LOAD, before anything is compiled.",
     .command = "luarig exec FUNCTION LOAD '#!python name=l\n"
                "return 1'",
     .output = "(error) ERR Engine 'python' not found",
     .ways = {"#!lua name=mylib"}},
    {.code = "library-exists",
     .title = "a library of this name is loaded already",
     .signs = {"Library * already exists"},
     .means = "FUNCTION LOAD does not replace unless told to. Nothing was changed.",
     .when = "By FUNCTION LOAD and FUNCTION RESTORE, before anything is compiled.",
     .command = "luarig exec FUNCTION LOAD '#!lua name=l\n"
                "return 1' --lib /dev/stdin <<'END'\n"
                "#!lua name=l\n"
                "redis.register_function('f', function() return 1 end)\n"
                "END",
     .output = "(error) ERR Library 'l' already exists",
     .ways = {"FUNCTION LOAD REPLACE code.", "FUNCTION RESTORE payload REPLACE, or FLUSH.",
              "FUNCTION LIST LIBRARYNAME name WITHCODE shows what is there."}},
    {.code = "function-exists",
     .title = "another library has a function of this name",
     .signs = {"Function * already exists", "Function already exists in the library"},
     .means =
         "Function names are the server's, not the library's, and the case of letters does not "
         "matter: f and F are one. Nothing was changed, with REPLACE neither.",
     .when = "By FUNCTION LOAD and FUNCTION RESTORE, when the library has run.",
     .command = "luarig exec FUNCTION LOAD '#!lua name=new\n"
                "redis.register_function(\"F\", function() return 2 end)' \\\n"
                "    --lib /dev/stdin <<'END'\n"
                "#!lua name=old\n"
                "redis.register_function('f', function() return 1 end)\n"
                "END",
     .output = "(error) ERR Function F already exists",
     .ways = {"Rename one: the library's name in front helps, cart_add.",
              "If the function has moved to another library: FUNCTION DELETE the old one first."}},
    {.code = "no-functions",
     .title = "the library registers nothing",
     .signs = {"No functions registered"},
     .means = "The library ran to its end and did not call redis.register_function.",
     .when = "By FUNCTION LOAD, when the library has run.",
     .command = "luarig exec FUNCTION LOAD '#!lua name=l\n"
                "local x = 1'",
     .output = "(error) ERR No functions registered",
     .ways = {"redis.register_function('name', callback) at the top level, not inside a function.",
              "A plain script is for EVAL, not for FUNCTION LOAD."}},
    {.code = "library-not-found",
     .title = "there is no library of this name",
     .signs = {"Library not found"},
     .means = "FUNCTION DELETE names a library that is not loaded. The case of letters matters.",
     .when = "By FUNCTION DELETE.",
     .command = "luarig exec FUNCTION DELETE mylib",
     .output = "(error) ERR Library not found",
     .ways = {"FUNCTION LIST shows the names."}},
    {.code = "load-timeout",
     .title = "the library takes too long to load",
     .signs = {"FUNCTION LOAD timeout"},
     .means = "The top level of a library may run for half a second. This one took longer. Nothing "
              "was changed.",
     .when = "By FUNCTION LOAD. luarig says it where it looks at the clock: with --trace, in repl "
             "and in serve. FUNCTION RESTORE has no such limit on a server.",
     .command = "luarig exec --trace FUNCTION LOAD '#!lua name=l\n"
                "while true do end'",
     .output = "(error) ERR Error registering functions: ERR FUNCTION LOAD timeout",
     .ways = {"At the top level only define and register; work belongs into the functions."}},
    {.code = "dump-payload",
     .title = "these bytes are not what DUMP gave",
     .signs = {"DUMP payload version or checksum are wrong", "given type is not a function",
               "Failed loading library payload", "Failed loading engine name",
               "Pre-GA function format not supported", "Bad data format"},
     .means = "RESTORE or FUNCTION RESTORE got bytes whose checksum is wrong, that are cut short, "
              "or that a newer server wrote.",
     .when = "By RESTORE and FUNCTION RESTORE, before anything changes.",
     .command = "luarig exec RESTORE k 0 not-a-dump",
     .output = "(error) ERR DUMP payload version or checksum are wrong",
     .ways = {"Pass the bytes unchanged: a client that decodes text breaks them.",
              "A dump can be read by the same version or a later one, not by an older.",
              "FUNCTION DUMP goes with FUNCTION RESTORE, DUMP with RESTORE."},
     .versions =
         "Which versions of a payload are taken: redis-7.0 up to 10, redis-7.2 and valkey-8.0 "
         "up to 11, redis-7.4 up to 12."},
};

}  // namespace

std::span<const Explanation> ExplainLibraries() { return kRows; }

}  // namespace luarig

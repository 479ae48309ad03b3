#include "engine/script/advice.h"

#include <string_view>

namespace luarig {
namespace {

struct Row {
  std::string_view sign;  // found anywhere in the message
  std::string_view advice;
};

// The first row whose sign is found is the answer, so the narrower ones stand first.
constexpr Row kRows[] = {
    {"WRONGTYPE",
     "The key holds a value of another type than the command works on. Look with TYPE, or give "
     "each "
     "kind of value its own key prefix."},
    {"nonexistent global variable",
     "Scripts have no globals of their own. Declare the name with `local`, or check its spelling; "
     "functions see their keys and arguments as parameters, not as KEYS and ARGV."},
    {"Attempt to modify a readonly table",
     "Globals and library tables cannot be changed. Put `local` in front of the name, or use a "
     "table "
     "of your own."},
    {"too many results to unpack",
     "unpack() pushes at most some 7,900 values. Call the command in chunks of 1,000 or so."},
    {"Lua redis lib command arguments must be strings or integers",
     "An argument of redis.call is nil, a boolean or a table. A missing key reads as false: test "
     "it "
     "before passing it on; encode tables with cjson."},
    {"Command arguments must be strings or integers",
     "An argument of server.call is nil, a boolean or a table. A missing key reads as false: test "
     "it "
     "before passing it on; encode tables with cjson."},
    {"command called from script",
     "Check the command's name, and that this target has it (--target)."},
    {"Wrong number of args calling", "Compare the call with the command's arguments."},
    {"is not allowed from script",
     "The server refuses this command inside scripts; call it from the client instead."},
    {"from read-only scripts",
     "The script runs read-only: take no-writes out of its flags, or call it with EVAL or FCALL."},
    {"attempt to compare",
     "ARGV and replies are strings: convert with tonumber() before comparing with numbers."},
    {"attempt to perform arithmetic on",
     "A missing key reads as false and a missing field as nil: give a default, such as "
     "`tonumber(x) or 0`."},
    {"(a nil value)",
     "The value is nil: a missing ARGV or KEYS element, a misspelt field, or a function that "
     "returned "
     "nothing."},
    {"attempt to index", "The value is not a table; redis.call answers false for a missing key."},
    {"attempt to concatenate",
     "A missing key reads as false: give a default before joining strings."},
    {"not an integer or out of range",
     "The stored value or the argument is no 64-bit integer; floats need INCRBYFLOAT, or "
     "math.floor()."},
    {"OOM command not allowed",
     "Memory is past maxmemory. Let the script run first that frees memory, or declare "
     "`flags=allow-oom` if it may grow the data all the same."},
    {"reply of more than",
     "What the script returns holds the same tables or strings many times over: there they are "
     "one, in the "
     "reply each is written out. Return them once."},
    {"not enough memory",
     "Lua has no room for what the script wants to hold (--lua-memory). Work on the data in "
     "pieces: HSCAN, LRANGE in chunks."},
    {"TIMELIMIT",
     "The line is where the script was when its time was over; what it had written stays. Look "
     "for "
     "a loop that does not end, or raise --time-limit."},
    {"pattern too complex",
     "The pattern has thousands of repetitions: match in several steps, or find plain text with "
     "string.find(s, text, 1, true)."},
    {"stack overflow", "The recursion does not end, or goes deeper than Lua's stack."},
};

}  // namespace

std::string Advice(const Diagnostic& diagnostic) {
  for (const Row& row : kRows) {
    if (diagnostic.message.find(row.sign) != std::string::npos) return std::string(row.advice);
  }
  return "";
}

}  // namespace luarig

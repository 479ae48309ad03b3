#include "tests/differential/grammar.h"

namespace luarig::test {
namespace {

using enum Compare;

// clang-format off
constexpr Rule kRules[] = {
    // weight, pattern, compare
    {30, "EVAL script 0"},
    {12, "EVAL script 1 key value"},
    {8, "EVAL script 2 key key value value"},
    {3, "EVAL_RO script 1 key"},
    {4, "EVALSHA digest 0"},
    {2, "EVALSHA_RO digest 1 key"},
    {2, "EVAL script int key+"},
    {3, "SCRIPT LOAD script"},
    {2, "SCRIPT EXISTS digest+"},
    {1, "SCRIPT FLUSH [ASYNC|SYNC|garbage]"},
    {1, "SCRIPT KILL"},
    {8, "FUNCTION LOAD REPLACE library"},
    {3, "FUNCTION LOAD library"},
    {1, "FUNCTION LOAD (garbage|REPLACE) (garbage|library)"},
    {8, "FCALL function 1 key value"},
    {6, "FCALL function 0 value+"},
    {4, "FCALL_RO function 1 key"},
    {1, "FCALL function int key+"},
    {2, "FUNCTION DELETE libraryname"},
    {3, "FUNCTION LIST {WITHCODE|LIBRARYNAME (libraryname|glob)}", kUnordered},
    {1, "FUNCTION DUMP", kShape},
    {2, "FUNCTION RESTORE librarydump [FLUSH|APPEND|REPLACE|garbage]"},
    {1, "FUNCTION STATS", kUnordered},
    {1, "FUNCTION FLUSH [ASYNC|SYNC|garbage]"},
    {1, "FUNCTION KILL"},
};
// clang-format on

}  // namespace

Grammar ScriptingGrammar() { return {"scripting", kRules}; }

}  // namespace luarig::test

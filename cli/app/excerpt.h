#ifndef LUARIG_CLI_APP_EXCERPT_H_
#define LUARIG_CLI_APP_EXCERPT_H_

#include <string>
#include <string_view>

#include "cli/app/subcommand.h"
#include "engine/base/diagnostic.h"

namespace luarig {

// Line `number` (from 1) of a text without its end; "" if there is none.
std::string_view LineOf(std::string_view text, int number);

// Fills in the column and length that the diagnostic leaves open: of the call of its command, of
// the name that its message quotes, or else of the whole line without its margins.
void FindColumn(Diagnostic& diagnostic, std::string_view line);

// The diagnostic with its line of `source`, as compilers draw it, final newline included:
//
//   error[WRONGTYPE]: Operation against a key holding the wrong kind of value
//    --> rate.lua:3:11
//     |
//   3 | local n = redis.call('INCR', KEYS[1])
//     |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^
std::string DrawDiagnostic(const Console& console, const Diagnostic& diagnostic,
                           std::string_view source);

// The same on one line, for tools that read lines:
//
//   rate.lua:3:11: error[WRONGTYPE]: Operation against a key ... (command: INCR k; 2 changes stay)
std::string DiagnosticLine(const Diagnostic& diagnostic);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_EXCERPT_H_

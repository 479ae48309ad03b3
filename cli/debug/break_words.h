#ifndef LUARIG_CLI_DEBUG_BREAK_WORDS_H_
#define LUARIG_CLI_DEBUG_BREAK_WORDS_H_

#include <string>
#include <string_view>

#include "engine/debug/breakpoints.h"
#include "engine/debug/code_files.h"

namespace luarig {

// A breakpoint as a person says it, before its place is looked up.
struct BreakWords {
  Breakpoint breakpoint;
  std::string line;  // of kLine: LINE or FILE:LINE
  std::string rest;  // what follows the place and is no clause; only for a log point
};

// Reads
//
//   LINE | FILE:LINE | [function] NAME | command NAME | key [read|write|use] PATTERN
//   | local NAME | error | raised | uncaught
//
// and the clauses behind it: [hits SPEC] and then [if CONDITION | log TEXT], of which each takes
// the rest of the line. With `is_log` the rest is the text, without the word log. Throws
// UsageError that says what is possible there.
BreakWords ReadBreakWords(std::string_view text, bool is_log);

// What a breakpoint waits for: "stock.lua:6", "function reserve", "key stock:* is written".
std::string WhereText(const CodeFiles& files, const Breakpoint& breakpoint);

// The same with its condition and all else, for a list.
std::string BreakpointText(const CodeFiles& files, const Breakpoint& breakpoint);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_BREAK_WORDS_H_

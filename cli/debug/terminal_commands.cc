#include "cli/debug/terminal_commands.h"

#include <algorithm>

#include "cli/debug/words.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kBreakMore =
    R"(  break 6                       the line 6 of the file that is looked at
  break stock.lua:6             of another one
  break reserve                 a function starts, as it is registered or as the text calls it
  break command HSET            a script is about to call it; CONFIG|GET; *write is a category
  break key stock:*             a command has written such a key; key read ..., key use ... (both)
  break local total             the local of this function has another value
  break error                   a command has answered with an error, inside pcall too
  break raised                  an error was raised, caught or not
  break uncaught                an error ends the script
Behind it comes hits SPEC (3: from the third on; >3, ==3, %3), and then if CONDITION (in Lua, with
the locals that are in sight there) or log TEXT ({expressions} in it are shown; it does not stop).
Without words it lists them. break -6 takes those of line 6 away, break 0 all.
)";

constexpr std::string_view kLogMore =
    R"(The place is one of break's; what follows it is shown instead of stopping.
  log 6 total is {total}, of {#ARGV}
  log key stock:* hits %100 at {KEYS[1]}
)";

constexpr std::string_view kWatchMore =
    R"(KEY may have the wildcards of KEYS, or be an expression: KEYS[1]. `watch local NAME` stops where the
local of this function has another value.
)";

constexpr std::string_view kPrintMore =
    R"(It only looks: writing commands and assignments are refused, eval is for these. Without words it
shows all locals.
)";

constexpr std::string_view kEditMore =
    R"(What it changes is part of the run from here on: it is made again when the run goes back and
returns here, and `restart --keep-edits` keeps it.
)";

constexpr std::string_view kRedisMore =
    R"(A write is part of the run from here on: it is made again when the run goes back and returns here,
and `restart --keep-edits` keeps it. At the end of the run it is for looking.
)";

constexpr std::string_view kWhoMore =
    R"(It goes back to the command, which has just run there. KEY may be an expression: KEYS[1].
)";

constexpr std::string_view kWhyMore =
    R"(It goes back to the line behind the one that gave it. `watch local NAME` is the same forwards.
)";

constexpr std::string_view kMomentMore =
    R"(`info moment` names the one at which the code stands: the lines that have run, and behind a point the
commands since.
)";

constexpr std::string_view kRestartMore =
    R"(What was changed by hand (eval, set, redis) is gone, unless --keep-edits is said: then it is changed
again where it was. Breakpoints stay. The text that runs is the one that was loaded.
)";

constexpr std::string_view kQuitMore =
    R"(The end of the input does the same. Status 2 if the run was not over, else that of luarig eval.
)";

// clang-format off
constexpr TerminalCommand kCommands[] = {
    // name        other names  words                        summary
    {"step",       "s",         "[N]",                       "go to the next line, into functions that are called", "", true, nullptr, DoStep},
    {"next",       "n",         "[N]",                       "go to the next line of this function", "", true, nullptr, DoNext},
    {"continue",   "c",         "",                          "go on to a breakpoint or the end; at the end, leave", "", false, nullptr, DoContinue},
    {"finish",     "out",       "",                          "go on until this function has returned", "", true, nullptr, DoFinish},
    {"until",      "u",         "LINE|FILE:LINE|FUNCTION",   "go on to a line", "", true, nullptr, DoUntil},
    {"back",       "rs rstep",  "[N]",                       "go back to the line before", "", false, nullptr, DoBack},
    {"rnext",      "rn",        "[N]",                       "go back to the line before of this function", "", false, nullptr, DoBackOver},
    {"rfinish",    "rout",      "",                          "go back to where this function was called", "", false, nullptr, DoBackOut},
    {"rcontinue",  "rc",        "",                          "go back to a breakpoint or the first line", "", false, nullptr, DoReverseContinue},
    {"who",        "",          "KEY",                       "go back to the command that wrote a key last", kWhoMore, false, nullptr, DoWho},
    {"why",        "",          "NAME",                      "go back to where a local got its value", kWhyMore, true, nullptr, DoWhy},
    {"goto",       "",          "MOMENT",                    "go to a moment, before or after this one", kMomentMore, false, nullptr, DoGoTo},
    {"restart",    "",          "[--keep-edits]",            "run anew from the start", kRestartMore, false, nullptr, DoRestart},
    {"abort",      "a",         "",                          "end the run with an error as its reply, and leave", "", true, nullptr, DoAbort},
    {"quit",       "q exit",    "",                          "leave, without running what is left", kQuitMore, false, nullptr, DoQuit},

    {"break",      "b",         "[WHERE [hits SPEC] [if CONDITION | log TEXT]]", "stop there", kBreakMore, false, DoBreak, nullptr},
    {"tbreak",     "tb",        "WHERE [hits SPEC] [if CONDITION]", "stop there once", "", false, DoBreakOnce, nullptr},
    {"log",        "",          "WHERE [hits SPEC] TEXT",    "show a text there, and go on", kLogMore, false, DoLog, nullptr},
    {"watch",      "",          "KEY | local NAME",          "stop when a key was written, or a local has changed", kWatchMore, false, DoWatch, nullptr},
    {"rwatch",     "",          "KEY",                       "stop when a key was read", "", false, DoWatchReads, nullptr},
    {"awatch",     "",          "KEY",                       "stop when a key was read or written", "", false, DoWatchUses, nullptr},
    {"delete",     "",          "[ID ...]",                  "take breakpoints away, or all", "", false, DoDelete, nullptr},
    {"enable",     "",          "[ID ...]",                  "let breakpoints stop again, or all", "", false, DoEnable, nullptr},
    {"disable",    "",          "[ID ...]",                  "keep breakpoints, but do not stop there", "", false, DoDisable, nullptr},
    {"ignore",     "",          "ID N",                      "do not stop the next N times", "", false, DoIgnore, nullptr},
    {"condition",  "",          "ID [CONDITION]",            "stop only if that is true; without one, always", "", false, DoCondition, nullptr},

    {"list",       "l",         "[LINE|FILE:LINE|FUNCTION [N]]", "show the source there, N lines to each side", "", false, DoList, nullptr},
    {"whole",      "w",         "",                          "show the whole file", "", false, DoWhole, nullptr},
    {"trace",      "t bt",      "",                          "show who called whom", "", true, DoTrace, nullptr},
    {"up",         "",          "[N]",                       "look at the function that called this one", "", true, DoUp, nullptr},
    {"down",       "",          "[N]",                       "look at the function that this one called", "", true, DoDown, nullptr},
    {"frame",      "f",         "[N]",                       "look at the function with this number in trace", "", true, DoFrame, nullptr},

    {"print",      "p",         "[EXPRESSION]",              "show a value", kPrintMore, true, DoPrint, nullptr},
    {"locals",     "",          "",                          "show all locals of this function, and those around it", "", true, DoLocals, nullptr},
    {"eval",       "e",         "CODE",                      "run Lua here", kEditMore, true, DoEval, nullptr},
    {"set",        "",          "NAME = EXPRESSION",         "give a variable a value", kEditMore, true, DoSet, nullptr},
    {"redis",      "r",         "COMMAND [arg ...]",         "run a command, as the script would", kRedisMore, false, DoRedis, nullptr},
    {"keys",       "k",         "[PATTERN]",                 "show the keys that were used so far, with their values", "", false, DoKeys, nullptr},
    {"diff",       "d",         "",                          "show how the keyspace differs from the start", "", false, DoDiff, nullptr},
    {"display",    "",          "[EXPRESSION]",              "show a value at each stop; without one, now", "", false, DoDisplay, nullptr},
    {"undisplay",  "",          "[ID ...]",                  "do not show it any more, or none", "", false, DoUndisplay, nullptr},
    {"maxlen",     "m",         "[BYTES]",                   "cut values that are longer; 0 cuts none", "", false, DoMaxLen, nullptr},
    {"info",       "i",         "[SUBJECT]",                 "tell what is known", "", false, DoInfo, nullptr},
    {"help",       "h ?",       "[COMMAND]",                 "this list, or more about one", "", false, DoHelp, nullptr},
};
// clang-format on

bool HasName(const TerminalCommand& command, std::string_view word) {
  if (command.name == word) return true;
  std::string_view rest = command.other_names;
  while (!rest.empty()) {
    if (TakeWord(rest) == word) return true;
  }
  return false;
}

[[noreturn]] void RefuseWord(std::string_view word) {
  std::vector<std::string> names;
  for (const TerminalCommand& command : kCommands) names.emplace_back(command.name);
  const std::string meant = DidYouMeanOneOf(word, names);
  throw UsageError(StrCat("no command ", Quote(word),
                          meant.empty() ? "; help lists them" : StrCat("; ", meant)));
}

}  // namespace

std::span<const TerminalCommand> TerminalCommands() { return kCommands; }

const TerminalCommand& FindTerminalCommand(std::string_view word) {
  std::vector<const TerminalCommand*> beginning;
  for (const TerminalCommand& command : kCommands) {
    if (HasName(command, word)) return command;
    if (command.name.starts_with(word)) beginning.push_back(&command);
  }
  if (beginning.empty()) RefuseWord(word);
  if (beginning.size() == 1) return *beginning.front();
  std::string names;
  for (const TerminalCommand* command : beginning)
    names += StrCat(names.empty() ? "" : ", ", command->name);
  throw UsageError(StrCat(Quote(word), " may be any of ", names));
}

}  // namespace luarig

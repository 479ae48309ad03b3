#ifndef LUARIG_CLI_EXPLAIN_ENTRIES_H_
#define LUARIG_CLI_EXPLAIN_ENTRIES_H_

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace luarig {

// What `luarig explain` knows of one error code, or of one refusal that has no code but ERR.
//
// The rows stand in the .cc files of this folder, one for each family, and are static. Prose is
// written over several lines; how these break means nothing. A test runs every example, and another
// compares the codes with those that the engine's sources answer.
struct Explanation {
  static constexpr size_t kMostWays = 4;
  static constexpr size_t kMostSigns = 10;

  std::string_view code;   // OOM; or a lower-case name of our own, for what comes with ERR
  std::string_view title;  // one line of at most 51 columns
  // Globs for what stands somewhere in the message, without its code. "" where there are no more.
  std::array<std::string_view, kMostSigns> signs;
  std::string_view means;
  std::string_view when;        // who says it, and at which place in the order of checks
  std::string_view command;     // for a shell: the example; "" if there is none
  std::string_view output;      // what the example prints on standard output, without the last \n
  std::string_view no_example;  // why there is none
  std::array<std::string_view, kMostWays> ways;  // what to do; "" where there are no more
  std::string_view versions;                     // how the targets differ; "" if they do not
};

// The families, in the order in which they are listed and searched: where signs of two would be
// found, the narrower stands first.
std::span<const Explanation> ExplainServerState();
std::span<const Explanation> ExplainUsers();
std::span<const Explanation> ExplainCluster();
std::span<const Explanation> ExplainRunningScripts();
std::span<const Explanation> ExplainScriptCalls();
std::span<const Explanation> ExplainLibraries();
std::span<const Explanation> ExplainLuaErrors();
std::span<const Explanation> ExplainCommands();

// All of them: those with a code of their own first, ERR among them, by name; then the others in
// the order of their families.
std::vector<const Explanation*> AllExplanations();

// The one of that code, the case of letters aside, or null.
const Explanation* FindExplanation(std::string_view code);

// The one that explains a whole message, as a server, redis-cli or a client's log shows it: by its
// code; by its text, if that is ERR or missing; ERR's own if nothing narrower fits. Null for what
// is no such message.
const Explanation* ExplanationOf(std::string_view message);

}  // namespace luarig

#endif  // LUARIG_CLI_EXPLAIN_ENTRIES_H_

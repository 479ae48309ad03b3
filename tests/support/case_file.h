#ifndef LUARIG_TESTS_SUPPORT_CASE_FILE_H_
#define LUARIG_TESTS_SUPPORT_CASE_FILE_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "tests/support/mask.h"
#include "tests/support/setting.h"

namespace luarig::test {

// A `.case` file: what a Redis user would type, and what redis-cli prints. The whole file is one
// story that starts on an empty keyspace.
//
//   @server 7.0.15
//   # HSET counts the fields it creates.
//   > HSET h a 1 b 2
//   (integer) 2
//
//   # A comment stands at the start of the file or after a blank line; elsewhere # begins a reply's
//   line. > EVAL <<END 1 h local key = KEYS[1] return redis.call('HLEN', key) END (integer) 2 >
//   HKEYS h @unordered 1) "a" 2) "b"
//
// Behind the version may stand the setting of the story, a word of kSettings: cluster, ...
//
// A word <<NAME (capitals) is replaced by the lines that follow, up to the line NAME. A reply ends
// at the next command or at a blank line. A line of a reply that is empty, or starts with "> " or a
// backslash, stands behind a backslash.
//
// Directives, never in quotes, end a command's line:
//   @unordered       collections may list their elements in any order, and texts their lines
//   @approx N        numbers may be N apart
//   @shape           kinds and sizes only
//   @match "GLOB"    the printed reply matches
//   @until "GLOB"    asked again until it matches, for a few seconds
//   @mask "REGEX"    what matches is printed as <*>
//   @resp3           asked in RESP3, with HELLO 2 after it
//   @direct          not through a script, where the answer is another
//   @since 7.2.0     skipped on older servers
//   @only engine REASON  not asked of the server
struct CaseStep {
  int line = 0;  // of the command, from 1
  std::vector<std::string> words;
  std::string expected;
  std::optional<double> approx;
  std::optional<std::string> match;
  std::optional<Mask> mask;
  std::string since;  // "" : every version
  bool unordered = false;
  bool shape = false;
  bool until = false;  // `match` may take a while
  bool resp3 = false;
  bool direct = false;
  bool engine_only = false;
  // The reply's lines in CaseFile::lines, [reply_begin, reply_end).
  size_t reply_begin = 0;
  size_t reply_end = 0;
};

struct CaseFile {
  std::string path;
  std::string server;  // whose replies these are; "" if nothing was recorded yet
  NamedSetting setting = kSettings[0];
  std::vector<std::string> lines;
  std::vector<CaseStep> steps;
};

// A failure names file and line.
Result<CaseFile> ParseCase(std::string path, std::string_view text);
Result<CaseFile> ReadCase(const std::string& path);

// Does what was printed satisfy the step?
bool Agrees(const CaseStep& step, const std::string& picture);

// The file's text with new replies (one entry a step, nothing keeps the old one), recorded from
// `server`. Comments, directives and layout stay.
std::string WithReplies(const CaseFile& file, std::span<const std::optional<std::string>> pictures,
                        std::string_view server);

// The steps as a new file's text, for a case that a program has found.
std::string WriteSteps(std::span<const CaseStep> steps);

// True if dotted version `a` is older than `b`.
bool IsOlder(std::string_view a, std::string_view b);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_CASE_FILE_H_

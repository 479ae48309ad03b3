#ifndef LUARIG_TESTS_PROPAGATION_STORY_H_
#define LUARIG_TESTS_PROPAGATION_STORY_H_

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace luarig::test {

// A file of tests/propagation: what is done, and what redis-server then propagated. record.py says
// how such a file looks, and writes it.
struct StoryStep {
  int line = 0;         // from 1
  std::string text;     // the line
  double pause = 0;     // seconds, of a line that waits
  std::string client;   // "1", "2", ...; "" of a line that waits
  std::string command;  // as it would be typed
  std::vector<std::string> expected;
};

struct Story {
  std::string target;  // of the version that the file was recorded from: "redis-7.0"
  std::vector<StoryStep> steps;
};

// A failure names file and line.
Result<Story> ReadStory(const std::string& path);

// What the steps of `story` are propagated as by an engine, a list for each.
std::vector<std::vector<std::string>> RunStory(const Story& story);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_PROPAGATION_STORY_H_

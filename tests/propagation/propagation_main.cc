// Holds what the engine propagates to what redis-server did: luarig_propagation FILE ...

#include <exception>
#include <iostream>

#include "engine/base/bytes.h"
#include "tests/propagation/story.h"

namespace luarig::test {
namespace {

struct Counts {
  int commands = 0;
  int differing = 0;
};

void Show(const char* title, const std::vector<std::string>& lines) {
  std::cout << "  " << title << (lines.empty() ? " nothing\n" : "\n");
  for (const std::string& line : lines) std::cout << "    " << line << '\n';
}

bool Check(const std::string& path, Counts& counts) {
  const Result<Story> story = ReadStory(path);
  if (!story.ok()) {
    std::cout << story.error() << '\n';
    return false;
  }
  const auto told = RunStory(story.value());
  for (size_t i = 0; i < told.size(); ++i) {
    const StoryStep& step = story.value().steps[i];
    ++counts.commands;
    if (told[i] == step.expected) continue;
    ++counts.differing;
    std::cout << StrCat(path, ":", step.line, ": ", step.text, '\n');
    Show("redis-server propagates", step.expected);
    Show("the engine propagates", told[i]);
  }
  return true;
}

int Main(int argc, char** argv) {
  Counts counts;
  bool readable = true;
  for (int i = 1; i < argc; ++i) readable = Check(argv[i], counts) && readable;
  std::cout << StrCat(counts.commands, " commands, ", counts.differing,
                      " propagated otherwise than by redis-server\n");
  return readable && counts.commands > 0 && counts.differing == 0 ? 0 : 1;
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  try {
    return luarig::test::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}

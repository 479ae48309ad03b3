#include "cli/debug/terminal_commands.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "cli/debug/words.h"

namespace luarig::test {
namespace {

// Every name of a command, and the command that it should find.
std::map<std::string, std::string> AllNames() {
  std::map<std::string, std::string> names;
  for (const TerminalCommand& command : TerminalCommands()) {
    CHECK_MESSAGE(names.emplace(command.name, command.name).second, command.name);
    std::string_view rest = command.other_names;
    while (!rest.empty()) {
      const std::string other = TakeWord(rest);
      CHECK_MESSAGE(names.emplace(other, command.name).second, other);
    }
  }
  return names;
}

std::string RefusalOf(std::string_view word) {
  try {
    FindTerminalCommand(word);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE(
    "each name of the debugger's terminal belongs to one command, which has one thing to do") {
  for (const auto& [name, command] : AllNames()) CHECK(FindTerminalCommand(name).name == command);
  for (const TerminalCommand& command : TerminalCommands()) {
    CAPTURE(command.name);
    CHECK((command.look == nullptr) != (command.move == nullptr));
    CHECK_FALSE(command.summary.ends_with('.'));  // help ends the sentence
    CHECK((command.more.empty() || command.more.ends_with('\n')));
  }
}

TEST_CASE("the letters of the server's debugger mean the same") {
  const std::map<std::string, std::string> letters = {
      {"s", "step"},   {"n", "next"},  {"c", "continue"}, {"l", "list"}, {"w", "whole"},
      {"p", "print"},  {"b", "break"}, {"t", "trace"},    {"e", "eval"}, {"r", "redis"},
      {"m", "maxlen"}, {"a", "abort"}, {"h", "help"},     {"q", "quit"}};
  for (const auto& [letter, command] : letters) CHECK(FindTerminalCommand(letter).name == command);
}

TEST_CASE("a beginning that only one command has is enough") {
  CHECK(FindTerminalCommand("cont").name == "continue");
  CHECK(FindTerminalCommand("tb").name == "tbreak");
  CHECK(RefusalOf("un") == "\"un\" may be any of until, undisplay");
  CHECK(RefusalOf("prnt") == "no command \"prnt\"; did you mean \"print\"?");
  CHECK(RefusalOf("xyzzyx") == "no command \"xyzzyx\"; help lists them");
}

TEST_CASE("each command of the debugger's terminal is typed in a transcript") {
  std::string transcripts;
  for (const auto& file :
       std::filesystem::directory_iterator(LUARIG_SOURCE_DIR "/tests/cli/debug")) {
    std::ifstream in(file.path());
    transcripts.append(std::istreambuf_iterator<char>(in), {});
  }
  const auto is_typed = [&](const std::string& name) {
    const std::string typed = "\n(luarig) " + name;
    return transcripts.find(typed + " ") != std::string::npos ||
           transcripts.find(typed + "\n") != std::string::npos;
  };
  for (const auto& name : AllNames()) CHECK_MESSAGE(is_typed(name.first), name.first);
}

TEST_CASE("docs/cli/debug.md has every command of the terminal and every subject of info") {
  std::ifstream in(LUARIG_SOURCE_DIR "/docs/cli/debug.md");
  const std::string page(std::istreambuf_iterator<char>(in), {});
  for (const TerminalCommand& command : TerminalCommands())
    CHECK_MESSAGE(page.find("| `" + std::string(command.name)) != std::string::npos, command.name);
  for (const InfoSubject& subject : InfoSubjects())
    CHECK_MESSAGE(page.find("`" + std::string(subject.name) + "`") != std::string::npos,
                  subject.name);
}

}  // namespace luarig::test

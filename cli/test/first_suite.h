#ifndef LUARIG_CLI_TEST_FIRST_SUITE_H_
#define LUARIG_CLI_TEST_FIRST_SUITE_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/test/signatures.h"
#include "engine/reply/reply.h"

namespace luarig {

// A function, or a plain script, and what came when it was run with placeholders.
struct FirstTest {
  std::string name;
  std::string description;  // "" if its author gave none
  bool read_only = false;
  Signature signature = {};
  Reply reply = {};
};

// What a first suite is made of; paths are seen from its folder.
struct FirstSuite {
  std::string name;     // of the keys too: "stock:1"
  std::string script;   // of a plain script: its path
  std::string library;  // or that of a library
  std::string fixture;
  std::vector<FirstTest> tests;
};

// The placeholders, as the server gets them.
std::vector<std::string> FirstKeys(const FirstSuite& suite, const FirstTest& test);
std::vector<std::string> FirstArguments(const FirstTest& test);

// The files: JSON with comments that tell a person what to change.
std::string FirstSuiteText(const FirstSuite& suite);
std::string FirstFixtureText(const FirstSuite& suite);
// `libraries` and `tests` (a folder, or "") are seen from the folder that the file is for.
std::string FirstProjectText(const std::vector<std::string>& libraries, std::string_view tests,
                             std::string_view target);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_FIRST_SUITE_H_

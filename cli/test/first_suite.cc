#include "cli/test/first_suite.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/fixture/json_source.h"
#include "engine/fixture/notation.h"
#include "engine/testing/reply_notation.h"

namespace luarig {
namespace {

constexpr size_t kStepIndent = 8;

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

// A placeholder as a suite writes it.
std::string_view Written(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kNumber:
      return "1";
    case ArgumentKind::kJson:
      return R"({"$json": {}})";
    case ArgumentKind::kText:
      break;
  }
  return R"("text")";
}

// The same as the server gets it.
std::string_view Sent(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kNumber:
      return "1";
    case ArgumentKind::kJson:
      return "{}";
    case ArgumentKind::kText:
      break;
  }
  return "text";
}

std::string Call(const FirstSuite& suite, const FirstTest& test, const JsonLayout& layout) {
  JsonItems words(layout);
  const auto add = [&](std::string_view json) {
    words.text() += json;
    words.End();
  };
  add(Json(suite.script.empty() ? test.name : suite.script));
  for (const std::string& key : FirstKeys(suite, test)) add(Json(key));
  if (!test.signature.arguments.empty()) add(R"(",")");
  for (const ArgumentKind kind : test.signature.arguments) add(Written(kind));
  std::string out;
  words.WriteTo(out, '[', ']');
  return out;
}

// What a suite expects of an error: its text without the place that the server adds; only the code
// if the text has a line in it, which the next edit moves.
std::string ErrorText(const Reply& reply) {
  const std::string text = reply.text.substr(0, reply.text.find(" script: "));
  const bool has_line = text.find("user_function:") != std::string::npos ||
                        text.find("user_script:") != std::string::npos;
  return has_line ? text.substr(0, text.find(' ')) : text;
}

std::string Step(const FirstSuite& suite, const FirstTest& test) {
  const JsonLayout layout{.spaced = true, .wrapped = true, .indent = kStepIndent};
  const std::string_view verb = suite.script.empty() ? "fcall" : "eval";
  JsonItems step(layout);
  step.Member(StrCat(verb, test.read_only ? "_ro" : "")) += Call(suite, test, layout.Deeper());
  step.End();
  if (test.reply.is_error()) {
    step.Member("error") += Json(ErrorText(test.reply));
  } else {
    step.Member("reply") += ReplyNotation(test.reply, layout.Deeper());
  }
  step.End();
  std::string out;
  step.WriteTo(out, '{', '}');
  return out;
}

std::string Test(const FirstSuite& suite, const FirstTest& test) {
  std::string out = StrCat("    {\n      \"name\": ", Json(test.name), ",\n");
  if (!test.description.empty()) out += StrCat("      \"note\": ", Json(test.description), ",\n");
  out += "      \"steps\": [\n";
  if (test.reply.is_error()) {
    out += "        // The placeholders are refused. With `error` a step expects that.\n";
  }
  return StrCat(out, "        ", Step(suite, test), "\n      ]\n    }");
}

}  // namespace

std::vector<std::string> FirstKeys(const FirstSuite& suite, const FirstTest& test) {
  std::vector<std::string> keys;
  for (size_t i = 1; i <= test.signature.keys; ++i) keys.push_back(StrCat(suite.name, ":", i));
  return keys;
}

std::vector<std::string> FirstArguments(const FirstTest& test) {
  std::vector<std::string> arguments;
  for (const ArgumentKind kind : test.signature.arguments) arguments.emplace_back(Sent(kind));
  return arguments;
}

std::string FirstSuiteText(const FirstSuite& suite) {
  const bool script = !suite.script.empty();
  std::string out = StrCat(
      "{\n"
      "  // What ",
      script ? suite.script : suite.library,
      " shall do. `luarig test` checks it; docs/tests.md of luarig tells\n"
      "  // all that may stand here. Paths are seen from the folder of this file.\n\n");
  if (!script) {
    out +=
        StrCat("  // Loaded once; every test finds it as if it had just been.\n  \"libraries\": [",
               Json(suite.library), "],\n");
  }
  out += StrCat(
      "  // The keys that each test starts from. What a test changes is taken back after it.\n"
      "  \"fixture\": ",
      Json(suite.fixture),
      ",\n\n"
      "  // A step is a call (",
      script ? "the script" : "the function",
      ", keys, a lone comma, arguments) and what is expected of it.\n"
      "  // Keys and arguments are placeholders: put in what your callers send. What is\n"
      "  // expected is what came when this file was written; `luarig test --update` writes it\n"
      "  // anew. A step may also say what it changes (`diff`), and a test which keys there are\n"
      "  // at its end (`keys`).\n"
      "  \"tests\": [\n");
  for (const FirstTest& test : suite.tests)
    out += StrCat(&test == suite.tests.data() ? "" : ",\n", Test(suite, test));
  return out + "\n  ]\n}\n";
}

std::string FirstFixtureText(const FirstSuite& suite) {
  const auto key = [&](int number, std::string_view value) {
    return StrCat("  //   ", Json(StrCat(suite.name, ":", number)), ": ", value, "\n");
  };
  return StrCat(
      "{\n"
      "  // The keys that tests start from: none so far. docs/fixtures.md of luarig tells how "
      "each\n"
      "  // kind is written, for example\n"
      "  //\n",
      key(1, R"("a string",)"),
      key(2, R"({"hash": {"field": "value", "visits": 3}, "ttl": "90s"},)"),
      key(3, R"({"list": ["first", "second"]},)"), key(4, R"({"set": ["member"]},)"),
      key(5, R"({"zset": {"member": 1.5}})"),
      "  \"keys\": {\n"
      "  }\n"
      "}\n");
}

std::string FirstProjectText(const std::vector<std::string>& libraries, std::string_view tests,
                             std::string_view target) {
  std::string out =
      "{\n"
      "  // Defaults for the flags of luarig in this folder and below it. A flag that is typed\n"
      "  // takes the place of what this file says; docs/project.md of luarig tells the rest.\n\n";
  if (!libraries.empty()) {
    std::string list;
    for (const std::string& library : libraries)
      list += StrCat(list.empty() ? "" : ", ", Json(library));
    out += StrCat("  // What `luarig fcall` loads.\n  \"fcall\": {\"lib\": [", list, "]},\n\n");
  }
  out +=
      "  \"test\": {\n"
      "    // The servers that tests run as: each test once on each of them.\n";
  out += StrCat("    \"target\": [", Json(target), "]");
  if (!tests.empty())
    out += StrCat(",\n    // Where suites are looked for.\n    \"paths\": [", Json(tests), "]");
  return out + "\n  }\n}\n";
}

}  // namespace luarig

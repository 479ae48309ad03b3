#include "cli/app/excerpt.h"

#include <sstream>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

// What FindColumn underlines.
std::string Underlined(Diagnostic diagnostic, std::string_view line) {
  FindColumn(diagnostic, line);
  REQUIRE(diagnostic.where.column > 0);
  return std::string(line.substr(static_cast<size_t>(diagnostic.where.column) - 1,
                                 static_cast<size_t>(diagnostic.where.length)));
}

std::string Draw(const Diagnostic& diagnostic, std::string_view source) {
  std::istringstream in;
  std::ostringstream out;
  const Console console{.in = in, .out = out, .err = out};
  return DrawDiagnostic(console, diagnostic, source);
}

}  // namespace

TEST_CASE("the call of the failing command is underlined") {
  const Diagnostic incr{.command = {"INCR", "k"}};
  CHECK(Underlined(incr, "local n = redis.call('INCR', KEYS[1])") == "redis.call('INCR', KEYS[1])");
  CHECK(Underlined(incr, "x(rcall('get', 'a'), rcall(\"incr\", f(')')))") ==
        "rcall(\"incr\", f(')'))");
  CHECK(Underlined(incr, "  redis.pcall(cmd, key) ") == "redis.pcall(cmd, key)");
  CHECK(Underlined(incr, "return send(") == "return send(");
}

TEST_CASE("the name that the message quotes is underlined, as a whole word") {
  CHECK(Underlined({.message = "Script attempted to access nonexistent global variable 'x'"},
                   "return max + x") == "x");
  CHECK(Underlined({.message = "unexpected symbol near '}'"}, "local t = }") == "}");
}

TEST_CASE("without a better place the line without its margins is underlined") {
  CHECK(Underlined({.message = "?"}, "\t return 1 ") == "return 1");
}

TEST_CASE("a compile error is taken apart") {
  const Diagnostic found = DiagnoseReply(
      "ERR Error compiling script (new function): user_script:3: '=' expected near 'the'");
  CHECK(found.where.file == "@user_script");
  CHECK(found.where.line == 3);
  CHECK(found.message == "ERR '=' expected near 'the'");
  CHECK(DiagnoseReply("ERR Error registering functions: @user_function: 12: boom").where.line ==
        12);
  CHECK(DiagnoseReply("ERR Function not found").where.line == 0);
}

TEST_CASE("a picture") {
  Diagnostic diagnostic{.code = "WRONGTYPE", .message = "WRONGTYPE Operation against a list"};
  diagnostic.where = {.file = "x.lua", .line = 2, .column = 8, .length = 4};
  diagnostic.command = {"GET", "a b"};
  diagnostic.writes = 2;
  diagnostic.help = "Look with TYPE.";
  CHECK(Draw(diagnostic, "-- é\n\treturn rcall()\n") ==
        "error[WRONGTYPE]: Operation against a list\n"
        " --> x.lua:2:8\n"
        "  |\n"
        "2 |  return rcall()\n"
        "  |        ^^^^\n"
        "  = command: GET \"a b\"\n"
        "  = 2 changes were made before the error and stay\n"
        "help: Look with TYPE.\n"
        "more: luarig explain WRONGTYPE\n");
}

TEST_CASE("lines are counted from one") {
  CHECK(LineOf("a\nb\n", 1) == "a");
  CHECK(LineOf("a\nb\n", 2) == "b");
  CHECK(LineOf("a\nb\n", 9).empty());
  CHECK(LineOf("a", 0).empty());
}

}  // namespace luarig::test

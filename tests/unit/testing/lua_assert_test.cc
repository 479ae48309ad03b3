#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {
namespace {

struct Row {
  const char* holds;  // an assertion that does
  const char* fails;  // one that does not
};

// Every assertion and modifier of luassert.
constexpr Row kRows[] = {
    {"assert.are.equal(1, 1)", "assert.are.equal(1, 2)"},
    {"assert.are.equals('a', 'a')", "assert.equals('a', 'b')"},
    {"assert.are_equal(1, 1)", "assert.are_equal(1, '1')"},
    {"assert.are.same({1, {2}}, {1, {2}})", "assert.are.same({1, {2}}, {1, {3}})"},
    {"assert.same('a', 'a')", "assert.same({}, 'a')"},
    {"assert.are_not.equal(1, 2)", "assert.are_not.equal(1, 1)"},
    {"assert.are_not.same({1}, {2})", "assert.are.not_same({1}, {1})"},
    {"assert.not_equal({}, {})", "assert.not_equal(1, 1)"},
    {"assert.is_not.equal(1, 2)", "assert.is.not_equal(1, 1)"},
    {"assert.Not.Equal(1, 2)", "assert.Not.Equal(1, 1)"},
    {"assert.is_true(true)", "assert.is_true(1)"},
    {"assert.is_false(false)", "assert.is_false(nil)"},
    {"assert.True(true)", "assert.True(false)"},
    {"assert.is_nil(nil)", "assert.is_nil(false)"},
    {"assert.is_not_nil(1)", "assert.is_not_nil(nil)"},
    {"assert.not_nil(1)", "assert.not_nil(nil)"},
    {"assert.is_truthy(0)", "assert.is_truthy(false)"},
    {"assert.is_falsy(nil)", "assert.is_falsy('')"},
    {"assert.truthy(1)", "assert.truthy(nil)"},
    {"assert.falsy(false)", "assert.falsy(1)"},
    {"assert.is_boolean(false)", "assert.is_boolean(nil)"},
    {"assert.is_number(1)", "assert.is_number('1')"},
    {"assert.is_string('1')", "assert.is_string(1)"},
    {"assert.is_table({})", "assert.is_table(1)"},
    {"assert.is_function(print)", "assert.is_function({})"},
    {"assert.is_userdata(cjson.null)", "assert.is_userdata({})"},
    {"assert.is_thread(coroutine.create(print))", "assert.is_thread(print)"},
    {"assert.is_not_string(1)", "assert.is_not_string('')"},
    {"assert.has_error(function() error('x') end)", "assert.has_error(function() end)"},
    {"assert.has_error(function() error('x') end, 'x')",
     "assert.has_error(function() error('x') end, 'y')"},
    {"assert.has_error(function() error({1}) end, {1})",
     "assert.has_error(function() error({1}) end, {2})"},
    {"assert.has.errors(function() error('x') end)", "assert.has.errors(function() end)"},
    {"assert.errors(function() error('x') end)", "assert.error(function() end)"},
    {"assert.has_no.errors(function() end)", "assert.has_no.errors(function() error('x') end)"},
    {"assert.has_no_error(function() end)", "assert.has_no_error(function() error('x') end)"},
    {"assert.no_error(function() end)", "assert.no.errors(function() error('x') end)"},
    {"assert.error_matches(function() error('abc') end, 'b.$')",
     "assert.error_matches(function() error('abc') end, '^b')"},
    {"assert.has.error_match(function() error('abc') end, 'b')",
     "assert.has.error_match(function() end, 'b')"},
    {"assert.matches_error(function() error('abc') end, 'b')",
     "assert.matches_error(function() error('abc') end, 'x')"},
    {"assert.match_error(function() error('a.c') end, 'a.c', 1, true)",
     "assert.match_error(function() error('abc') end, 'a.c', 1, true)"},
    {"assert.has_no.error_match(function() error('a') end, 'b')",
     "assert.has_no.error_match(function() error('a') end, 'a')"},
    {"assert.matches('%d+', 'a12')", "assert.matches('^%d+$', 'a12')"},
    {"assert.match('1', 123)", "assert.match('4', 123)"},
    {"assert.matches('a.c', 'a.c', 1, true)", "assert.matches('a.c', 'abc', 1, true)"},
    {"assert.does_not.match('x', 'abc')", "assert.does_not.match('b', 'abc')"},
    {"assert.is_near(1, 1.05, 0.1)", "assert.near(1, 1.2, 0.1)"},
    {"assert.is_not.near(1, 1.2, 0.1)", "assert.is_not.near(1, 1, 0.1)"},
    {"assert.unique({1, 2, 3})", "assert.unique({1, 2, 1})"},
    {"assert.is.unique({{}, {}})", "assert.is.unique({{}, {}}, true)"},
    {"assert.returned_arguments(2, 'a', nil)", "assert.returned_arguments(2, 'a')"},
    {"assert.array({1, 2}).has.no.holes()", "assert.array({1, nil, 3}).has.no.holes()"},
    {"assert.array({1, nil, 3}).has.holes()", "assert.array({1}).has_holes()"},
    {"assert.message('m').is_true(true)", "assert.message('m').is_true(false)"},
    {"assert(1, 'm')", "assert(nil, 'm')"},
    {"assert(not false)", "assert(false)"},
    {"assert.spy(spy.new()).was_not.called()", "assert.spy(spy.new()).was.called()"},
    {"assert.stub(spy.new()).was_not_called()", "assert.spy(spy.new()).was.called(1)"},
    {"assert.spy(spy.new()).was.called_at_least(0)",
     "assert.spy(spy.new()).was.called_at_least(1)"},
    {"assert.spy(spy.new()).was.called_at_most(0)",
     "local s = spy.new() s() assert.spy(s).called_at_most(0)"},
    {"local s = spy.new() s() assert.spy(s).was.called_more_than(0)",
     "assert.spy(spy.new()).was.called_more_than(0)"},
    {"assert.spy(spy.new()).was.called_less_than(1)",
     "assert.spy(spy.new()).was.called_less_than(0)"},
    {"local s = spy.new() s(1, nil) assert.spy(s).was.called_with(1, nil)",
     "local s = spy.new() s(1) assert.spy(s).was_called_with(1, nil)"},
    {"local s = spy.new(function() return 3 end) s() assert.spy(s).returned_with(3)",
     "local s = spy.new() s() assert.spy(s).returned_with(3)"},
};

}  // namespace

TEST_CASE("each of luassert's assertions holds and fails as there") {
  for (const Row& row : kRows) {
    const std::string holds = row.holds;
    CAPTURE(holds);
    CHECK(OutcomeOf(row.holds) == "passed");
    const std::string fails = row.fails;
    CAPTURE(fails);
    CHECK(OutcomeOf(row.fails).starts_with("shop_test.lua:2: assert: "));
  }
}

TEST_CASE("a failure shows what was expected and what there was") {
  CHECK(OutcomeOf("assert.are.equal(4, '4')") ==
        "shop_test.lua:2: assert: expected equal values: a number was expected, not a string\n"
        "expected 4\ngot \"4\"");
  CHECK(OutcomeOf("assert.are.equal({1}, {1})") ==
        "shop_test.lua:2: assert: expected equal values: two tables with the same content; see "
        "assert.are.same\nexpected { 1 }\ngot { 1 }");
  CHECK(OutcomeOf("assert.are.same({a = {b = {1, 2}}}, {a = {b = {1, 3}}})") ==
        "shop_test.lua:2: assert: expected the same values: they differ at .a.b[2]\n"
        "expected { a = { b = { 1, 2 } } }\ngot { a = { b = { 1, 3 } } }");
  CHECK(OutcomeOf("assert.are_not.equal(1, 1)") ==
        "shop_test.lua:2: assert: expected values that are not equal\nexpected anything but 1\ngot "
        "1");
  CHECK(OutcomeOf("assert.is_true(nil)") ==
        "shop_test.lua:2: assert: expected true\nexpected true\ngot nil");
  CHECK(OutcomeOf("assert.has_error(function() error('x') end, 'y')") ==
        "shop_test.lua:2: assert: expected another error\nexpected \"y\"\ngot \"x\"");
  CHECK(OutcomeOf("assert.has_no.errors(function() error('x') end)") ==
        "shop_test.lua:2: assert: expected no error\nexpected no error\ngot \"x\"");
  CHECK(OutcomeOf("assert(false, 'what')") == "shop_test.lua:2: assert: what");
  CHECK(OutcomeOf("assert(nil)") == "shop_test.lua:2: assert: assertion failed!");
}

TEST_CASE("values are shown as Lua writes them, sorted, and in lines if they are long") {
  CHECK(OutcomeOf("assert.same(1, {z = 1, a = 'x\\0\\255', [3] = null, ['a b'] = false})")
            .ends_with("\ngot { [3] = null, a = \"x\\x00\\xff\", [\"a b\"] = false, z = 1 }"));
  CHECK(OutcomeOf("local t = {('x'):rep(50), ('y'):rep(50)}\nassert.same(1, t)")
            .ends_with(StrCat("\ngot {\n  \"", std::string(50, 'x'), "\",\n  \"",
                              std::string(50, 'y'), "\"\n}")));
  CHECK(OutcomeOf("local t = {} t.t = t\nassert.same(1, t)").ends_with("\ngot { t = <itself> }"));
  CHECK(OutcomeOf("assert.same(1, 2^53 + 0.5 == 2^53 and 0.1)").ends_with("\ngot 0.1"));
  CHECK(OutcomeOf("local t = {} for i = 1, 1e5 do t[i] = i end\nassert.same(1, t)").size() <
        200'000);
}

TEST_CASE("a message comes in front of what an assertion says") {
  CHECK(OutcomeOf("assert.message('stock').is_true(false)")
            .starts_with("shop_test.lua:2: assert: stock: expected true\n"));
  CHECK(OutcomeOf("assert.is_true(false, 'stock')")
            .starts_with("shop_test.lua:2: assert: stock: expected true\n"));
  CHECK(OutcomeOf("assert.are.equal(1, 2, 'stock')")
            .starts_with("shop_test.lua:2: assert: stock: expected equal values\n"));
  CHECK(OutcomeOf("assert.has_error(function() end, 'x', 'stock')")
            .starts_with("shop_test.lua:2: assert: stock: expected an error\n"));
}

TEST_CASE("assertions give back what they got") {
  CHECK(OutcomeOf("assert.equal(3, (assert.is_number(3)))") == "passed");
  CHECK(OutcomeOf("assert.equal('b', select(2, assert('a', 'b')))") == "passed");
  CHECK(OutcomeOf("assert.equal('x', assert.has_error(function() error('x') end))") == "passed");
}

TEST_CASE("a name that no assertion has is told, with what was probably meant") {
  CHECK(OutcomeOf("assert.are.eqal(1, 1)") ==
        "shop_test.lua:2: error: there is no assertion or "
        "modifier \"eqal\"; did you mean \"equal\"?");
  CHECK(OutcomeOf("assert.contains({1}, 1)") ==
        "shop_test.lua:2: error: there is no assertion or modifier \"contains\"");
  CHECK(OutcomeOf("assert.are.equal(1)") ==
        "shop_test.lua:2: error: equal takes 2 arguments, and got 1");
  CHECK(OutcomeOf("assert.has_error(1)") ==
        "shop_test.lua:2: error: has_error takes a function, and got 1");
}

TEST_CASE("tests can have assertions of their own") {
  const std::string_view own = R"(
    local say = require 'say'
    local function has_property(state, arguments)
      for key in pairs(arguments[1]) do if key == arguments[2] then return true end end
      return false
    end
    say:set('assertion.has_property.positive', 'Expected in %s: %s')
    say:set('en', 'assertion.has_property.negative', 'Did not expect in %s: %s')
    assert:register('assertion', 'has_property', has_property,
      'assertion.has_property.positive', 'assertion.has_property.negative')
    it('a', function() assert.has_property({a = 1}, 'a') end)
    it('b', function() assert.has_property({a = 1}, 'b') end)
    it('c', function() assert.has_no_property({a = 1}, 'a') end)
    it('d', function() assert.does_not.has_property({a = 1}, 'a') end)
    assert:register('assertion', 'odd', function(state, arguments)
      return arguments[1] % 2 == 1 end, 'Expected an odd number, not %s')
    it('e', function() assert.is.odd(2) end))";
  LuaRig rig(own);
  CHECK(rig.Outcome(0) == "passed");
  CHECK(rig.Outcome(1) == "shop_test.lua:12: assert: Expected in { a = 1 }: \"b\"");
  CHECK(rig.Outcome(3) == "shop_test.lua:14: assert: Did not expect in { a = 1 }: \"a\"");
  CHECK(rig.Outcome(4) == "shop_test.lua:17: assert: Expected an odd number, not 2");
}

TEST_CASE("texts of assertions can be replaced") {
  CHECK(OutcomeOf("require('say'):set('assertion.equal.positive', 'Got %s, wanted %s')\n"
                  "assert.equal(1, 2)") ==
        "shop_test.lua:3: assert: Got 2, wanted 1\nexpected 1\ngot 2");
}

TEST_CASE("matchers may stand for parts of what is expected") {
  CHECK(OutcomeOf("assert.same({id = match.is_string(), n = match._}, {id = 'x', n = 3})") ==
        "passed");
  CHECK(OutcomeOf("assert.same({id = match.is_string()}, {id = 3})") ==
        "shop_test.lua:2: assert: expected the same values: they differ at .id\n"
        "expected { id = match.is.string() }\ngot { id = 3 }");
}

TEST_CASE("matchers accept what their assertions accept") {
  const char* rows[][3] = {
      {"match.is_string()", "'a'", "1"},
      {"match.is_number()", "1", "'a'"},
      {"match.is_table()", "{}", "1"},
      {"match.is_nil()", "nil", "1"},
      {"match.is_not_nil()", "1", "nil"},
      {"match.is_true()", "true", "1"},
      {"match.is_false()", "false", "nil"},
      {"match.is_truthy()", "1", "false"},
      {"match.is_falsy()", "false", "1"},
      {"match.is_boolean()", "true", "1"},
      {"match.is_function()", "print", "1"},
      {"match.is_equal(1)", "1", "2"},
      {"match.is_same({1})", "{1}", "{2}"},
      {"match.is_near(1, 0.1)", "1.05", "2"},
      {"match.matches('^a')", "'ab'", "'b'"},
      {"match.is_not_same({1})", "{2}", "{1}"},
      {"match.is_unique()", "{1, 2}", "{1, 1}"},
      {"match.is_any_of(1, match.is_string())", "'a'", "2"},
      {"match.is_all_of(match.is_string(), match.matches('a'))", "'a'", "'b'"},
      {"match.is_none_of(1, 2)", "3", "2"},
  };
  for (const auto& row : rows) {
    const std::string matcher = row[0];
    const std::string accepted = row[1];
    const std::string refused = row[2];
    CAPTURE(matcher);
    CHECK(OutcomeOf(StrCat("local s = spy.new() s(", accepted, ")\nassert.spy(s).was.called_with(",
                           matcher, ")")) == "passed");
    CHECK(OutcomeOf(StrCat("local s = spy.new() s(", refused, ")\nassert.spy(s).was.called_with(",
                           matcher, ")")) != "passed");
  }
}

}  // namespace luarig::test

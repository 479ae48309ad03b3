#include "cli/test/engine_too.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// What a test failed with, in a line.
std::string ShownFailure(const TestResult& test) {
  if (test.failures.empty()) return "";
  const TestFailure& failure = test.failures.front();
  std::string out = failure.what;
  if (!failure.expected.empty()) out += StrCat(", expected ", failure.expected);
  if (!failure.got.empty()) out += StrCat(", got ", failure.got);
  if (failure.expected.empty() && failure.got.empty()) out += StrCat(", ", failure.message);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

// "" if both came to the same.
std::string Difference(const TestResult& server, const TestResult& engine) {
  const bool compares =
      server.status != TestStatus::kSkipped && engine.status != TestStatus::kSkipped;
  if (!compares) return "";
  if (server.failed() && !engine.failed()) return "passes";
  const std::string shown = ShownFailure(engine);
  if (engine.failed() && (!server.failed() || shown != ShownFailure(server)))
    return StrCat(server.failed() ? "fails otherwise: " : "fails: ", shown);
  return "";
}

}  // namespace

void CompareWithEngine(Suite& suite, std::span<const size_t> tests, RunnerOptions options,
                       std::vector<TestResult>& on_server) {
  options.make_scene = {};
  options.on_result = {};
  options.edits = nullptr;
  options.scale = {};
  std::vector<TestResult> in_engine;
  RunSuite(suite, tests, options, in_engine);
  std::map<std::tuple<std::string, std::string, std::string>, const TestResult*> found;
  for (const TestResult& test : in_engine)
    found.emplace(std::tuple(test.name, test.target, test.under), &test);
  for (TestResult& test : on_server) {
    const auto same = found.find(std::tuple(test.name, test.target, test.under));
    if (same != found.end()) test.in_engine = Difference(test, *same->second);
  }
}

}  // namespace luarig

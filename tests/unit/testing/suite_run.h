#ifndef LUARIG_TESTS_UNIT_TESTING_SUITE_RUN_H_
#define LUARIG_TESTS_UNIT_TESTING_SUITE_RUN_H_

#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/testing/runner.h"

namespace luarig::test {

// The files of a suite, on the page.
class PageFiles final : public SuiteFiles {
 public:
  explicit PageFiles(const std::map<std::string, std::string>& texts) {
    for (const auto& [path, text] : texts)
      files_.emplace(path, std::make_shared<const TestFile>(TestFile{path, text}));
  }

  Result<std::shared_ptr<const TestFile>> Read(const std::string&,
                                               const std::string& path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return Failure{StrCat("cannot read ", path)};
    return found->second;
  }
  Result<std::shared_ptr<const TestFile>> ReadLua(const std::string& suite,
                                                  const std::string& path) override {
    return Read(suite, path);
  }

 private:
  std::map<std::string, std::shared_ptr<const TestFile>> files_;
};

using SuiteReader = ReadSuite (*)(std::string_view, const std::string&, SuiteFiles&,
                                  const SuiteDefaults&);

// A suite that has run: what a test looks at.
struct SuiteRun {
  std::vector<Diagnostic> problems;
  std::vector<TestResult> tests;
  std::string updated;  // the text with what came in the place of what was expected

  const TestResult& only() const {
    REQUIRE(tests.size() == 1);
    return tests[0];
  }
  // "" if all passed; else the first failure: "reply at 3:17: expected 1, got 2 (message)".
  std::string failure() const {
    for (const TestResult& test : tests) {
      if (test.failures.empty()) continue;
      const TestFailure& first = test.failures.front();
      std::string out = StrCat(first.what, " at ", first.where.line, ":", first.where.column);
      if (!first.expected.empty()) out += StrCat(": expected ", first.expected);
      if (!first.got.empty()) out += StrCat(", got ", first.got);
      if (!first.message.empty()) out += StrCat(" (", first.message, ")");
      return out;
    }
    return "";
  }
  // The first problem: "1:16: message; help".
  std::string problem() const {
    if (problems.empty()) return "";
    const Diagnostic& first = problems.front();
    std::string out = StrCat(first.where.line, ":", first.where.column, ": ", first.message);
    return first.help.empty() ? out : StrCat(out, "; ", first.help);
  }
};

struct RunWith {
  std::map<std::string, std::string> files = {};
  SuiteDefaults defaults = {};
  bool update = false;
  std::optional<uint64_t> shuffle = std::nullopt;
};

inline SuiteRun RunText(SuiteReader reader, std::string_view text, const std::string& path,
                        const RunWith& with = {}) {
  PageFiles files(with.files);
  ReadSuite read = reader(text, path, files, with.defaults);
  SuiteRun run;
  run.problems = std::move(read.problems);
  if (read.suite == nullptr) return run;
  std::vector<size_t> all(read.suite->tests().size());
  std::iota(all.begin(), all.end(), 0);
  std::vector<SnapshotEdit> edits;
  RunnerOptions options;
  options.shuffle = with.shuffle;
  if (with.update) options.edits = &edits;
  RunSuite(*read.suite, all, options, run.tests);
  SnapshotEdit conflict;
  run.updated = WithEdits(text, edits, conflict).value_or("(conflict)");
  return run;
}

inline SuiteRun RunJson(std::string_view text, const RunWith& with = {}) {
  return RunText(ReadJsonSuite, text, "a.test.json", with);
}

inline SuiteRun RunSession(std::string_view text, const RunWith& with = {}) {
  return RunText(ReadSessionSuite, text, "a.session", with);
}

// A JSON suite of one test with these steps.
inline SuiteRun RunSteps(std::string_view steps, const RunWith& with = {}) {
  return RunJson(StrCat(R"({"tests": [{"name": "t", "steps": [)", steps, "]}]}"), with);
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_TESTING_SUITE_RUN_H_

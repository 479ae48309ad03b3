#ifndef LUARIG_ENGINE_TESTING_RESULTS_H_
#define LUARIG_ENGINE_TESTING_RESULTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"

// What came of running suites: plain data, which printers and reports read.

namespace luarig {

// One expectation that did not hold, or a step that could not be made.
struct TestFailure {
  std::string what;   // "reply", "error", "keys", "diff", "calls", "log", "budget", "assert", ...
  SourcePlace where;  // of the expectation in the test file
  std::string step;   // what was run, as one would type it: "FCALL reserve 3 stock:lamp ..."
  std::string expected;  // for a person, may have several lines; "" where only `message` says it
  std::string got;
  std::string message;              // one line that says what is wrong
  std::string error_code;           // of the error reply that came, if one did: "OOM"
  std::optional<Diagnostic> error;  // of the script, in the user's own files, if it failed
};

// What a test took at one size of its data.
struct ScaleRow {
  uint64_t size = 0;
  uint64_t instructions = 0;
  uint64_t commands = 0;  // that scripts called
  std::string broke;      // the error that it ended with; "" if it did not
};

// A test at several sizes.
struct ScaleTable {
  std::string of;              // what was made larger: "queue", "${n}"
  std::vector<ScaleRow> rows;  // sizes ascend; only the last may have broken
  std::string instructions;    // how they grow: "linear", "cannot be told"
  std::string commands;
  // The largest size that works and the smallest that does not, where one broke.
  uint64_t works_up_to = 0;
  uint64_t breaks_at = 0;
  std::vector<std::string> notes;  // what else is to say; all there is where there are no rows
};

// The table as lines for a person.
std::vector<std::string> LinesOf(const ScaleTable& table);

enum class TestStatus : uint8_t { kPassed, kFailed, kSkipped };

// One test, in one cell of the matrix of targets and conditions.
struct TestResult {
  std::string name;    // with the names of its groups and its case: "reserve > refuses > none left"
  std::string target;  // "redis-7.4"
  std::string under;   // "replica", "cluster+oom"; "" where the suite names none
  SourcePlace where;   // of the test
  TestStatus status = TestStatus::kPassed;
  std::string skipped_because;  // kSkipped: why
  std::vector<TestFailure> failures;
  std::vector<std::string> output;  // log lines and the like, for those that want to read them
  std::vector<ScaleTable> scales;   // `output` has their lines too
  // Of a run on a server: what the embedded engine comes to, "passes", "fails: ..."; "" if the
  // same.
  std::string in_engine;
  int64_t micros = 0;  // CPU time is the caller's business; this is the stopwatch's
  uint64_t steps = 0;

  bool failed() const { return status == TestStatus::kFailed; }
};

// A file of tests.
struct SuiteResult {
  std::string path;
  std::vector<Diagnostic> problems;  // why it, or a part of it, could not be read or loaded
  std::vector<std::string> sources;  // texts that the places of `problems` lie in, if any
  std::vector<TestResult> tests;
  int64_t micros = 0;
};

struct TestCounts {
  size_t passed = 0;
  size_t failed = 0;
  size_t skipped = 0;
  size_t problems = 0;  // of files

  size_t all() const { return passed + failed + skipped; }
};

// A whole run.
struct TestRun {
  std::vector<SuiteResult> suites;       // in the order in which they were found
  std::optional<uint64_t> shuffle_seed;  // of --shuffle
  int64_t started = 0;                   // microseconds since 1970; 0: not to be told
  int64_t micros = 0;

  TestCounts Count() const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_RESULTS_H_

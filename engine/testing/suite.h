#ifndef LUARIG_ENGINE_TESTING_SUITE_H_
#define LUARIG_ENGINE_TESTING_SUITE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/base/result.h"
#include "engine/testing/results.h"
#include "engine/testing/scale.h"
#include "engine/testing/scene.h"
#include "engine/testing/setting.h"

namespace luarig {

// A test as its file has it, tables of cases taken apart: what --list shows.
struct TestCase {
  std::string name;  // with its groups: "reserve > refuses"; unique in its file
  SourcePlace where;
  std::string skip;  // why it is not run; "" if it is
  Setting setting;
  bool scaled = false;  // its file has it run at several sizes (in Lua: it may)
};

// Hands out the files that a suite names: paths as the suite wrote them, relative to its own file.
// Lua comes with its includes resolved.
class SuiteFiles {
 public:
  virtual ~SuiteFiles() = default;
  virtual Result<std::shared_ptr<const TestFile>> Read(const std::string& suite_path,
                                                       const std::string& path) = 0;
  virtual Result<std::shared_ptr<const TestFile>> ReadLua(const std::string& suite_path,
                                                          const std::string& path) = 0;
};

// Replaces bytes [begin, end) of a test file: what --update writes.
struct SnapshotEdit {
  size_t begin = 0;
  size_t end = 0;
  std::string text;
};

// A file of tests, read. Reading opens nothing but what `SuiteFiles` hands out and runs no test.
class Suite {
 public:
  virtual ~Suite() = default;

  const std::vector<TestCase>& tests() const { return tests_; }

  // Runs one of them in a scene of its setting, which has begun. Fills status, failures, output and
  // steps of `result`. With `edits`, expected replies and differences are not compared but noted
  // there. REQUIRES: not from two threads at once.
  virtual void Run(size_t test, Scene& scene, TestResult& result,
                   std::vector<SnapshotEdit>* edits) = 0;

  // At which sizes the file wants it to run as well; null: at none, or the test does so by itself.
  virtual const ScaleSpec* ScaleOf(size_t /*test*/) const { return nullptr; }

  // Runs one that has begun, and passed before, with data of this size. What it expects does not
  // count, only that nothing fails. Says what the step took that is measured.
  virtual SizeRun RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) = 0;

 protected:
  std::vector<TestCase> tests_;
};

// What reading a test file comes to: problems mean that it, or the tests in question, are left out.
struct ReadSuite {
  std::unique_ptr<Suite> suite;  // null if nothing could be read
  std::vector<Diagnostic> problems;
};

// What tests start from unless their file says otherwise: the flags of the command line.
struct SuiteDefaults {
  Setting setting;
  std::vector<const Target*>
      targets;                     // those of --target; empty: what the suite says, or setting's
  std::vector<std::string> under;  // those of --under; likewise
  ScaleFlags scale;
};

// The readers. `text` is copied. A name ending in .json, .lua, or anything else (a session, or a
// page with fenced sessions in it) chooses.
ReadSuite ReadJsonSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                        const SuiteDefaults& defaults);
ReadSuite ReadLuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                       const SuiteDefaults& defaults);
ReadSuite ReadSessionSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                           const SuiteDefaults& defaults);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SUITE_H_

#include "cli/test/session.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <set>
#include <thread>
#include <utility>

#include "cli/app/files.h"
#include "cli/app/progress.h"
#include "cli/remote/remote_scene.h"
#include "cli/remote/server.h"
#include "cli/test/engine_too.h"
#include "cli/test/print.h"
#include "cli/test/reports.h"
#include "cli/test/stopwatch.h"
#include "cli/test/suite_files.h"
#include "engine/base/bytes.h"
#include "engine/testing/lua_suite.h"
#include "engine/testing/runner.h"
#include "engine/trace/coverage_table.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFailedFile = "luarig-report/failed.txt";
constexpr int64_t kDefaultTimeLimitMillis = 10'000;

// Ends Lua code of suites that runs too long: each file's while it is read, and each test's.
class Deadline {
 public:
  explicit Deadline(int64_t micros) : micros_(micros) {}
  void Start() { began_ = stopwatch_.ElapsedMicros(); }
  bool over() { return stopwatch_.ElapsedMicros() - began_ > micros_; }

 private:
  SteadyStopwatch stopwatch_;
  int64_t micros_;
  int64_t began_ = 0;
};

ReadSuite ReadAny(const std::string& text, const std::string& path, SuiteFiles& files,
                  const SuiteDefaults& defaults, Deadline& deadline) {
  deadline.Start();
  if (path.ends_with(".json")) return ReadJsonSuite(text, path, files, defaults);
  if (path.ends_with(".lua")) {
    return ReadLuaSuite(text, path, files, defaults,
                        {.should_stop = [&deadline] { return deadline.over(); }});
  }
  return ReadSessionSuite(text, path, files, defaults);
}

// Who asks for conditions asks for the table.
MatrixMode MatrixModeOf(const TestOptions& options) {
  if (options.engine.ReadOneLine()) return MatrixMode::kHidden;
  if (options.verbose) return MatrixMode::kWhole;
  return options.under.empty() ? MatrixMode::kIfDifferent : MatrixMode::kAlways;
}

// One run of all suites.
class TestSession {
 public:
  TestSession(const TestOptions& options, Console& console)
      : options_(options),
        console_(console),
        defaults_(options.ReadDefaults()),
        print_{.verbose = options.verbose,
               .scales = !options.scale.empty(),
               .one_line = options.engine.ReadOneLine(),
               .matrix = MatrixModeOf(options),
               .slowest = options.ReadSlowest()} {
    run_.shuffle_seed = options.ReadShuffle();
    time_limit_micros_ = options.engine.ReadTimeLimit().value_or(kDefaultTimeLimitMillis) * 1000;
    lua_memory_ = options.engine.ReadLuaMemory().value_or(0);
    coverage_min_ = options.ReadCoverageMin();
    counts_coverage_ = options.coverage || coverage_min_.has_value();
    for (const std::string& flag : options.reports) {
      reports_.push_back(ReadReportFlag(flag));
      counts_coverage_ = counts_coverage_ || NeedsCoverage(reports_.back());
    }
    if (!options.on.empty()) OpenServer();
    AddFiles(options.engine.libraries, defaults_.setting.libraries);
    AddFiles(options.engine.fixtures, defaults_.setting.fixtures);
    if (options.only_failed) ReadFailed();
  }

  ExitCode Run();
  // All files that the run looked at.
  std::set<std::string> files() const;

 private:
  void OpenServer();
  // Prints the table of coverage; false if there is less than was asked for.
  bool PrintCoverage() const;
  void AddFiles(const std::vector<std::string>& paths, TestFiles& files);
  void ReadFailed();
  void WriteFailed() const;
  bool Wanted(const std::string& path, const TestCase& test) const;
  void RunAll(const std::vector<std::string>& paths);
  SuiteResult RunOne(const std::string& path);
  void Update(const std::string& path, const std::string& text, std::vector<SnapshotEdit> edits,
              SuiteResult& result);
  void List(const std::vector<std::string>& paths);
  void Worker(const std::vector<std::string>& paths);
  std::string TextOf(const std::string& path);

  const TestOptions& options_;
  Console& console_;
  SuiteDefaults defaults_;
  PrintOptions print_;
  int64_t time_limit_micros_ = 0;
  size_t lua_memory_ = 0;
  DiskFiles disk_{options_.engine.aliases};
  SteadyStopwatch stopwatch_;
  std::set<std::string> failed_before_;  // "path: name", of --only-failed
  std::set<std::string> suites_;
  std::vector<WantedReport> reports_;
  std::optional<double> coverage_min_;
  bool counts_coverage_ = false;
  std::unique_ptr<RemoteServer> server_;  // of --on
  TestRun run_;
  CoverageReport coverage_;

  std::mutex mutex_;
  std::condition_variable finished_;
  std::atomic<size_t> next_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<size_t> tests_known_ = 0;  // in the suites that were read so far
  std::atomic<size_t> tests_done_ = 0;
  std::map<size_t, SuiteResult> done_;
};

std::string FailedLine(const std::string& path, const std::string& name) {
  return StrCat(path, ": ", name);
}

void TestSession::OpenServer() {
  if (counts_coverage_) throw UsageError("--on: a server does not tell which code ran");
  auto server = RemoteServer::Open(options_.on, {.may_flush = options_.flush});
  if (!server.ok()) throw UsageError(StrCat("--on: ", server.error()));
  server_ = std::move(server.value());
  const std::vector<const Target*> asked_for =
      std::exchange(defaults_.targets, {&server_->target()});
  if (!asked_for.empty() && std::ranges::find(asked_for, &server_->target()) == asked_for.end())
    console_.err << "note: --target does not count: the server is " << server_->target().name
                 << '\n';
  console_.err << "on " << server_->name() << '\n';
}

bool TestSession::PrintCoverage() const {
  if (!options_.coverage && !coverage_min_) return true;
  console_.out << CoverageTable(coverage_);
  const double percent = TotalsOf(coverage_).lines.percent();
  if (!coverage_min_ || percent >= *coverage_min_) return true;
  console_.out << "coverage of lines is below --coverage-min " << options_.coverage_min << '\n';
  return false;
}

void TestSession::AddFiles(const std::vector<std::string>& paths, TestFiles& files) {
  for (const std::string& path : paths) {
    auto file = disk_.ReadLua("", path);
    if (!file.ok()) throw UsageError(file.error());
    files.push_back(file.value());
  }
}

void TestSession::ReadFailed() {
  if (!fs::exists(kFailedFile)) return;
  const std::string text = ReadFile(kFailedFile);
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    failed_before_.insert(text.substr(from, end - from));
    from = end + 1;
  }
}

void TestSession::WriteFailed() const {
  std::string text;
  for (const SuiteResult& suite : run_.suites) {
    for (const TestResult& test : suite.tests) {
      if (test.failed()) text += StrCat(FailedLine(suite.path, test.name), "\n");
    }
  }
  std::error_code error;
  if (text.empty() && !fs::exists(kFailedFile, error)) return;
  fs::create_directories(kReportFolder, error);
  if (!error) WriteFile(kFailedFile, text);
}

bool TestSession::Wanted(const std::string& path, const TestCase& test) const {
  if (!defaults_.scale.sizes.empty() && !test.scaled) return false;
  if (options_.only_failed && !failed_before_.empty() &&
      !failed_before_.contains(FailedLine(path, test.name))) {
    return false;
  }
  if (options_.filters.empty()) return true;
  const std::string whole = FailedLine(path, test.name);
  return std::ranges::any_of(options_.filters, [&](const std::string& filter) {
    return whole.find(filter) != std::string::npos;
  });
}

SuiteResult TestSession::RunOne(const std::string& path) {
  SuiteResult result;
  result.path = path;
  const int64_t began = stopwatch_.ElapsedMicros();
  std::string text;
  try {
    text = ReadFile(path);
  } catch (const UsageError& error) {
    Diagnostic problem;
    problem.code = "unreadable";
    problem.message = error.what();
    problem.where.file = path;
    result.problems.push_back(std::move(problem));
    return result;
  }
  Deadline deadline(time_limit_micros_);
  ReadSuite read = ReadAny(text, path, disk_, defaults_, deadline);
  result.problems = std::move(read.problems);
  for (const Diagnostic& problem : result.problems)
    result.sources.push_back(problem.where.file == path ? text : TextOf(problem.where.file));
  if (read.suite == nullptr) return result;
  std::vector<size_t> wanted;
  for (size_t i = 0; i < read.suite->tests().size(); ++i) {
    if (Wanted(path, read.suite->tests()[i])) wanted.push_back(i);
  }
  std::vector<SnapshotEdit> edits;
  CoverageReport coverage;
  RunnerOptions runner{
      .host = {.stopwatch = &stopwatch_,
               .time_limit_micros = time_limit_micros_,
               .lua_memory = lua_memory_,
               .shuffle = run_.shuffle_seed,
               .coverage = counts_coverage_ ? &coverage : nullptr,
               .text_of = [this](const std::string& file) { return TextOf(file); }},
      .make_scene = {},
      .shuffle = run_.shuffle_seed,
      .should_stop = [this] { return stop_.load(); },
      .on_begin = [&deadline] { deadline.Start(); },
      .on_result = {},
      .scale = defaults_.scale,
      .edits = options_.update ? &edits : nullptr};
  if (server_ != nullptr) {
    runner.make_scene = [this](const Setting& setting) {
      return std::make_unique<RemoteScene>(*server_, setting);
    };
  }
  tests_known_ += wanted.size();
  runner.on_result = [this](const TestResult& test) {
    ++tests_done_;
    if (test.failed() && options_.fail_fast) stop_ = true;
  };
  RunSuite(*read.suite, wanted, runner, result.tests);
  if (server_ != nullptr) CompareWithEngine(*read.suite, wanted, runner, result.tests);
  if (counts_coverage_) {
    const std::lock_guard lock(mutex_);
    coverage_.Merge(coverage);
  }
  if (!edits.empty()) Update(path, text, std::move(edits), result);
  result.micros = stopwatch_.ElapsedMicros() - began;
  return result;
}

void TestSession::Update(const std::string& path, const std::string& text,
                         std::vector<SnapshotEdit> edits, SuiteResult& result) {
  Diagnostic problem;
  problem.code = "not-updated";
  problem.where.file = path;
  SnapshotEdit conflict;
  const auto updated = WithEdits(text, std::move(edits), conflict);
  if (!updated) {
    const auto before = text.begin() + static_cast<long>(conflict.begin);
    problem.message = "two tests want different values here; nothing was written";
    problem.where.line = static_cast<int>(std::count(text.begin(), before, '\n')) + 1;
    result.problems.push_back(std::move(problem));
    return;
  }
  try {
    if (ReadFile(path) != text) throw UsageError("it was changed meanwhile; nothing was written");
    if (*updated != text) WriteFile(path, *updated);
  } catch (const UsageError& error) {
    problem.message = error.what();
    result.problems.push_back(std::move(problem));
  }
}

void TestSession::Worker(const std::vector<std::string>& paths) {
  for (size_t i = next_++; i < paths.size() && !stop_; i = next_++) {
    SuiteResult result = RunOne(paths[i]);
    const std::lock_guard lock(mutex_);
    done_.emplace(i, std::move(result));
    finished_.notify_one();
  }
}

std::string TestSession::TextOf(const std::string& path) {
  auto file = disk_.Read("", path);
  return file.ok() ? file.value()->text : "";
}

void TestSession::RunAll(const std::vector<std::string>& paths) {
  const size_t jobs = server_ != nullptr ? 1 : std::min<size_t>(options_.ReadJobs(), paths.size());
  std::atomic<size_t> working = jobs;
  std::vector<std::thread> workers;
  for (size_t i = 0; i < jobs; ++i) {
    workers.emplace_back([&] {
      Worker(paths);
      const std::lock_guard lock(mutex_);
      --working;
      finished_.notify_one();
    });
  }
  // Printed in their order, each as soon as those before it are there.
  constexpr auto kLook = std::chrono::milliseconds(100);
  Progress progress(console_, "tests");
  for (size_t i = 0; i < paths.size(); ++i) {
    std::unique_lock lock(mutex_);
    while (!finished_.wait_for(lock, kLook, [&] { return done_.contains(i) || working == 0; }))
      progress.Show(tests_done_, tests_known_);
    const auto found = done_.find(i);
    if (found == done_.end()) break;
    SuiteResult result = std::move(found->second);
    lock.unlock();
    if (result.tests.empty() && result.problems.empty()) continue;
    progress.Clear();
    PrintSuite(console_, print_, result, [this](const std::string& path) { return TextOf(path); });
    run_.suites.push_back(std::move(result));
  }
  progress.Clear();
  for (std::thread& worker : workers) worker.join();
}

void TestSession::List(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Deadline deadline(time_limit_micros_);
    const ReadSuite read = ReadAny(ReadFile(path), path, disk_, defaults_, deadline);
    std::set<std::string> named;
    if (read.suite != nullptr) {
      for (const TestCase& test : read.suite->tests()) {
        if (Wanted(path, test) && named.insert(test.name).second)
          console_.out << FailedLine(path, test.name) << '\n';
      }
    }
    SuiteResult result{.path = path, .problems = read.problems, .sources = {}, .tests = {}};
    if (result.problems.empty()) continue;
    PrintSuite(console_, print_, result, [this](const std::string& name) { return TextOf(name); });
    run_.suites.push_back(std::move(result));
  }
}

std::set<std::string> TestSession::files() const {
  std::set<std::string> files = disk_.asked();
  files.insert(suites_.begin(), suites_.end());
  return files;
}

ExitCode TestSession::Run() {
  const std::vector<std::string> paths =
      FindSuites(options_.paths.empty() ? std::vector<std::string>{"."} : options_.paths);
  suites_.insert(paths.begin(), paths.end());
  if (paths.empty()) {
    throw UsageError(
        "no suites here; their names end in .test.json, _test.lua, .test.lua or .session");
  }
  if (options_.list) {
    List(paths);
    return run_.suites.empty() ? ExitCode::kOk : ExitCode::kFailure;
  }
  const int64_t began = stopwatch_.ElapsedMicros();
  RunAll(paths);
  run_.micros = stopwatch_.ElapsedMicros() - began;
  const bool covered = PrintCoverage();
  for (const WantedReport& report : reports_) WriteReport(report, run_, coverage_, console_);
  PrintSummary(console_, print_, run_);
  WriteFailed();
  const TestCounts counts = run_.Count();
  if (counts.problems > 0) return ExitCode::kFailure;
  return counts.failed > 0 || !covered ? ExitCode::kFindings : ExitCode::kOk;
}

// When each file was last written; those that are not there are not in it.
std::map<std::string, fs::file_time_type> Written(std::set<std::string> files,
                                                  const std::vector<std::string>& paths) {
  std::map<std::string, fs::file_time_type> times;
  for (const std::string& path : FindSuites(paths)) files.insert(path);
  for (const std::string& file : files) {
    if (const auto time = WrittenAt(file)) times.emplace(file, *time);
  }
  return times;
}

// Runs once; returns the files that it depends on. What goes wrong is told, unless nothing of the
// kind has run yet: then what was typed is wrong.
std::set<std::string> RunWatched(const TestOptions& options, bool first, Console& console) {
  std::optional<TestSession> session;
  try {
    session.emplace(options, console);
    session->Run();
  } catch (const UsageError& error) {
    if (first) throw;
    console.err << "luarig test: " << error.what() << '\n';
  }
  return session ? session->files() : std::set<std::string>();
}

// Runs, waits for a change, and runs again, until Ctrl-C.
ExitCode Watch(const TestOptions& options, Console& console) {
  const std::vector<std::string> paths =
      options.paths.empty() ? std::vector<std::string>{"."} : options.paths;
  const auto project = [&] {
    return options.project.empty() ? std::nullopt : WrittenAt(options.project);
  };
  for (bool first = !console.started_again;; first = false) {
    const auto project_before = project();
    const std::set<std::string> files = RunWatched(options, first, console);
    const auto before = Written(files, paths);
    console.err << kWatching << std::flush;
    WaitUntil([&] { return Written(files, paths) != before || project() != project_before; });
    if (console.out_is_terminal) console.out << "\x1b[2J\x1b[H";
    if (project() != project_before) throw StartAgain{options.project};
  }
}

}  // namespace

ExitCode RunTests(const TestOptions& options, Console& console) {
  if (options.watch) return Watch(options, console);
  return TestSession(options, console).Run();
}

}  // namespace luarig

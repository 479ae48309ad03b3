#include "cli/test/options.h"

#include <algorithm>
#include <charconv>
#include <random>
#include <thread>

#include "cli/app/command_line.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/testing/scale_reader.h"

namespace luarig {
namespace {

// What a list names; of no list nothing.
std::vector<std::string> Named(const std::string& list) {
  return list.empty() ? std::vector<std::string>() : SplitList(list);
}

uint64_t ReadNumber(std::string_view flag, const std::string& text) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  throw UsageError(StrCat(flag, ": ", Quote(text), " is no whole number"));
}

}  // namespace

void TestOptions::Declare(CommandLine& flags) {
  flags.Values("--filter", filters, "TEXT",
               "Only tests with TEXT in their file or name (repeatable: any of them)");
  flags.Switch("--list", list, "Only name the tests");
  flags.Switch("--init", init,
               "Write a first suite for each LIBRARY.lua that is named, or else is found");
  flags.Switch("--only-failed", only_failed, "Only tests that failed in the last run");
  flags.Switch("--fail-fast", fail_fast, "End with the first test that fails");
  flags.Value("--shuffle", shuffle, "SEED",
              "Run tests in another order, and give scripts replies without order in another; 0 "
              "draws a seed");
  flags.Value("--jobs", jobs, "N", "Suites that run at once; as many as there are cores");
  flags.Switch("--update", update,
               "Write what came into the suites, in the place of what was expected");
  flags.Switch("--watch", watch, "Run again whenever a file changes");
  flags.Switch("--verbose", verbose, "A line for each test");
  flags.Values("--report", reports, "FORMAT[=FILE]",
               "Write a report: junit, tap, jsonl, github, html, lcov, cobertura (repeatable)");
  flags.Switch("--coverage", coverage, "Show which lines, functions and branches ran");
  flags.Value("--coverage-min", coverage_min, "PERCENT", "Status 1 if fewer of the lines ran");
  flags.Value("--on", on, "URL",
              "Run on a real server, in a database that is empty: redis://host:port/db");
  flags.Switch("--flush", flush, "Whatever --on finds in its way may be deleted");
  flags.Value("--slowest", slowest, "N", "Name the slowest tests");
  flags.Value("--format", engine.format, "FORM",
              "How failures are shown: picture, or line (one each)");
  flags.Values("--scale", scale, "[KEY=]SIZES",
               "Run tests at several sizes of a key of their fixture: queue=1,10,100,1000 "
               "(repeatable); without KEY those that have sizes, at these");
  flags.Value("--under", under, "LIST", "Run every test under each of these: primary,replica,oom");
  engine.target = "";
  engine.DeclareServer(flags);
  DeclareForFile(flags);
}

void TestOptions::DeclareForFile(CommandLine& flags) {
  flags.WordsFromFile("paths", paths, "PATH");
  for (const std::string_view name : {"under", "target"}) flags.TakesList(name);
  for (const std::string_view name : {"filter", "only-failed", "list"})
    flags.NotFromFile(name, "tests would be left out and nobody would see it");
  for (const std::string_view name : {"update", "init"})
    flags.NotFromFile(name, "it writes suites; ask for it when you want it");
  flags.NotFromFile("scale", "suites have sizes of their own; these are for a look at others");
  flags.NotFromFile("watch", "a run would not end");
  flags.NotFromFile("on", "a server is not to be reached by whoever runs tests in this folder");
  flags.NotFromFile("flush", "it deletes what a server holds");
}

SuiteDefaults TestOptions::ReadDefaults() const {
  SuiteDefaults defaults;
  Setting& setting = defaults.setting;
  for (const std::string& name : Named(engine.target)) {
    EngineFlags one;
    one.target = name;
    defaults.targets.push_back(&one.ReadTarget());
  }
  if (!defaults.targets.empty()) setting.target = defaults.targets.front();
  setting.deployment = engine.ReadDeployment();
  for (const Deployment::Conflict& conflict : setting.deployment.Conflicts()) {
    if (conflict.impossible) throw UsageError(conflict.text);
  }
  for (const std::string& name : Named(under)) {
    Deployment deployment;
    if (const auto error = AddNamed(name, deployment))
      throw UsageError(StrCat("--under: ", *error));
    defaults.under.push_back(name);
  }
  setting.resp = engine.resp;
  if (const auto now = engine.ReadNow()) setting.now_micros = *now;
  setting.seed = engine.seed;
  defaults.scale = ReadScale();
  return defaults;
}

ScaleFlags TestOptions::ReadScale() const {
  ScaleFlags read;
  for (const std::string& text : scale) {
    if (text.find('=') == std::string::npos) {
      auto sizes = ParseSizes(text);
      if (!sizes.ok()) throw UsageError(StrCat("--scale: ", sizes.error()));
      if (!read.sizes.empty()) throw UsageError("--scale: sizes without a key are given once");
      read.sizes = std::move(sizes.value());
      continue;
    }
    auto spec = ReadKeyScale(text);
    if (!spec.ok()) throw UsageError(StrCat("--scale: ", spec.error()));
    spec->asked_for = true;
    read.keys.push_back(std::move(spec.value()));
  }
  if (!read.keys.empty() && !read.sizes.empty())
    throw UsageError("--scale: either KEY=SIZES, or SIZES for tests that have some");
  return read;
}

unsigned TestOptions::ReadJobs() const {
  constexpr uint64_t kMost = 256;
  if (jobs.empty()) return std::max(1U, std::thread::hardware_concurrency());
  const uint64_t number = ReadNumber("--jobs", jobs);
  if (number < 1 || number > kMost) throw UsageError("--jobs: 1 to 256");
  return static_cast<unsigned>(number);
}

size_t TestOptions::ReadSlowest() const {
  return slowest.empty() ? 0 : ReadNumber("--slowest", slowest);
}

std::optional<double> TestOptions::ReadCoverageMin() const {
  if (coverage_min.empty()) return std::nullopt;
  double percent = 0;
  const char* end = coverage_min.data() + coverage_min.size();
  const auto read = std::from_chars(coverage_min.data(), end, percent);
  if (read.ec == std::errc() && read.ptr == end && percent >= 0 && percent <= 100) return percent;
  throw UsageError(StrCat("--coverage-min: ", Quote(coverage_min), " is no percentage"));
}

std::optional<uint64_t> TestOptions::ReadShuffle() const {
  if (!shuffle) return std::nullopt;
  if (update)
    throw UsageError(
        "--update does not go with --shuffle: an order that was drawn would be written down");
  const uint64_t seed = ReadNumber("--shuffle", *shuffle);
  if (seed != 0) return seed;
  constexpr uint64_t kShort = 1'000'000;  // a person may have to type it
  return std::random_device()() % kShort + 1;
}

}  // namespace luarig

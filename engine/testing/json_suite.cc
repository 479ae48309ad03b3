#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/case_copier.h"
#include "engine/testing/scale_reader.h"
#include "engine/testing/scale_runner.h"
#include "engine/testing/step_reader.h"
#include "engine/testing/step_runner.h"
#include "engine/testing/suite.h"
#include "engine/testing/suite_settings.h"
#include "engine/testing/swept_steps.h"

namespace luarig {
namespace {

constexpr std::string_view kFileMembers[] = {"$schema", "description", "libraries", "fixture",
                                             "target",  "under",       "resp",      "now",
                                             "seed",    "setup",       "tests"};
constexpr std::string_view kTestMembers[] = {"name",  "skip", "libraries", "fixture", "target",
                                             "under", "resp", "now",       "seed",    "cases",
                                             "steps", "keys", "only_keys", "scale",   "note"};

// What a test does, read: from its object, or from the copy of it that a case of its table makes.
struct Plan {
  std::vector<Step> steps;
  Checks end;
};

// The step that is measured at several sizes: the one that says so, or else the last that runs Lua,
// or else the last call. Null if there is none.
const Step* MeasuredOf(std::span<const Step> steps, const JsonTape& tape) {
  const Step* last = nullptr;
  const Step* last_lua = nullptr;
  for (const Step& step : steps) {
    if (step.measured) return &step;
    if (step.kind != Step::Kind::kCall) continue;
    last = &step;
    if (step.form != Step::Form::kCommand || RunsLua(tape.at(step.words.front()).text))
      last_lua = &step;
  }
  return last_lua != nullptr ? last_lua : last;
}

class JsonSuite final : public Suite {
 public:
  JsonSuite(std::string_view text, std::string path, SuiteFiles& files, SuiteDefaults defaults)
      : path_(std::move(path)),
        files_(files),
        defaults_(std::move(defaults)),
        document_(text, path_) {}

  std::vector<Diagnostic> Read();
  void Run(size_t test, Scene& scene, TestResult& result,
           std::vector<SnapshotEdit>* edits) override;
  const ScaleSpec* ScaleOf(size_t test) const override { return rows_[test].scale.get(); }
  SizeRun RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) override;

 private:
  // A row of the table of tests: which object, and which case of it.
  struct Row {
    size_t test = 0;
    size_t values = 0;  // the case's object; 0: none
    std::shared_ptr<const ScaleSpec> scale = nullptr;
  };

  // A test with the values of its case, and with a size, put in.
  class Expanded;

  const JsonTape& tape() const { return document_.tape(); }
  void Error(size_t at, std::string message, std::string help = "");
  void Unknown(size_t key, std::string_view where, std::span<const std::string_view> known);
  void ReadFile();
  std::vector<Step> ReadSetup(const Setting& setting);
  void ReadTest(size_t object);
  void ReadTestMembers(size_t object, TestCase& test, SuiteSettings& settings, size_t& cases);
  void AddCells(size_t object, const TestCase& test, const SuiteSettings& settings, size_t cases);
  void AddCase(size_t object, TestCase test, size_t values, const SuiteSettings& settings);
  std::string CaseName(size_t values) const;
  // Reads what `object` of `tape` does in the cell of `setting`.
  Plan ReadPlan(const JsonTape& tape, size_t object, const Setting& setting);
  bool ReadScaleOf(Row& row);

  std::string path_;
  SuiteFiles& files_;
  SuiteDefaults defaults_;
  JsonDocument document_;
  Problems problems_;
  Scratch scratch_{DefaultTarget()};
  std::optional<SuiteSettings> settings_;
  size_t setup_ = 0;
  std::set<std::string, std::less<>> names_;
  std::vector<Row> rows_;  // of tests_
};

class JsonSuite::Expanded {
 public:
  // As the test is written, ${n} is the first of its sizes.
  Expanded(const JsonSuite& suite, const Row& row, std::optional<uint64_t> size = std::nullopt)
      : suite_(suite), row_(row), copy_(suite.tape().source()) {
    CaseValues values;
    if (row.values != 0) {
      suite.tape().ForMembers(row.values, [&](size_t key, size_t value) {
        values.values.emplace(suite.tape().at(key).text, value);
      });
    }
    if (row.scale != nullptr && !row.scale->name.empty()) {
      values.numbers.emplace(row.scale->name,
                             std::to_string(size.value_or(row.scale->sizes.front())));
    }
    copied_ = !values.values.empty() || !values.numbers.empty();
    if (copied_) CaseCopier(suite.tape(), values, copy_).CopyTest(row.test);
  }

  const JsonTape& tape() const { return copied_ ? copy_ : suite_.tape(); }
  size_t object() const { return copied_ ? 0 : row_.test; }

 private:
  const JsonSuite& suite_;
  const Row& row_;
  JsonTape copy_;
  bool copied_ = false;
};

void JsonSuite::Error(size_t at, std::string message, std::string help) {
  const JsonSource& source = document_.source();
  const size_t begin = tape().BeginOf(at);
  problems_.Error("bad-test", std::move(message),
                  source.PlaceAt(begin, tape().EndOf(at) - begin, tape().PathOf(at, "$")),
                  std::move(help));
}

void JsonSuite::Unknown(size_t key, std::string_view where,
                        std::span<const std::string_view> known) {
  const std::string_view name = tape().at(key).text;
  const std::string meant = DidYouMean(name, known);
  std::string all;
  for (const std::string_view word : known) all += StrCat(all.empty() ? "" : ", ", word);
  Error(key, StrCat(Quote(name), " is no member of ", where),
        meant.empty() ? StrCat("it may have: ", all) : meant);
}

std::vector<Diagnostic> JsonSuite::Read() {
  if (document_.error()) return {*document_.error()};
  settings_.emplace(defaults_);
  ReadFile();
  return problems_.errors;
}

void JsonSuite::ReadFile() {
  if (tape().at(0).kind != JsonKind::kObject)
    return Error(0, "a suite is an object", "{\"libraries\": [..], \"tests\": [..]}");
  SettingReader reader(tape(), path_, files_, problems_);
  size_t tests = 0;
  tape().ForMembers(0, [&](size_t key, size_t value) {
    const std::string_view name = tape().at(key).text;
    if (name == "tests") {
      tests = value;
    } else if (name == "setup") {
      setup_ = value;
    } else if (IsSettingMember(name)) {
      reader.Read(name, value, *settings_);
    } else if (std::ranges::find(kFileMembers, name) == std::end(kFileMembers)) {
      Unknown(key, "a suite", kFileMembers);
    }
  });
  if (tests == 0 || tape().at(tests).kind != JsonKind::kArray)
    return Error(tests, "a suite has a list of \"tests\"");
  for (const Step& step : ReadSetup(Setting())) {
    if (step.sweep) Error(step.sweep_at, "what has faults is a step of a test, not of the setup");
    if (step.measured) Error(step.at, "what is measured is a step of a test, not of the setup");
  }
  if (!problems_.errors.empty()) return;  // of what all tests share
  tape().ForValues(tests, [&](size_t object, size_t) {
    if (tape().at(object).kind == JsonKind::kObject) return ReadTest(object);
    Error(object, "a test is an object", "{\"name\": \"adds\", \"steps\": [..]}");
  });
}

std::vector<Step> JsonSuite::ReadSetup(const Setting& setting) {
  if (setup_ == 0) return {};
  StepReader reader(tape(), path_, files_, scratch_, problems_,
                    {setting.under, setting.target->name});
  return reader.ReadSteps(setup_);
}

void JsonSuite::ReadTestMembers(size_t object, TestCase& test, SuiteSettings& settings,
                                size_t& cases) {
  SettingReader reader(tape(), path_, files_, problems_);
  tape().ForMembers(object, [&](size_t key, size_t value) {
    const std::string_view name = tape().at(key).text;
    if (name == "name") {
      test.name = tape().at(value).text;
    } else if (name == "skip") {
      test.skip = tape().at(value).text;
    } else if (name == "cases") {
      cases = value;
    } else if (IsSettingMember(name)) {
      reader.Read(name, value, settings);
    } else if (std::ranges::find(kTestMembers, name) == std::end(kTestMembers)) {
      Unknown(key, "a test", kTestMembers);
    }
  });
}

void JsonSuite::ReadTest(size_t object) {
  const size_t errors = problems_.errors.size();
  SuiteSettings settings = *settings_;
  TestCase test;
  size_t cases = 0;
  test.where = document_.source().PlaceAt(tape().BeginOf(object), 0, tape().PathOf(object, "$"));
  ReadTestMembers(object, test, settings, cases);
  if (problems_.errors.size() > errors) return;
  if (test.name.empty()) return Error(object, "a test needs a \"name\"");
  if (MemberOf(tape(), object, "steps") == 0)
    return Error(object, "a test needs \"steps\"",
                 "[{\"call\": [\"GET\", \"k\"], \"reply\": \"v\"}]");
  if (cases != 0 && tape().at(cases).kind != JsonKind::kArray)
    return Error(cases, "a table of cases is an array of objects");
  if (problems_.errors.size() > errors) return;
  AddCells(object, test, settings, cases);
}

std::string JsonSuite::CaseName(size_t values) const {
  const size_t name = MemberOf(tape(), values, "name");
  if (name != 0) return std::string(tape().at(name).text);
  std::string out;
  AppendCompact(out, tape(), values);
  constexpr size_t kLongest = 60;
  return out.size() > kLongest ? StrCat(out.substr(0, kLongest), "...") : out;
}

void JsonSuite::AddCells(size_t object, const TestCase& test, const SuiteSettings& settings,
                         size_t cases) {
  if (cases == 0) return AddCase(object, test, 0, settings);
  tape().ForValues(cases, [&](size_t values, size_t) {
    if (tape().at(values).kind != JsonKind::kObject)
      return Error(values, "a case is an object: names, and what takes their place");
    TestCase one = test;
    one.name = StrCat(test.name, " > ", CaseName(values));
    one.where = document_.source().PlaceAt(tape().BeginOf(values), 0, tape().PathOf(values, "$"));
    AddCase(object, std::move(one), values, settings);
  });
}

void JsonSuite::AddCase(size_t object, TestCase test, size_t values,
                        const SuiteSettings& settings) {
  const size_t name = MemberOf(tape(), values != 0 ? values : object, "name");
  if (!names_.insert(test.name).second)
    return Error(name == 0 ? object : name, StrCat("there are two tests ", Quote(test.name)));
  Row row{.test = object, .values = values};
  const size_t errors = problems_.errors.size();
  if (!ReadScaleOf(row)) return;
  test.scaled = row.scale != nullptr;
  for (const Setting& cell : settings.Cells(defaults_)) {
    // Read once to see what is wrong with it.
    const Expanded own(*this, row);
    ReadPlan(own.tape(), own.object(), cell);
    if (problems_.errors.size() > errors) return;
    test.setting = cell;
    tests_.push_back(test);
    rows_.push_back(row);
  }
}

// False if something is wrong with it.
bool JsonSuite::ReadScaleOf(Row& row) {
  const Expanded own(*this, row);
  const size_t scale = MemberOf(own.tape(), own.object(), "scale");
  if (scale == 0) return true;
  std::vector<NotationError> errors;
  auto spec = ReadScale(own.tape(), scale, errors);
  if (spec && row.values != 0 && !spec->name.empty() &&
      MemberOf(tape(), row.values, spec->name) != 0)
    errors.push_back({scale, StrCat("the case has a ", Quote(spec->name), " as well"), ""});
  for (NotationError& error : errors) {
    problems_.Error(
        "bad-test", std::move(error.message),
        own.tape().source().PlaceAt(own.tape().BeginOf(error.at),
                                    own.tape().EndOf(error.at) - own.tape().BeginOf(error.at),
                                    own.tape().PathOf(error.at, "$")),
        std::move(error.help));
  }
  if (errors.empty()) row.scale = std::make_shared<const ScaleSpec>(*std::move(spec));
  return errors.empty();
}

Plan JsonSuite::ReadPlan(const JsonTape& tape, size_t object, const Setting& setting) {
  Plan plan;
  StepReader reader(tape, path_, files_, scratch_, problems_,
                    {setting.under, setting.target->name});
  tape.ForMembers(object, [&](size_t key, size_t value) {
    const std::string_view name = tape.at(key).text;
    if (name == "steps") {
      plan.steps = reader.ReadSteps(value);
    } else if (std::ranges::find(EndCheckNames(), name) != EndCheckNames().end()) {
      reader.ReadEndCheck(name, value, plan.end);
    }
  });
  if (std::ranges::count_if(plan.steps, &Step::measured) > 1)
    reader.Error(object, "two steps say \"measure\", and one can be measured");
  return plan;
}

void JsonSuite::Run(size_t test, Scene& scene, TestResult& result,
                    std::vector<SnapshotEdit>* edits) {
  const Row& row = rows_[test];
  const Setting& setting = tests_[test].setting;
  const Expanded own(*this, row);
  const Plan plan = ReadPlan(own.tape(), own.object(), setting);
  if (SkipsSweep(plan.steps, scene, result)) return;
  const std::vector<Step> setup = ReadSetup(setting);
  StepRunner prepares(tape(), scene, scratch_, result, nullptr);
  StepRunner runner(own.tape(), scene, scratch_, result, edits);
  if (prepares.Run(setup) && runner.Run(plan.steps)) runner.VerifyEnd(plan.end);
  if (result.status == TestStatus::kSkipped) return;
  if (result.failures.empty())
    SweepSteps({tape(), setup}, {own.tape(), plan.steps}, scene, scratch_, result);
  if (!result.failures.empty()) result.status = TestStatus::kFailed;
}

SizeRun JsonSuite::RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) {
  const Row& row = rows_[test];
  const Setting& setting = tests_[test].setting;
  const bool named = row.scale != nullptr && spec.name == row.scale->name;
  TestResult result;
  SizeRun run{.outcome = SizeRun::Outcome::kUnmeasured, .why = "nothing in it is called"};
  StepRunner before(tape(), scene, scratch_, result, nullptr);
  before.CountOnlyErrors(nullptr, run);
  if (!before.Run(ReadSetup(setting))) return BrokenBy(result.failures.front());
  if (!spec.key.empty()) {
    if (auto failed = GrowForRun(scene, spec, size)) return *std::move(failed);
  }
  const Expanded own(*this, row, named ? std::optional(size) : std::nullopt);
  const Plan plan = ReadPlan(own.tape(), own.object(), setting);
  StepRunner runner(own.tape(), scene, scratch_, result, nullptr);
  runner.CountOnlyErrors(MeasuredOf(plan.steps, own.tape()), run);
  if (!runner.Run(plan.steps)) return BrokenBy(result.failures.front());
  return run;
}

}  // namespace

ReadSuite ReadJsonSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                        const SuiteDefaults& defaults) {
  auto suite = std::make_unique<JsonSuite>(text, path, files, defaults);
  ReadSuite read;
  read.problems = suite->Read();
  read.suite = std::move(suite);
  return read;
}

}  // namespace luarig

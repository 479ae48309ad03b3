#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/times.h"
#include "engine/reply/text.h"
#include "engine/testing/scale_reader.h"
#include "engine/testing/scale_runner.h"
#include "engine/testing/session_expect.h"
#include "engine/testing/session_faults.h"
#include "engine/testing/session_text.h"
#include "engine/testing/step_runner.h"
#include "engine/testing/suite.h"
#include "engine/testing/suite_settings.h"
#include "engine/testing/sweep.h"

namespace luarig {
namespace {

constexpr std::string_view kSettings[] = {"libraries", "fixture", "target", "under",
                                          "resp",      "now",     "seed",   "skip"};
constexpr std::string_view kActs[] = {"advance", "load",      "client", "expect",
                                      "faults",  "invariant", "scale"};

// An error as a session may have it: without the place that the server adds.
std::string WithoutPlace(const std::string& picture) {
  return picture.starts_with("(error) ") ? picture.substr(0, picture.find(" script: ")) : picture;
}

// True if the reply is what stands below the command, or no error where nothing does.
bool Fits(const SessionItem& item, const Reply& reply) {
  if (item.reply_begin == item.reply_end) return !reply.is_error();
  const std::string picture = FormatReplyTo(item.words, reply);
  return FitsPicture(item.expected, picture) || FitsPicture(item.expected, WithoutPlace(picture));
}

// The command that is measured at several sizes: the last that runs Lua, or else the last.
const SessionItem* MeasuredOf(const std::vector<SessionItem>& items) {
  const SessionItem* last = nullptr;
  const SessionItem* last_lua = nullptr;
  for (const SessionItem& item : items) {
    if (item.kind != SessionItem::Kind::kCommand) continue;
    last = &item;
    if (RunsLua(item.words.front())) last_lua = &item;
  }
  return last_lua != nullptr ? last_lua : last;
}

class SessionSuite final : public Suite, private SessionPlayer {
 public:
  SessionSuite(std::string_view text, std::string path, SuiteFiles& files, SuiteDefaults defaults)
      : text_(text), path_(std::move(path)), files_(files), defaults_(std::move(defaults)) {}

  std::vector<Diagnostic> Read();
  void Run(size_t test, Scene& scene, TestResult& result,
           std::vector<SnapshotEdit>* edits) override;
  const ScaleSpec* ScaleOf(size_t test) const override { return scales_[test].get(); }
  SizeRun RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) override;

 private:
  void Error(const TextLine& line, std::string message, std::string help = "");
  SourcePlace PlaceOf(const TextLine& line) const;
  // True if it is a directive about the server, which is then taken.
  bool TakeSetting(const SessionItem& item, SuiteSettings& settings, std::string& skip);
  std::optional<std::string> Take(const SessionItem& item, SuiteSettings& settings);
  void ReadStory(const SessionStory& story, const SuiteSettings& shared);
  void CheckActs(const SessionStory& story);
  void ReadExpectations(const SessionStory& story);
  // What "@scale" says in front of all stories, or in this one; null if it does not.
  std::shared_ptr<const ScaleSpec> ScaleIn(const SessionStory& story);
  void RunItem(const SessionItem& item, TestResult& result, std::vector<SnapshotEdit>* edits);
  void RunCommand(const SessionItem& item, TestResult& result, std::vector<SnapshotEdit>* edits);
  void NoteReply(const SessionItem& item, const Seen& seen, TestResult& result,
                 std::vector<SnapshotEdit>* edits) const;

  void Restart() override { client_.clear(); }
  void Play(const SessionItem& item, TestResult& result) override {
    RunItem(item, result, nullptr);
  }
  const Seen& Send(const SessionItem& command, const Watching& watching) override;

  std::string text_;
  std::string path_;
  SuiteFiles& files_;
  SuiteDefaults defaults_;
  SessionText session_;
  std::vector<Diagnostic> problems_;
  std::vector<const SessionStory*> stories_;              // of tests_
  std::vector<std::shared_ptr<const ScaleSpec>> scales_;  // of tests_
  std::shared_ptr<const ScaleSpec> shared_scale_;
  Scratch scratch_{DefaultTarget()};
  std::map<const SessionItem*, std::vector<std::unique_ptr<SessionExpectation>>> expected_;
  Scene* scene_ = nullptr;  // of the test that runs
  std::string client_;      // who speaks
};

SourcePlace SessionSuite::PlaceOf(const TextLine& line) const {
  return {.file = path_, .line = line.number, .column = 1};
}

void SessionSuite::Error(const TextLine& line, std::string message, std::string help) {
  Diagnostic problem;
  problem.code = "bad-session";
  problem.message = std::move(message);
  problem.help = std::move(help);
  problem.where = PlaceOf(line);
  problem.where.length = static_cast<int>(line.text.size());
  problems_.push_back(std::move(problem));
}

std::optional<std::string> SessionSuite::Take(const SessionItem& item, SuiteSettings& settings) {
  const std::string& name = item.words[0];
  if (item.words.size() < 2) return StrCat("@", name, " needs a word");
  for (size_t i = 1; i < item.words.size(); ++i) {
    std::string word = item.words[i];
    if (word.ends_with(',')) word.pop_back();
    if (name == "libraries" || name == "fixture") {
      auto file = name == "fixture" ? files_.Read(path_, word) : files_.ReadLua(path_, word);
      if (!file.ok()) return file.error();
      (name == "fixture" ? settings.setting.fixtures : settings.setting.libraries)
          .push_back(file.value());
    } else if (name == "target") {
      if (auto error = settings.AddTarget(word)) return error;
    } else if (name == "under") {
      if (auto error = settings.AddUnder(word)) return error;
    } else if (name == "now") {
      if (auto error = settings.SetNow(word)) return error;
    } else if (name == "resp") {
      if (word != "2" && word != "3") return "resp is 2 or 3";
      settings.setting.resp = word == "3" ? 3 : 2;
    } else if (word.find_first_not_of("0123456789") != std::string::npos || word.size() > 18) {
      return "a seed is a whole number";
    } else {
      settings.setting.seed = std::stoull(word);
    }
  }
  return std::nullopt;
}

bool SessionSuite::TakeSetting(const SessionItem& item, SuiteSettings& settings,
                               std::string& skip) {
  if (item.kind != SessionItem::Kind::kDirective) return false;
  const std::string& name = item.words[0];
  if (std::ranges::find(kSettings, name) == std::end(kSettings)) return false;
  if (name == "skip") {
    skip = "skipped";
    constexpr size_t kName = 6;  // "@skip "
    if (item.words.size() > 1) skip = item.line.text.substr(kName);
    return true;
  }
  if (auto error = Take(item, settings)) Error(item.line, std::move(*error));
  return true;
}

void SessionSuite::CheckActs(const SessionStory& story) {
  std::vector<std::string_view> known(std::begin(kSettings), std::end(kSettings));
  known.insert(known.end(), std::begin(kActs), std::end(kActs));
  for (const SessionError& error : CheckFaultDirectives(story))
    Error(error.line, error.message, error.help);
  for (const SessionItem& item : story.items) {
    if (item.kind != SessionItem::Kind::kDirective) continue;
    const std::string& name = item.words[0];
    if (std::ranges::find(known, name) == known.end())
      Error(item.line, StrCat("there is no directive @", name), DidYouMean(name, known));
    if (name == "scale") {
      if (auto problem = ReadScaleWords(item.words); !problem.ok())
        Error(item.line, problem.error(), "@scale queue=1,10,100,1000 linear");
    }
    if (name == "advance" && (item.words.size() != 2 || !ParseDuration(item.words[1])))
      Error(item.line, "a time that passes belongs here", "@advance 10s");
    if (name == "load") {
      auto file = item.words.size() == 2 ? files_.ReadLua(path_, item.words[1])
                                         : Result<std::shared_ptr<const TestFile>>(
                                               Failure{"the path of a library belongs here"});
      if (!file.ok()) Error(item.line, file.error());
    }
  }
}

void SessionSuite::ReadExpectations(const SessionStory& story) {
  const SessionItem* command = nullptr;
  for (const SessionItem& item : story.items) {
    if (item.kind == SessionItem::Kind::kCommand) {
      command = &item;
    } else if (item.words[0] != "expect") {
      command = nullptr;
    } else if (command == nullptr) {
      Error(item.line, "@expect stands behind the command, and the reply, that it is about");
    } else {
      expected_[command].push_back(
          std::make_unique<SessionExpectation>(text_, item, path_, scratch_, problems_));
    }
  }
}

void SessionSuite::ReadStory(const SessionStory& story, const SuiteSettings& shared) {
  const size_t problems = problems_.size();
  SuiteSettings settings = shared;
  TestCase test;
  test.name = story.name;
  test.where = PlaceOf(story.line);
  for (const SessionItem& item : story.items) {
    if (item.kind == SessionItem::Kind::kDirective && item.words[0] == "under" &&
        settings.under.size() == shared.under.size()) {
      settings.under.clear();
    }
    TakeSetting(item, settings, test.skip);
  }
  CheckActs(story);
  ReadExpectations(story);
  if (problems_.size() > problems) return;
  auto scale = ScaleIn(story);
  if (scale == nullptr) scale = shared_scale_;
  test.scaled = scale != nullptr;
  for (const Setting& cell : settings.Cells(defaults_)) {
    test.setting = cell;
    tests_.push_back(test);
    stories_.push_back(&story);
    scales_.push_back(scale);
  }
}

std::vector<Diagnostic> SessionSuite::Read() {
  session_ = ReadSessionText(text_, path_.ends_with(".md"));
  for (const SessionError& error : session_.errors) Error(error.line, error.message, error.help);
  SuiteSettings shared(defaults_);
  std::string skip;
  for (const SessionItem& item : session_.shared.items) TakeSetting(item, shared, skip);
  CheckActs(session_.shared);
  if (problems_.empty()) shared_scale_ = ScaleIn(session_.shared);
  if (problems_.empty()) {
    for (const SessionStory& story : session_.stories) ReadStory(story, shared);
  }
  return problems_;
}

// REQUIRES: CheckActs() found nothing.
std::shared_ptr<const ScaleSpec> SessionSuite::ScaleIn(const SessionStory& story) {
  std::shared_ptr<const ScaleSpec> scale;
  for (const SessionItem& item : story.items) {
    if (item.kind != SessionItem::Kind::kDirective || item.words[0] != "scale") continue;
    ScaleSpec spec = ReadScaleWords(item.words).value();
    spec.where = PlaceOf(item.line);
    scale = std::make_shared<const ScaleSpec>(std::move(spec));
  }
  return scale;
}

const Seen& SessionSuite::Send(const SessionItem& command, const Watching& watching) {
  std::vector<std::string> words = command.words;
  if (words.size() > 1 && words[1].starts_with('@') && ToUpper(words[0]).starts_with("EVAL")) {
    if (auto file = files_.ReadLua(path_, words[1].substr(1)); file.ok()) {
      words[1] = file.value()->text;
      scene_->NoteScript(*file.value());
    }
  }
  return scene_->Run(client_, words, watching);
}

void SessionSuite::RunCommand(const SessionItem& item, TestResult& result,
                              std::vector<SnapshotEdit>* edits) {
  const auto expected = expected_.find(&item);
  Watching watching;
  if (expected != expected_.end()) {
    for (const auto& one : expected->second) one->Ask(watching);
    if (Skips(*scene_, watching, result)) return;
  }
  watching.log = true;
  const Seen& seen = Send(item, watching);
  if (!Fits(item, seen.reply)) NoteReply(item, seen, result, edits);
  if (expected == expected_.end()) return;
  for (const auto& one : expected->second)
    one->Verify(StepText(item.words), seen, *scene_, scratch_, result, edits);
}

// The reply is not what stands below the command.
void SessionSuite::NoteReply(const SessionItem& item, const Seen& seen, TestResult& result,
                             std::vector<SnapshotEdit>* edits) const {
  const bool silent = item.reply_begin == item.reply_end;
  const std::string picture = FormatReplyTo(item.words, seen.reply);
  const bool pattern = item.expected.find("<*>") != std::string::npos;
  if (edits != nullptr && !silent && !pattern) {
    edits->push_back({item.reply_begin, item.reply_end, SessionReply(picture)});
    return;
  }
  TestFailure failure;
  failure.what = silent ? "error" : "reply";
  failure.where = PlaceOf(item.line);
  failure.step = StepText(item.words);
  failure.expected = item.expected;
  failure.got = picture;
  if (silent) failure.message = "it failed, and nothing in the session says that it may";
  failure.error_code = seen.reply.error_code();
  failure.error = seen.error;
  result.failures.push_back(std::move(failure));
}

void SessionSuite::RunItem(const SessionItem& item, TestResult& result,
                           std::vector<SnapshotEdit>* edits) {
  if (item.kind == SessionItem::Kind::kCommand) return RunCommand(item, result, edits);
  const std::string& name = item.words[0];
  TestFailure failure;
  failure.what = "step";
  failure.where = PlaceOf(item.line);
  if (name == "client") {
    client_ = item.words.size() > 1 ? item.words[1] : "";
  } else if (name == "advance") {
    constexpr int64_t kMicros = 1000;
    const auto reason = scene_->Advance(*ParseDuration(item.words[1]) * kMicros);
    if (!reason) return;
    failure.message = *reason;
    result.failures.push_back(std::move(failure));
  } else if (name == "load") {
    auto problem = scene_->Load(*files_.ReadLua(path_, item.words[1]).value());
    if (!problem) return;
    failure.message = problem->message;
    failure.error = std::move(problem);
    result.failures.push_back(std::move(failure));
  }
}

void SessionSuite::Run(size_t test, Scene& scene, TestResult& result,
                       std::vector<SnapshotEdit>* edits) {
  const SessionStory& story = *stories_[test];
  if (HasFaults(story) && SkipsSweep(scene, result)) return;
  scene_ = &scene;
  Restart();
  for (const SessionItem& item : story.items) {
    ++result.steps;
    RunItem(item, result, edits);
    if (!result.failures.empty()) break;
    if (result.status == TestStatus::kSkipped) return;
  }
  if (result.failures.empty()) SweepStory(story, path_, scene, *this, result);
  if (!result.failures.empty()) result.status = TestStatus::kFailed;
}

SizeRun SessionSuite::RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) {
  SizeRun run{.outcome = SizeRun::Outcome::kUnmeasured, .why = "nothing in it is called"};
  if (auto failed = GrowForRun(scene, spec, size)) return *std::move(failed);
  scene_ = &scene;
  Restart();
  const std::vector<SessionItem>& items = stories_[test]->items;
  const SessionItem* measured = MeasuredOf(items);
  TestResult result;
  for (const SessionItem& item : items) {
    if (item.kind != SessionItem::Kind::kCommand) {
      Play(item, result);
    } else {
      const bool counts = &item == measured;
      const Seen& seen = Send(item, {.instructions = counts, .command_count = counts});
      if (counts) {
        run.outcome = SizeRun::Outcome::kMeasured;
        run.instructions = seen.instructions;
        run.commands = seen.commands;
      }
      // An error that the story has is none.
      if (seen.reply.is_error() && !Fits(item, seen.reply)) {
        TestFailure& failure = result.failures.emplace_back();
        failure.step = StepText(item.words);
        failure.got = seen.reply.text;
        failure.error = seen.error;
      }
    }
    if (!result.failures.empty()) return BrokenBy(result.failures.front());
  }
  return run;
}

}  // namespace

ReadSuite ReadSessionSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                           const SuiteDefaults& defaults) {
  auto suite = std::make_unique<SessionSuite>(text, path, files, defaults);
  ReadSuite read;
  read.problems = suite->Read();
  read.suite = std::move(suite);
  return read;
}

}  // namespace luarig

#include "engine/testing/sweep.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/diff_json.h"
#include "engine/fixture/diff_text.h"
#include "engine/testing/engine_scene.h"
#include "engine/testing/laid_out.h"
#include "engine/testing/step_runner.h"

namespace luarig {
namespace {

constexpr size_t kMostShown = 3;       // faults in full
constexpr size_t kMostListed = 10;     // calls in a line each
constexpr size_t kLongestError = 100;  // bytes of what a fault answers
constexpr size_t kMostLines = 8;       // of what a fault leaves

std::string Indented(std::string_view text, std::string_view margin) {
  std::string out;
  for (const std::string_view line : LinesOf(text)) out += StrCat(margin, line, "\n");
  return out;
}

// `text` without what follows the first lines.
std::string FirstLines(std::string_view text, size_t count) {
  const std::vector<std::string_view> lines = LinesOf(text);
  if (lines.size() <= count + 1) return std::string(text);  // one more needs no line to say so
  std::string out;
  for (size_t i = 0; i < count; ++i) out += StrCat(lines[i], "\n");
  return StrCat(out, "... and ", lines.size() - count, " lines more\n");
}

// The lines of `whole` that `part` lacks.
std::string MissingLines(std::string_view whole, std::string_view part) {
  std::set<std::string_view> there;
  for (const std::string_view line : LinesOf(part)) there.insert(line);
  std::string out;
  for (const std::string_view line : LinesOf(whole)) {
    if (!there.contains(line)) out += StrCat("missing: ", line, "\n");
  }
  return out;
}

// "stock.lua:4: INCRBY stock:lamp 2"
std::string CallText(const FaultPoint& point) {
  return StrCat(point.place.file, ":", point.place.line, ": ", StepText(point.argv));
}

std::string ErrorText(const std::string& error) {
  return error.size() > kLongestError ? StrCat(error.substr(0, kLongestError), "...") : error;
}

// The code; of an ERR, which says nothing by itself, its text.
std::string ShortErrorText(const std::string& error) {
  return error.starts_with("ERR ") ? ErrorText(error) : error.substr(0, error.find(' '));
}

}  // namespace

std::string FailureLines(const TestFailure& failure) {
  std::string out = StrCat(failure.what, " at ", failure.where.file, ":", failure.where.line);
  if (failure.where.column > 0) out += StrCat(":", failure.where.column);
  out += "\n";
  if (!failure.expected.empty()) out += StrCat("  expected: ", failure.expected, "\n");
  if (!failure.got.empty()) out += StrCat("  got:      ", failure.got, "\n");
  if (!failure.message.empty()) out += Indented(failure.message, "  ");
  return out;
}

// --- The faults ----------------------------------------------------------------------------------

FaultSweep::FaultSweep(SweepStage& stage, SweepChoice choice, bool has_invariant)
    : stage_(stage), choice_(std::move(choice)), has_invariant_(has_invariant) {}

FaultSweep::~FaultSweep() { Stop(); }

void FaultSweep::Record() {
  recorder_ = std::make_unique<FaultRecorder>(choice_.all);
  recorder_->set_locate([this](SourcePlace& place) { stage_.Locate(place); });
  stage_.SetSweep(recorder_.get());
}

void FaultSweep::Inject(const Item& item) {
  injector_.emplace(item.call, item.fault);
  stage_.SetSweep(&*injector_);
}

void FaultSweep::Stop() {
  stage_.SetSweep(nullptr);
  injector_.reset();
}

bool FaultSweep::IsChosen(const FaultPoint& point) const {
  return choice_.only.empty() || std::ranges::any_of(choice_.only, [&](const std::string& name) {
           return EqualsIgnoreCase(name, point.argv.front());
         });
}

std::optional<std::string> FaultSweep::Problem(const SweptRun& whole) {
  whole_ = whole;
  if (!whole.broken.empty()) {
    std::string text =
        StrCat("the invariant does not hold where nothing fails:\n", Indented(whole.broken, "  "));
    text.pop_back();
    return text;
  }
  if (whole.failed) return std::nullopt;  // it may have ended before what is named
  std::vector<std::string> called;
  for (const FaultPoint& point : recorder_->points()) {
    std::string name = ToUpper(point.argv.front());
    if (std::ranges::find(called, name) == called.end()) called.push_back(std::move(name));
  }
  if (called.empty()) return "no script calls a command here, so there is nothing that could fail";
  const std::vector<std::string_view> known(called.begin(), called.end());
  for (const std::string& name : choice_.only) {
    if (std::ranges::find(called, ToUpper(name)) != called.end()) continue;
    std::string all;
    for (const std::string_view word : known) all += StrCat(all.empty() ? "" : ", ", word);
    const std::string meant = DidYouMean(name, known);
    return StrCat(Quote(name), " cannot fail here, because no script calls it; ",
                  meant.empty() ? StrCat("called are ", all) : meant);
  }
  return std::nullopt;
}

std::vector<FaultSweep::Item> FaultSweep::Items() const {
  std::vector<Item> items;
  const std::vector<FaultPoint>& points = recorder_->points();
  for (size_t i = 0; i < points.size(); ++i) {
    if (!IsChosen(points[i])) continue;
    for (const CallFault& fault : points[i].faults) items.push_back({i, points[i], fault});
  }
  return items;
}

bool FaultSweep::Judge(const Item& item, const SweptRun& run) {
  ++tried_;
  const bool all_or_nothing = run.picture.empty() || run.changes == whole_.changes;
  if (run.endless || (has_invariant_ ? !run.broken.empty() : !all_or_nothing))
    broken_.push_back({item, run});
  return !run.endless;
}

// --- What is said of them ------------------------------------------------------------------------

std::string FaultSweep::Cut() const {
  const size_t seen = recorder_->points().size();
  if (recorder_->calls() == seen) return "";
  return StrCat("faults: only the first ", seen, " of ", recorder_->calls(),
                " calls were looked at");
}

void FaultSweep::AppendInFull(std::string& out, size_t shown) const {
  const FaultPoint* call = nullptr;
  for (const auto& [item, run] : std::span(broken_).first(shown)) {
    if (&item.point != call) out += StrCat(CallText(item.point), "\n");
    call = &item.point;
    out +=
        StrCat("  ", ErrorText(item.fault.error), item.fault.hypothetical ? " (hypothetical)" : "",
               run.failed ? "" : ": the script went on", "\n");
    if (run.endless) {
      out += "    it did not end; the others were not tried\n";
      continue;
    }
    const std::string left = run.picture.empty() ? "(nothing was changed)\n" : run.picture;
    out += Indented(FirstLines(left, kMostLines), "    ");
    out += Indented(
        has_invariant_ ? run.broken : FirstLines(MissingLines(whole_.picture, left), kMostLines),
        "    ");
  }
}

// The faults behind `shown`, a line for each call.
void FaultSweep::AppendRest(std::string& out, size_t shown) const {
  size_t listed = 0;
  while (shown < broken_.size() && listed < kMostListed) {
    const FaultPoint& call = broken_[shown].item.point;
    std::string errors;
    for (; shown < broken_.size() && &broken_[shown].item.point == &call; ++shown)
      errors += StrCat(errors.empty() ? "" : ", ", ShortErrorText(broken_[shown].item.fault.error));
    out += StrCat(listed == 0 ? "also:\n" : "", "  ", CallText(call), ": ", errors, "\n");
    ++listed;
  }
  if (shown < broken_.size()) out += StrCat("  and ", broken_.size() - shown, " more\n");
}

// How many, what of, and what to do.
std::string FaultSweep::Headline() const {
  const bool one = broken_.size() == 1;
  if (one && broken_.front().run.endless)
    return "with one fault the script does not end: let it give up after some attempts\n";
  const std::string_view what =
      has_invariant_ ? (one ? " breaks the invariant" : " break the invariant")
                     : (one ? " leaves things half done" : " leave things half done");
  return StrCat(broken_.size(), " of ", tried_, tried_ == 1 ? " fault" : " faults", what,
                ": check what can fail before the first write\n");
}

std::string FaultSweep::Verdict() const {
  if (broken_.empty()) return "";
  std::string out = Headline();
  const size_t shown = std::min(broken_.size(), kMostShown);
  AppendInFull(out, shown);
  AppendRest(out, shown);
  if (const std::string cut = Cut(); !cut.empty()) out += StrCat(cut, "\n");
  out.pop_back();
  return out;
}

// --- Tests of steps ------------------------------------------------------------------------------

namespace {

// From the start, with `item` or, if it is null, to be recorded. What a scene cannot take back is
// not seen by a run: it is made again in a scene of its own.
std::optional<Diagnostic> RunAgain(Scene& scene, SweptTest& test, FaultSweep& sweep,
                                   const FaultSweep::Item* item, SweptRun& run) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    run = {};
    if (auto problem = scene.Begin()) return problem;
    test.RunBefore();
    if (item == nullptr) {
      sweep.Record();
    } else {
      sweep.Inject(*item);
    }
    const Seen* seen = test.RunPart({.difference = true});
    sweep.Stop();
    if (seen == nullptr) break;
    run.failed = seen->reply.is_error();
    run.endless = run.failed && seen->reply.text.starts_with(kTimeLimitError);
    const std::vector<KeyDifference> changes = scene.Difference();
    run.changes = DiffAsJson(changes);
    run.picture = DiffAsText(changes);
    if (const auto failure = test.BrokenInvariant()) run.broken = FailureLines(*failure);
    if (!scene.Stained()) break;
  }
  return std::nullopt;
}

}  // namespace

bool SkipsSweep(Scene& scene, TestResult& result) {
  if (dynamic_cast<SweepStage*>(&scene) != nullptr) return false;
  result.status = TestStatus::kSkipped;
  result.skipped_because = kNoSweeps;
  return true;
}

std::string SweepFaults(Scene& scene, SweptTest& test, const SweepChoice& choice,
                        std::vector<std::string>& output) {
  if (scene.Stained()) return "";  // the test will run again, and be swept then
  const auto cannot = [](const Diagnostic& problem) {
    return StrCat("the test cannot begin again: ", problem.message);
  };
  FaultSweep sweep(dynamic_cast<SweepStage&>(scene), choice, test.has_invariant());
  SweptRun run;
  if (const auto problem = RunAgain(scene, test, sweep, nullptr, run)) return cannot(*problem);
  if (auto problem = sweep.Problem(run)) return *std::move(problem);
  for (const FaultSweep::Item& item : sweep.Items()) {
    if (const auto problem = RunAgain(scene, test, sweep, &item, run)) return cannot(*problem);
    if (!sweep.Judge(item, run)) break;
  }
  if (std::string cut = sweep.Cut(); !cut.empty()) output.push_back(std::move(cut));
  return sweep.Verdict();
}

}  // namespace luarig

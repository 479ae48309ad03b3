#include "engine/testing/step_runner.h"

#include "engine/base/bytes.h"

namespace luarig {
namespace {

bool IsPlainWord(std::string_view word) {
  return !word.empty() && word.find_first_of(" \"'\\\n\r\t") == std::string_view::npos &&
         IsValidUtf8(word);
}

std::string LogText(const SeenLog& line) {
  constexpr std::string_view kNames[] = {"debug", "verbose", "notice", "warning"};
  return StrCat("[", kNames[static_cast<size_t>(line.level)], "] ", line.text);
}

}  // namespace

std::string StepText(std::span<const std::string> words) {
  constexpr size_t kLongest = 60;
  std::string out;
  for (const std::string& word : words) {
    const std::string shown =
        word.size() > kLongest ? StrCat(word.substr(0, kLongest), "...") : word;
    if (!out.empty()) out += ' ';
    out += IsPlainWord(shown) ? shown : Quote(shown);
  }
  return out;
}

bool Skips(const Scene& scene, const Watching& watching, TestResult& result) {
  auto lacks = scene.Lacks(watching);
  if (!lacks) return false;
  result.status = TestStatus::kSkipped;
  result.skipped_because = *std::move(lacks);
  return true;
}

bool StepRunner::Run(std::span<const Step> steps) {
  for (const Step& step : steps) {
    ++result_.steps;
    Do(step);
    if (!result_.failures.empty() || result_.status == TestStatus::kSkipped) return false;
  }
  return true;
}

void StepRunner::Do(const Step& step) {
  switch (step.kind) {
    case Step::Kind::kCall:
      return Call(step);
    case Step::Kind::kAdvance:
      if (const auto reason = scene_.Advance(step.advance_micros)) {
        Diagnostic problem;
        problem.message = *reason;
        Fail(step, std::move(problem));
      }
      return;
    case Step::Kind::kLoad:
      if (auto problem = scene_.Load(*step.file)) Fail(step, std::move(*problem));
      return;
  }
}

std::vector<std::string> StepRunner::WordsOf(const Step& step) const {
  std::vector<std::string> words;
  words.reserve(step.words.size() + 3);
  const auto add = [&](size_t from) {
    for (size_t i = from; i < step.words.size(); ++i)
      AppendArguments(words, tape_, step.words[i], captures_);
  };
  if (step.form == Step::Form::kCommand) {
    add(0);
    return words;
  }
  words.push_back(step.command);
  const bool script = step.form == Step::Form::kScript;
  words.push_back(script ? step.script : ArgumentBytes(tape_, step.words.at(0), captures_));
  words.emplace_back();  // how many keys
  add(script ? 0 : 1);
  constexpr size_t kBefore = 3;
  size_t keys = 0;
  while (kBefore + keys < words.size() && words[kBefore + keys] != ",") ++keys;
  words[2] = std::to_string(keys);
  if (kBefore + keys < words.size()) words.erase(words.begin() + static_cast<long>(kBefore + keys));
  return words;
}

void StepRunner::Call(const Step& step) {
  const std::vector<std::string> words = WordsOf(step);
  Watching watching;
  if (run_ == nullptr) {
    for (const auto& check : step.checks) check->Ask(watching);
    if (Skips(scene_, watching, result_)) return;
  } else if (&step == measured_) {
    watching = {.instructions = true, .command_count = true};
  }
  const Seen* sent = Send(step, words, watching);
  if (sent == nullptr) return;
  const Seen& seen = *sent;
  const CheckContext context{.tape = tape_,
                             .scene = scene_,
                             .scratch = scratch_,
                             .seen = &seen,
                             .step = Shown(step, words),
                             .result = result_,
                             .edits = edits_};
  if (seen.reply.is_error() && !step.expects_error && !step.expects_reply)
    return Unexpected(step, context);
  if (run_ != nullptr) return VerifyAtSize(step, context);
  for (const auto& check : step.checks) check->Verify(context);
}

void StepRunner::Repeat(std::span<const Step> steps) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kCall) {
      Send(step, WordsOf(step), {});
    } else {
      Do(step);
    }
  }
}

const Seen* StepRunner::Send(const Step& step, std::span<const std::string> words,
                             const Watching& watching) {
  if (step.file != nullptr) scene_.NoteScript(*step.file);
  if (!step.faults.empty() && !Plan(step, step.faults)) return nullptr;
  const Seen& seen = scene_.Run(step.client, words, watching);
  if (!step.faults.empty()) Plan(step, {});
  for (const SeenLog& line : seen.log) result_.output.push_back(LogText(line));
  if (!step.capture.empty()) {
    const Reply& reply = seen.reply;
    captures_[step.capture] =
        reply.kind == Reply::Kind::kInteger ? std::to_string(reply.integer) : reply.text;
  }
  return &seen;
}

std::string StepRunner::Shown(const Step& step, std::vector<std::string> words) {
  if (step.form == Step::Form::kScript) words[1] = step.file ? step.file->path : "(script)";
  return StepText(words);
}

void StepRunner::VerifyAtSize(const Step& step, const CheckContext& context) {
  const Seen& seen = *context.seen;
  if (&step == measured_) {
    run_->outcome = SizeRun::Outcome::kMeasured;
    run_->instructions = seen.instructions;
    run_->commands = seen.commands;
  }
  // An error that was expected is none.
  if (!seen.reply.is_error()) return;
  for (const auto& check : step.checks) {
    if (check->of_reply()) check->Verify(context);
  }
  if (result_.failures.empty()) return;
  result_.failures.clear();
  Unexpected(step, context);
}

bool StepRunner::Plan(const Step& step, std::span<const PlannedFault> faults) {
  auto* planner = dynamic_cast<FaultPlanner*>(&scene_);
  const auto reason =
      planner == nullptr
          ? std::optional<std::string>("commands of a real server cannot be made to fail")
          : planner->PlanFaults(faults);
  if (!reason) return true;
  Diagnostic problem;
  problem.message = *reason;
  Fail(step, std::move(problem));
  return false;
}

void StepRunner::Unexpected(const Step& step, const CheckContext& context) {
  TestFailure failure;
  failure.what = "error";
  failure.where = tape_.source().PlaceAt(tape_.BeginOf(step.at), 0, tape_.PathOf(step.at, "$"));
  failure.step = context.step;
  failure.got = context.seen->reply.text;
  failure.message = "it failed, and nothing in the test says that it may";
  failure.error_code = context.seen->reply.error_code();
  failure.error = context.seen->error;
  result_.failures.push_back(std::move(failure));
}

void StepRunner::Fail(const Step& step, Diagnostic problem) {
  TestFailure failure;
  failure.what = "step";
  failure.where = tape_.source().PlaceAt(tape_.BeginOf(step.at), 0, tape_.PathOf(step.at, "$"));
  failure.message = problem.message;
  if (!problem.where.file.empty()) failure.error = std::move(problem);
  result_.failures.push_back(std::move(failure));
}

void StepRunner::VerifyEnd(std::span<const std::unique_ptr<Check>> checks) {
  const CheckContext context{.tape = tape_,
                             .scene = scene_,
                             .scratch = scratch_,
                             .seen = nullptr,
                             .step = "",
                             .result = result_,
                             .edits = edits_};
  for (const auto& check : checks) check->Verify(context);
}

}  // namespace luarig

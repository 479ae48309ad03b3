#include "engine/testing/step_reader.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/fixture/json_document.h"
#include "engine/fixture/times.h"

namespace luarig {
namespace {

constexpr std::string_view kActions[] = {"call",    "fcall",   "fcall_ro", "eval",
                                         "eval_ro", "advance", "load"};
constexpr std::string_view kModifiers[] = {"client", "capture", "when", "fail",
                                           "faults", "measure", "note"};

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string_view> StepMembers() {
  std::vector<std::string_view> names(std::begin(kActions), std::end(kActions));
  names.insert(names.end(), std::begin(kModifiers), std::end(kModifiers));
  names.insert(names.end(), CheckNames().begin(), CheckNames().end());
  return names;
}

}  // namespace

void StepReader::Error(size_t at, std::string message, std::string help) {
  problems_.Error("bad-test", std::move(message),
                  tape_.source().PlaceAt(tape_.BeginOf(at), tape_.EndOf(at) - tape_.BeginOf(at),
                                         tape_.PathOf(at, "$")),
                  std::move(help));
}

void StepReader::Unknown(size_t key, std::string_view where,
                         std::span<const std::string_view> known) {
  const std::string_view name = tape_.at(key).text;
  const std::string meant = DidYouMean(name, known);
  std::string all;
  for (const std::string_view word : known) all += StrCat(all.empty() ? "" : ", ", word);
  Error(key, StrCat(Quote(name), " is no member of ", where),
        meant.empty() ? StrCat("it may have: ", all) : meant);
}

bool StepReader::IsText(size_t value, std::string_view what) {
  if (tape_.at(value).kind == JsonKind::kString) return true;
  Error(value, StrCat(what, " is a text"));
  return false;
}

std::vector<Step> StepReader::ReadSteps(size_t array) {
  std::vector<Step> steps;
  if (tape_.at(array).kind != JsonKind::kArray) {
    Error(array, "a list of steps belongs here",
          "[{\"call\": [\"GET\", \"k\"], \"reply\": \"v\"}]");
    return steps;
  }
  tape_.ForValues(array, [&](size_t object, size_t) {
    if (tape_.at(object).kind == JsonKind::kObject) return steps.push_back(ReadStep(object));
    Error(object, "a step is an object", "{\"call\": [\"GET\", \"k\"], \"reply\": \"v\"}");
  });
  return steps;
}

Step StepReader::ReadStep(size_t object) {
  Step step;
  step.at = object;
  int actions = 0;
  size_t when = 0;
  tape_.ForMembers(object, [&](size_t key, size_t value) {
    const std::string_view name = tape_.at(key).text;
    if (ReadAction(step, name, key, value)) {
      if (++actions == 2)
        Error(key, "a step does one thing, and this one does two", "make two steps of it");
    } else if (name == "client") {
      if (IsText(value, "the name of a client")) step.client = tape_.at(value).text;
    } else if (name == "capture") {
      if (IsText(value, "the name under which a reply is kept"))
        step.capture = tape_.at(value).text;
    } else if (name == "measure") {
      ReadMeasure(step, value);
    } else if (name == "fail") {
      ReadFaults(step, value);
    } else if (name == "faults") {
      ReadSweep(step, value);
    } else if (name == "when") {
      when = value;
    } else if (IsOneOf(name, CheckNames())) {
      ReadExpectation(step, name, value);
    } else if (name != "note") {
      Unknown(key, "a step", StepMembers());
    }
  });
  if (when != 0) ReadWhen(step, when);
  if (actions == 0) {
    Error(object, "this step does nothing",
          "give it \"call\", \"fcall\", \"eval\", \"advance\" or \"load\"");
  }
  if (step.kind != Step::Kind::kCall && (step.expects_reply || step.expects_error))
    Error(object, "only a call has a reply");
  if (step.kind != Step::Kind::kCall && step.sweep)
    Error(step.sweep_at, "only a call of scripts has faults");
  if (step.kind != Step::Kind::kCall && step.measured) Error(object, "only a call can be measured");
  return step;
}

bool StepReader::ReadAction(Step& step, std::string_view name, size_t key, size_t value) {
  if (!IsOneOf(name, kActions)) return false;
  if (name == "advance") {
    step.kind = Step::Kind::kAdvance;
    const auto millis = ParseDuration(tape_.at(value).text);
    if (!millis) {
      Error(value, "a time that passes belongs here", "\"10s\", \"1500ms\", \"2m\", or seconds");
    } else {
      step.advance_micros = *millis * 1000;
    }
    return true;
  }
  if (name == "load") {
    step.kind = Step::Kind::kLoad;
    if (!IsText(value, "the path of a library")) return true;
    auto file = files_.ReadLua(suite_path_, std::string(tape_.at(value).text));
    if (!file.ok()) {
      Error(value, file.error());
    } else {
      step.file = file.value();
    }
    return true;
  }
  if (tape_.at(value).kind != JsonKind::kArray || tape_.at(value).count == 0) {
    Error(value, StrCat("what ", tape_.at(key).text, " runs is an array that is not empty"),
          name == "call" ? "[\"HGET\", \"user:1\", \"name\"]"
                         : "[\"name\", \"key\", \",\", \"argument\"], as on the command line");
    return true;
  }
  if (name == "call") {
    ReadCommand(step, value);
  } else {
    ReadCall(step, name, value);
  }
  return true;
}

void StepReader::ReadMeasure(Step& step, size_t value) {
  const JsonTape::Token& token = tape_.at(value);
  step.measured = token.kind == JsonKind::kWord && token.text == "true";
  if (!step.measured && token.text != "false") Error(value, "true or false belongs here");
}

bool StepReader::IsOneWord(size_t word) {
  if (auto error = CheckArgument(tape_, word)) {
    Error(std::move(*error));
    return false;
  }
  if (!IsSeveral(tape_, word)) return true;
  Error(word, "the first word is one, and this may be none or several");
  return false;
}

void StepReader::ReadCommand(Step& step, size_t array) {
  tape_.ForValues(array, [&](size_t word, size_t index) {
    if (index == 0 && !IsOneWord(word)) return;
    if (auto error = CheckArgument(tape_, word)) return Error(std::move(*error));
    step.words.push_back(word);
  });
}

void StepReader::ReadCall(Step& step, std::string_view name, size_t array) {
  step.command = ToUpper(name);
  step.form = name.starts_with("eval") ? Step::Form::kScript : Step::Form::kFunction;
  tape_.ForValues(array, [&](size_t word, size_t index) {
    if (index == 0 && step.form == Step::Form::kScript) return ReadScript(step, word);
    if (index == 0 && !IsOneWord(word)) return;
    if (auto error = CheckArgument(tape_, word)) return Error(std::move(*error));
    step.words.push_back(word);
  });
}

void StepReader::ReadScript(Step& step, size_t first) {
  if (tape_.at(first).kind == JsonKind::kObject) {
    const size_t text = MemberOf(tape_, first, "text");
    if (text == 0 || tape_.at(text).kind != JsonKind::kString)
      return Error(first, "a script is a path, or {\"text\": \"return 1\"}");
    step.script = tape_.at(text).text;
    return;
  }
  if (!IsText(first, "the path of a script")) return;
  auto file = files_.ReadLua(suite_path_, std::string(tape_.at(first).text));
  if (!file.ok()) return Error(first, file.error(), "a text is written {\"text\": \"return 1\"}");
  step.file = file.value();
  step.script = step.file->text;
}

void StepReader::ReadExpectation(Step& step, std::string_view name, size_t value) {
  std::vector<NotationError> errors;
  auto check = MakeCheck(name, tape_, value, scratch_, errors);
  for (NotationError& error : errors) Error(std::move(error));
  if (check != nullptr) step.checks.push_back(std::move(check));
  step.expects_reply = step.expects_reply || name == "reply";
  step.expects_error = step.expects_error || name == "error";
}

void StepReader::ReadWhen(Step& step, size_t object) {
  if (tape_.at(object).kind != JsonKind::kObject)
    return Error(object, "{\"replica\": {\"error\": \"READONLY\"}} or the like belongs here");
  tape_.ForMembers(object, [&](size_t cell, size_t expectations) {
    if (tape_.at(expectations).kind != JsonKind::kObject)
      return Error(expectations, "an object of expectations belongs here");
    Step instead;
    tape_.ForMembers(expectations, [&](size_t key, size_t value) {
      const std::string_view name = tape_.at(key).text;
      if (!IsOneOf(name, CheckNames())) return Unknown(key, "expectations", CheckNames());
      ReadExpectation(instead, name, value);
    });
    if (std::ranges::find(cell_, tape_.at(cell).text) == cell_.end()) return;
    step.checks = std::move(instead.checks);
    step.expects_reply = instead.expects_reply;
    step.expects_error = instead.expects_error;
  });
}

void StepReader::ReadFaults(Step& step, size_t value) {
  constexpr std::string_view kMembers[] = {"command", "call", "error"};
  const auto read = [&](size_t object) {
    if (tape_.at(object).kind != JsonKind::kObject)
      return Error(object, "a failure is an object",
                   "{\"command\": \"HSET\", \"error\": \"OOM command not allowed\"}");
    PlannedFault fault;
    tape_.ForMembers(object, [&](size_t key, size_t what) {
      const std::string_view name = tape_.at(key).text;
      const std::string_view text = tape_.at(what).text;
      if (name == "command") {
        fault.command = text;
      } else if (name == "error") {
        fault.error = text;
      } else if (name != "call") {
        Unknown(key, "a failure", kMembers);
      } else if (const auto number = ParseInteger(text);
                 number && *number > 0 && *number < 1'000'000) {
        fault.call = static_cast<int>(*number);
      } else {
        Error(what, "the how manieth command of the script, from 1");
      }
    });
    if (fault.error.empty())
      return Error(object, "a failure needs its \"error\", the reply to give");
    step.faults.push_back(std::move(fault));
  };
  if (tape_.at(value).kind != JsonKind::kArray) return read(value);
  tape_.ForValues(value, [&](size_t object, size_t) { read(object); });
}

void StepReader::ReadEndCheck(std::string_view name, size_t value, Checks& checks) {
  std::vector<NotationError> errors;
  auto check = MakeCheck(name, tape_, value, scratch_, errors);
  for (NotationError& error : errors) Error(std::move(error));
  if (check != nullptr) checks.push_back(std::move(check));
}

}  // namespace luarig

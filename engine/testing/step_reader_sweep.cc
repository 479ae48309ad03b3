// "faults" of a step: which faults it is run again with, and what holds behind each.

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/testing/step_reader.h"

namespace luarig {
namespace {

constexpr std::string_view kWhich[] = {"likely", "all"};
constexpr std::string_view kMembers[] = {"which", "only", "invariant", "note"};

}  // namespace

void StepReader::ReadSweep(Step& step, size_t value) {
  const JsonTape::Token& token = tape_.at(value);
  step.sweep_at = value;
  if (token.kind == JsonKind::kWord && token.text == "false") return;
  step.sweep.emplace();
  if (token.kind != JsonKind::kObject) {
    if (const auto all = ReadWhichFaults(value)) step.sweep->all = *all;
    return;
  }
  tape_.ForMembers(value, [&](size_t key, size_t what) {
    const std::string_view name = tape_.at(key).text;
    if (name == "which") {
      if (const auto all = ReadWhichFaults(what)) step.sweep->all = *all;
    } else if (name == "only") {
      ReadOnlyFaults(step, what);
    } else if (name == "invariant") {
      ReadInvariant(step, what);
    } else if (name != "note") {
      Unknown(key, "faults", kMembers);
    }
  });
}

// True for all of them, also those that no server would answer there.
std::optional<bool> StepReader::ReadWhichFaults(size_t value) {
  const JsonTape::Token& token = tape_.at(value);
  if (token.kind == JsonKind::kWord && token.text == "true") return false;
  if (token.kind == JsonKind::kString) {
    if (token.text == kWhich[0]) return false;
    if (token.text == kWhich[1]) return true;
    const std::string meant = DidYouMean(token.text, kWhich);
    Error(value, StrCat("there are no faults ", Quote(token.text)),
          meant.empty() ? "known are \"likely\" and \"all\"" : meant);
    return std::nullopt;
  }
  Error(value, "true, \"likely\", \"all\" or an object belongs here",
        "{\"which\": \"all\", \"only\": [\"HSET\"], \"invariant\": [..]}");
  return std::nullopt;
}

void StepReader::ReadOnlyFaults(Step& step, size_t value) {
  if (tape_.at(value).kind != JsonKind::kArray || tape_.at(value).count == 0)
    return Error(value, "a list of commands that may fail belongs here", "[\"HSET\", \"INCRBY\"]");
  tape_.ForValues(value, [&](size_t name, size_t) {
    if (IsText(name, "a command")) step.sweep->only.emplace_back(tape_.at(name).text);
  });
}

void StepReader::ReadInvariant(Step& step, size_t value) {
  step.invariant = ReadSteps(value);
  if (tape_.at(value).kind == JsonKind::kArray && step.invariant.empty())
    Error(value, "an invariant without steps promises nothing");
  for (const Step& inner : step.invariant) {
    if (inner.sweep) Error(inner.sweep_at, "a step of an invariant has no faults of its own");
  }
}

}  // namespace luarig

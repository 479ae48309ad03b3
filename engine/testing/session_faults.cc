#include "engine/testing/session_faults.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/testing/step_runner.h"
#include "engine/testing/sweep.h"

namespace luarig {
namespace {

bool IsDirective(const SessionItem& item, std::string_view name) {
  return item.kind == SessionItem::Kind::kDirective && item.words[0] == name;
}

bool IsWhich(std::string_view word) { return word == "likely" || word == "all"; }

// "@faults all HSET, INCRBY": which, and commands.
SweepChoice ChoiceOf(const SessionItem& faults) {
  SweepChoice choice;
  for (size_t i = 1; i < faults.words.size(); ++i) {
    std::string word = faults.words[i];
    if (word.ends_with(',')) word.pop_back();
    if (i == 1 && IsWhich(word)) {
      choice.all = word == "all";
    } else {
      choice.only.push_back(std::move(word));
    }
  }
  return choice;
}

class SweptCommand final : public SweptTest {
 public:
  // `at`: of the command in the story.
  SweptCommand(const SessionStory& story, size_t at, SessionPlayer& player)
      : items_(story.items), at_(at), player_(player) {}

  void RunBefore() override {
    player_.Restart();
    TestResult ignored;
    for (const SessionItem& item : std::span(items_).first(at_)) {
      if (item.kind == SessionItem::Kind::kCommand) {
        player_.Send(item, {});
      } else {
        player_.Play(item, ignored);
      }
    }
  }

  const Seen* RunPart(const Watching& watching) override {
    return &player_.Send(items_[at_], watching);
  }

  bool has_invariant() const override {
    return std::ranges::any_of(Behind(),
                               [](const auto& item) { return IsDirective(item, "invariant"); });
  }

  // Who speaks is as it is there; other commands and directives are left out.
  std::optional<TestFailure> BrokenInvariant() override {
    TestResult result;
    bool holds = false;  // the next command must
    for (const SessionItem& item : Behind()) {
      if (IsDirective(item, "client") || (holds && item.kind == SessionItem::Kind::kCommand))
        player_.Play(item, result);
      if (!result.failures.empty()) return std::move(result.failures.front());
      holds = IsDirective(item, "invariant");
    }
    return std::nullopt;
  }

 private:
  // What follows the command, up to the next that has faults.
  std::span<const SessionItem> Behind() const {
    const std::span<const SessionItem> rest = std::span(items_).subspan(at_ + 1);
    const auto end =
        std::ranges::find_if(rest, [](const auto& item) { return IsDirective(item, "faults"); });
    return {rest.begin(), end};
  }

  const std::vector<SessionItem>& items_;
  size_t at_;
  SessionPlayer& player_;
};

}  // namespace

std::vector<SessionError> CheckFaultDirectives(const SessionStory& story) {
  std::vector<SessionError> errors;
  bool faults = false;
  for (size_t i = 0; i < story.items.size(); ++i) {
    const SessionItem& item = story.items[i];
    const bool invariant = IsDirective(item, "invariant");
    if (!invariant && !IsDirective(item, "faults")) continue;
    const std::string name = StrCat("@", item.words[0]);
    if (i + 1 == story.items.size() || story.items[i + 1].kind != SessionItem::Kind::kCommand)
      errors.push_back({item.line, StrCat(name, " stands on the line above a command"), ""});
    if (invariant && item.words.size() > 1)
      errors.push_back(
          {item.line, "@invariant stands alone", "what holds is the command below it"});
    if (invariant && !faults)
      errors.push_back({item.line, "@invariant tells what holds behind faults",
                        "put @faults above a command in front of it"});
    faults = faults || !invariant;
    // Commands are in capitals, so that a slip is not taken for one.
    for (size_t word = 1; !invariant && word < item.words.size(); ++word) {
      const std::string& text = item.words[word];
      if ((word == 1 && IsWhich(text)) || text == ToUpper(text)) continue;
      constexpr std::string_view kWhich[] = {"likely", "all"};
      const std::string meant = DidYouMean(text, kWhich);
      errors.push_back(
          {item.line, StrCat("there are no faults ", text),
           meant.empty() ? "@faults, @faults all, or @faults all HSET INCRBY" : meant});
    }
  }
  return errors;
}

bool HasFaults(const SessionStory& story) {
  return std::ranges::any_of(story.items,
                             [](const auto& item) { return IsDirective(item, "faults"); });
}

void SweepStory(const SessionStory& story, const std::string& path, Scene& scene,
                SessionPlayer& player, TestResult& result) {
  for (size_t i = 0; i + 1 < story.items.size(); ++i) {
    const SessionItem& item = story.items[i];
    if (!IsDirective(item, "faults")) continue;
    SweptCommand test(story, i + 1, player);
    std::string verdict = SweepFaults(scene, test, ChoiceOf(item), result.output);
    if (verdict.empty()) continue;
    TestFailure failure;
    failure.what = "faults";
    failure.where = {.file = path, .line = item.line.number, .column = 1};
    failure.step = StepText(story.items[i + 1].words);
    failure.message = std::move(verdict);
    result.failures.push_back(std::move(failure));
    return;
  }
}

}  // namespace luarig

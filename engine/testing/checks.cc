#include <algorithm>
#include <array>
#include <map>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/diff_json.h"
#include "engine/fixture/diff_text.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/keys_check.h"
#include "engine/testing/step.h"

namespace luarig {
namespace {

// What of an error was said before the server told where: "script: <sha>, on @user_script:3."
std::string_view WithoutPlace(std::string_view error) {
  const size_t at = error.find(" script: ");
  return error.substr(0, at);
}

bool IsCode(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class ReplyCheck final : public Check {
 public:
  using Check::Check;

  bool of_reply() const override { return true; }

  void Verify(const CheckContext& context) override {
    const Reply& reply = context.seen->reply;
    const auto mismatch = MatchReply(context.tape, at_, reply);
    if (!mismatch) return;
    const std::string got = ReplyNotation(reply);
    if (!HasMatcher(context.tape, at_) && !reply.is_error() && context.Rewrite(at_, got)) return;
    std::string message = mismatch->reason;
    if (!mismatch->inside.empty()) {
      message = StrCat("at ", mismatch->inside, message.empty() ? "" : ": ", message);
    }
    context.Fail("reply", at_, std::string(context.tape.Written(at_)), got, message);
  }
};

class ErrorCheck final : public Check {
 public:
  using Check::Check;

  bool of_reply() const override { return true; }

  void Verify(const CheckContext& context) override {
    const Reply& reply = context.seen->reply;
    if (reply.is_error() && Fits(context.tape, reply.text)) return;
    const std::string got =
        reply.is_error() ? std::string(WithoutPlace(reply.text)) : ReplyNotation(reply);
    std::string written;
    AppendJsonString(written, got);
    const bool text = context.tape.at(at_).kind == JsonKind::kString;
    if (reply.is_error() && text && context.Rewrite(at_, written)) return;
    context.Fail("error", at_, std::string(context.tape.Written(at_)),
                 reply.is_error() ? written : got, reply.is_error() ? "" : "it did not fail");
  }

 private:
  bool Fits(const JsonTape& tape, std::string_view error) const {
    if (tape.at(at_).kind == JsonKind::kObject) return !MatchText(tape, at_, error);
    const std::string_view wanted = tape.at(at_).text;
    if (IsCode(wanted)) return error.substr(0, error.find(' ')) == wanted;
    return wanted == error || wanted == WithoutPlace(error);
  }
};

// A difference without the parts in which nothing differs.
std::string WithoutEmpty(const std::string& json) {
  const JsonDocument document(json, "");
  const JsonTape& tape = document.tape();
  std::string out = "{";
  tape.ForMembers(0, [&](size_t key, size_t part) {
    if (tape.at(part).count == 0) return;
    if (out.size() > 1) out += ", ";
    AppendJsonString(out, tape.at(key).text);
    out += StrCat(": ", tape.Written(part));
  });
  return out + "}";
}

class DiffCheck final : public Check {
 public:
  using Check::Check;

  void Ask(Watching& watching) const override { watching.difference = true; }
  void Verify(const CheckContext& context) override {
    const std::vector<KeyDifference> difference = context.scene.Difference();
    const std::string json = WithoutEmpty(DiffAsJson(difference));
    const JsonDocument actual(json, "");
    if (!MatchJson(context.tape, at_, actual.tape(), 0)) return;
    if (!HasMatcher(context.tape, at_) && context.Rewrite(at_, json)) return;
    std::string text = DiffAsText(difference);
    if (text.empty()) text = "(no changes)\n";
    text.pop_back();
    context.Fail("diff", at_, std::string(context.tape.Written(at_)), json,
                 StrCat("what changed:\n", text));
  }
};

class LogCheck final : public Check {
 public:
  using Check::Check;

  void Ask(Watching& watching) const override { watching.log = true; }
  void Verify(const CheckContext& context) override {
    const std::vector<SeenLog>& log = context.seen->log;
    std::vector<size_t> lines;
    context.tape.ForValues(at_, [&](size_t line, size_t) { lines.push_back(line); });
    const auto fits = [&](size_t line, const SeenLog& seen) {
      const bool object = context.tape.at(line).kind == JsonKind::kObject;
      const size_t text = object ? MemberOf(context.tape, line, "text") : 0;
      return !MatchText(context.tape, text == 0 ? line : text, seen.text);
    };
    if (std::ranges::equal(lines, log, fits)) return;
    std::string got = "[";
    for (const SeenLog& line : log) {
      if (got.size() > 1) got += ", ";
      AppendJsonString(got, line.text);
    }
    got += "]";
    if (!HasMatcher(context.tape, at_) && context.Rewrite(at_, got)) return;
    context.Fail("log", at_, std::string(context.tape.Written(at_)), got);
  }
};

// Lists of commands: [["HGET", "k", {"$any": true}], "SET"], a name alone for all its arguments; or
// {"HGET": 2}: how often each was called.
class CommandsCheck : public Check {
 public:
  CommandsCheck(size_t at, std::string_view what) : Check(at), what_(what) {}

  void Verify(const CheckContext& context) override {
    const auto commands = Commands(*context.seen);
    const bool counts = context.tape.at(at_).kind == JsonKind::kObject;
    if (counts ? CountsFit(context.tape, commands) : ListFits(context.tape, commands)) return;
    const std::string got = counts ? CountsText(commands) : ListText(commands);
    if (!HasMatcher(context.tape, at_) && context.Rewrite(at_, got)) return;
    context.Fail(std::string(what_), at_, std::string(context.tape.Written(at_)), got);
  }

 protected:
  using Words = std::vector<std::string>;
  virtual std::vector<Words> Commands(const Seen& seen) const = 0;

 private:
  static bool CommandFits(const JsonTape& tape, size_t expected, const Words& words) {
    if (tape.at(expected).kind != JsonKind::kArray)
      return EqualsIgnoreCase(tape.at(expected).text, words.front());
    std::vector<size_t> values;
    tape.ForValues(expected, [&](size_t value, size_t) { values.push_back(value); });
    if (values.size() != words.size() || !EqualsIgnoreCase(tape.at(values[0]).text, words[0]))
      return false;
    for (size_t i = 1; i < words.size(); ++i) {
      if (MatchText(tape, values[i], words[i])) return false;
    }
    return true;
  }

  bool ListFits(const JsonTape& tape, const std::vector<Words>& commands) const {
    std::vector<size_t> expected;
    tape.ForValues(at_, [&](size_t value, size_t) { expected.push_back(value); });
    return std::ranges::equal(expected, commands, [&](size_t value, const Words& words) {
      return CommandFits(tape, value, words);
    });
  }

  static std::map<std::string, size_t> CountsOf(const std::vector<Words>& commands) {
    std::map<std::string, size_t> counts;
    for (const Words& words : commands) ++counts[ToUpper(words.front())];
    return counts;
  }

  bool CountsFit(const JsonTape& tape, const std::vector<Words>& commands) const {
    auto counts = CountsOf(commands);
    bool fits = true;
    tape.ForMembers(at_, [&](size_t key, size_t value) {
      const std::string name = ToUpper(tape.at(key).text);
      fits = fits && !MatchText(tape, value, std::to_string(counts[name]));
      counts.erase(name);
    });
    return fits && counts.empty();
  }

  static std::string CountsText(const std::vector<Words>& commands) {
    std::string out = "{";
    for (const auto& [name, count] : CountsOf(commands)) {
      if (out.size() > 1) out += ", ";
      AppendJsonString(out, name);
      out += StrCat(": ", count);
    }
    return out + "}";
  }

  static std::string ListText(const std::vector<Words>& commands) {
    std::string out = "[";
    for (const Words& words : commands) {
      if (out.size() > 1) out += ", ";
      Reply list{.kind = Reply::Kind::kArray};
      for (const std::string& word : words)
        list.elements.push_back({.kind = Reply::Kind::kBulk, .text = word});
      out += ReplyNotation(list);
    }
    return out + "]";
  }

  std::string_view what_;
};

class CallsCheck final : public CommandsCheck {
 public:
  explicit CallsCheck(size_t at) : CommandsCheck(at, "calls") {}
  void Ask(Watching& watching) const override { watching.calls = true; }

 private:
  std::vector<Words> Commands(const Seen& seen) const override {
    std::vector<Words> commands;
    for (const SeenCall& call : seen.calls) commands.push_back(call.words);
    return commands;
  }
};

class PropagatedCheck final : public CommandsCheck {
 public:
  explicit PropagatedCheck(size_t at) : CommandsCheck(at, "propagated") {}
  void Ask(Watching& watching) const override { watching.propagated = true; }

 private:
  std::vector<Words> Commands(const Seen& seen) const override { return seen.propagated; }
};

// [["hset", "user:1"], ...]: event and key.
class EventsCheck final : public CommandsCheck {
 public:
  explicit EventsCheck(size_t at) : CommandsCheck(at, "events") {}
  void Ask(Watching& watching) const override { watching.events = true; }

 private:
  std::vector<Words> Commands(const Seen& seen) const override {
    std::vector<Words> events;
    for (const SeenEvent& event : seen.events) events.push_back({event.name, event.key});
    return events;
  }
};

// {"commands": 10, "keys": 2, "bytes": 1000, "instructions": 5000}: at most so many.
class BudgetCheck final : public Check {
 public:
  using Check::Check;

  void Ask(Watching& watching) const override {
    watching.calls = true;
    watching.instructions = watching.instructions || instructions_;
    watching.difference = true;
  }
  void set_instructions() { instructions_ = true; }

  void Verify(const CheckContext& context) override {
    context.tape.ForMembers(at_, [&](size_t key, size_t value) {
      const std::string_view name = context.tape.at(key).text;
      const uint64_t spent = Spent(name, context);
      const uint64_t allowed = std::stoull(std::string(context.tape.at(value).text));
      if (spent <= allowed) return;
      context.Fail("budget", value, StrCat("at most ", allowed, " ", name),
                   StrCat(spent, " ", name));
    });
  }

 private:
  static uint64_t Spent(std::string_view name, const CheckContext& context) {
    const Seen& seen = *context.seen;
    if (name == "instructions") return seen.instructions;
    if (name == "commands") return seen.calls.size();
    if (name == "keys") return context.scene.Difference().size();
    uint64_t bytes = 0;  // that scripts sent to commands
    for (const SeenCall& call : seen.calls) {
      for (const std::string& word : call.words) bytes += word.size();
    }
    return bytes;
  }

  bool instructions_ = false;
};

// --- What is wrong with an expectation ---

using Errors = std::vector<NotationError>;

bool CheckReplyForm(const JsonTape& tape, size_t value, Errors& errors) {
  if (auto error = CheckReplyNotation(tape, value)) errors.push_back(std::move(*error));
  return errors.empty();
}

bool CheckErrorForm(const JsonTape& tape, size_t value, Errors& errors) {
  const JsonKind kind = tape.at(value).kind;
  if (kind == JsonKind::kString) return true;
  if (kind == JsonKind::kObject) return CheckReplyForm(tape, value, errors);
  errors.push_back({value, "a code (\"OOM\") or the error's text belongs here", ""});
  return false;
}

bool CheckKind(const JsonTape& tape, size_t value, JsonKind kind, const char* wanted,
               Errors& errors) {
  if (tape.at(value).kind == kind) return true;
  errors.push_back({value, wanted, ""});
  return false;
}

bool CheckCommandsForm(const JsonTape& tape, size_t value, Errors& errors) {
  if (tape.at(value).kind == JsonKind::kObject) return true;
  if (!CheckKind(tape, value, JsonKind::kArray,
                 "a list of commands, or {\"NAME\": how often} belongs here", errors))
    return false;
  tape.ForValues(value, [&](size_t command, size_t) {
    const JsonTape::Token& token = tape.at(command);
    const bool words = token.kind == JsonKind::kArray && token.count > 0;
    if (!words && token.kind != JsonKind::kString)
      errors.push_back({command, "a command is [\"NAME\", argument ..] or \"NAME\"", ""});
  });
  return errors.empty();
}

constexpr std::string_view kBudgets[] = {"commands", "keys", "bytes", "instructions"};

bool CheckBudgetForm(const JsonTape& tape, size_t value, Errors& errors) {
  if (!CheckKind(tape, value, JsonKind::kObject, "an object belongs here", errors)) return false;
  tape.ForMembers(value, [&](size_t key, size_t limit) {
    const std::string_view name = tape.at(key).text;
    if (std::ranges::find(kBudgets, name) == std::end(kBudgets))
      errors.push_back(
          {key, StrCat("there is no budget ", Quote(name)), DidYouMean(name, kBudgets)});
    const std::string_view digits = tape.at(limit).text;
    const bool whole = tape.at(limit).kind == JsonKind::kNumber && digits.size() < 19 &&
                       digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!whole) errors.push_back({limit, "a whole number belongs here", ""});
  });
  return errors.empty();
}

template <typename T>
std::unique_ptr<Check> Made(size_t value) {
  return std::make_unique<T>(value);
}

constexpr std::array<std::string_view, 9> kAllNames = {
    "reply", "error", "diff", "keys", "calls", "log", "propagated", "events", "budget"};
constexpr std::array<std::string_view, 2> kEndNames = {"keys", "only_keys"};

}  // namespace

std::span<const std::string_view> CheckNames() { return kAllNames; }
std::span<const std::string_view> EndCheckNames() { return kEndNames; }

std::unique_ptr<Check> MakeCheck(std::string_view name, const JsonTape& tape, size_t value,
                                 Scratch& scratch, Errors& errors) {
  if (name == "reply" && CheckReplyForm(tape, value, errors)) return Made<ReplyCheck>(value);
  if (name == "error" && CheckErrorForm(tape, value, errors)) return Made<ErrorCheck>(value);
  if (name == "diff" &&
      CheckKind(tape, value, JsonKind::kObject,
                "{\"added\": .., \"removed\": .., \"changed\": ..} belongs here", errors))
    return Made<DiffCheck>(value);
  if (name == "log" &&
      CheckKind(tape, value, JsonKind::kArray, "a list of lines belongs here", errors))
    return Made<LogCheck>(value);
  if (name == "calls" && CheckCommandsForm(tape, value, errors)) return Made<CallsCheck>(value);
  if (name == "propagated" && CheckCommandsForm(tape, value, errors))
    return Made<PropagatedCheck>(value);
  if (name == "events" && CheckCommandsForm(tape, value, errors)) return Made<EventsCheck>(value);
  if (name == "budget" && CheckBudgetForm(tape, value, errors)) {
    auto check = std::make_unique<BudgetCheck>(value);
    if (MemberOf(tape, value, "instructions") != 0) check->set_instructions();
    return check;
  }
  if (name == "keys" || name == "only_keys")
    return MakeKeysCheck(name, tape, value, scratch, errors);
  return nullptr;
}

void CheckContext::Fail(std::string what, size_t at, std::string expected, std::string got,
                        std::string message) const {
  TestFailure failure;
  failure.what = std::move(what);
  failure.where = tape.source().PlaceAt(tape.BeginOf(at), 0, tape.PathOf(at, "$"));
  failure.step = step;
  failure.expected = std::move(expected);
  failure.got = std::move(got);
  failure.message = std::move(message);
  if (seen != nullptr) {
    failure.error_code = seen->reply.error_code();
    failure.error = seen->error;
  }
  result.failures.push_back(std::move(failure));
}

bool CheckContext::Rewrite(size_t at, std::string text) const {
  if (edits == nullptr) return false;
  const std::string_view written = tape.Written(at);
  if (written.find("${") != std::string_view::npos) return false;
  const size_t begin = tape.BeginOf(at);
  edits->push_back({begin, begin + written.size(), std::move(text)});
  return true;
}

}  // namespace luarig

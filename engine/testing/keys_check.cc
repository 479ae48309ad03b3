#include "engine/testing/keys_check.h"

#include <functional>
#include <set>
#include <string>

#include "engine/base/bytes.h"
#include "engine/fixture/json_document.h"
#include "engine/fixture/loader.h"
#include "engine/fixture/notation.h"
#include "engine/fixture/value_reader.h"

namespace luarig {

const Entry* Scratch::Read(const JsonTape& tape, size_t value, int64_t now_ms,
                           std::string& problem) {
  Keyspace& keys = *engine_.state().databases[0];
  keys.Erase("value");
  clock_.Set(now_ms * 1000);
  engine_.state().FreezeClock();
  Problems problems;
  {
    Loader loader(engine_, now_ms);
    const std::function<std::string()> base = [] { return std::string("$"); };
    ValueReader reader(tape, base, loader, problems);
    reader.Place(0, "value", value);
  }
  if (!problems.errors.empty()) {
    const Diagnostic& first = problems.errors.front();
    problem = StrCat(first.message, first.help.empty() ? "" : "; ", first.help);
    return nullptr;
  }
  return keys.FindEntry("value", false);
}

namespace {

class KeysCheck final : public Check {
 public:
  KeysCheck(size_t at, bool only) : Check(at), only_(only) {}

  void Verify(const CheckContext& context) override {
    std::vector<KeyName> names;
    context.tape.ForMembers(at_, [&](size_t key, size_t) {
      names.push_back({0, std::string(context.tape.at(key).text)});
    });
    const Databases& databases =
        context.scene.Keys(only_ ? std::span<const KeyName>() : std::span(names));
    Keyspace& keys = *databases[0];
    context.tape.ForMembers(at_, [&](size_t key, size_t value) {
      VerifyKey(context, context.tape.at(key).text, value,
                keys.FindEntry(context.tape.at(key).text, false));
    });
    if (only_) VerifyNoOthers(context, keys, names);
  }

 private:
  static void VerifyKey(const CheckContext& context, std::string_view key, size_t value,
                        const Entry* entry) {
    const JsonTape& tape = context.tape;
    const std::string got = entry == nullptr ? "null" : ValueAsJson(ValueView(*entry));
    const auto differs = [&](const std::string& why) {
      if (!HasMatcher(tape, value) && context.Rewrite(value, got)) return;
      context.Fail("keys", value, std::string(tape.Written(value)), got,
                   StrCat("key ", Quote(key), why));
    };
    if (tape.at(value).kind == JsonKind::kWord) {  // null
      if (entry != nullptr) differs(" is there");
      return;
    }
    if (entry == nullptr) return differs(" is not there");
    if (HasMatcher(tape, value)) {
      const JsonDocument actual(got, "");
      if (const auto mismatch = MatchJson(tape, value, actual.tape(), 0))
        differs(StrCat(mismatch->inside.empty() ? "" : " at ", mismatch->inside));
      return;
    }
    if (!Same(context, value, *entry)) differs("");
  }

  static bool Same(const CheckContext& context, size_t value, const Entry& entry) {
    const JsonTape::Token& token = context.tape.at(value);
    const ValueView actual(entry);
    if (token.kind == JsonKind::kString || token.kind == JsonKind::kNumber) {
      NumberText scratch;
      return actual.type() == ValueType::kString && !actual.expire_at() &&
             actual.Text(scratch) == token.text;
    }
    std::string problem;
    const Entry* expected =
        context.scratch.Read(context.tape, value, context.scene.NowMicros() / 1000, problem);
    return expected != nullptr && ValueView(*expected) == actual;
  }

  void VerifyNoOthers(const CheckContext& context, Keyspace& keys,
                      const std::vector<KeyName>& names) const {
    std::set<std::string_view> expected;
    for (const KeyName& name : names) expected.insert(name.key);
    std::string others;
    size_t count = 0;
    keys.ForEach([&](const Entry& entry) {
      if (expected.contains(entry.key())) return;
      constexpr size_t kMostNamed = 5;
      if (++count <= kMostNamed) others += StrCat(others.empty() ? "" : ", ", Quote(entry.key()));
    });
    if (count > 0)
      context.Fail("only_keys", at_, "no other keys", StrCat(count, " others: ", others));
  }

  bool only_;
};

}  // namespace

std::unique_ptr<Check> MakeKeysCheck(std::string_view name, const JsonTape& tape, size_t value,
                                     Scratch& scratch, std::vector<NotationError>& errors) {
  if (tape.at(value).kind != JsonKind::kObject) {
    errors.push_back({value, "{\"key\": value in fixture notation, or null} belongs here", ""});
    return nullptr;
  }
  tape.ForMembers(value, [&](size_t, size_t content) {
    if (tape.at(content).kind == JsonKind::kWord) {
      if (tape.at(content).text != "null")
        errors.push_back({content, "a value in fixture notation, or null, belongs here", ""});
      return;
    }
    std::string problem;
    const JsonKind kind = tape.at(content).kind;
    const bool plain = kind == JsonKind::kString || kind == JsonKind::kNumber;
    if (plain || HasMatcher(tape, content)) return;
    constexpr int64_t kSomeTime = 1'704'067'200'000;
    if (scratch.Read(tape, content, kSomeTime, problem) == nullptr && !problem.empty())
      errors.push_back({content, problem, ""});
  });
  return std::make_unique<KeysCheck>(value, name == "only_keys");
}

}  // namespace luarig

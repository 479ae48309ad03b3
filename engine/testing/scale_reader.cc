#include "engine/testing/scale_reader.h"

#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/testing/grow_key.h"

namespace luarig {
namespace {

constexpr std::string_view kMembers[] = {
    "sizes", "key", "db", "name", "growth", "commands", "breaks_at_least", "note"};
constexpr int64_t kDatabases = 16;

class Reader {
 public:
  Reader(const JsonTape& tape, std::vector<NotationError>& errors) : tape_(tape), errors_(errors) {}

  ScaleSpec Read(size_t object) {
    const size_t begin = tape_.BeginOf(object);
    spec_.where = tape_.source().PlaceAt(begin, 0, tape_.PathOf(object, "$"));
    if (tape_.at(object).kind != JsonKind::kObject) {
      Error(object, "an object belongs here",
            R"({"sizes": [1, 10, 100, 1000], "key": "queue", "growth": "linear"})");
      return spec_;
    }
    tape_.ForMembers(object, [&](size_t key, size_t value) { ReadMember(key, value); });
    if (!errors_.empty()) return spec_;
    if (spec_.sizes.empty()) Error(object, "it needs \"sizes\"", "\"sizes\": [1, 10, 100, 1000]");
    if (spec_.key.empty() == spec_.name.empty()) {
      Error(object,
            spec_.key.empty() ? "nothing says what is to grow"
                              : "either a key grows or a name, and this has both",
            R"("key": "queue" makes a key larger, "name": "n" is for ${n} in steps)");
    }
    if (spec_.breaks_at_least && !spec_.sizes.empty() &&
        *spec_.breaks_at_least > spec_.sizes.back()) {
      Error(object, "breaks_at_least is more than the largest size, so that nobody would see it");
    }
    if (std::string wrong = WrongWithLimits(spec_); !wrong.empty())
      Error(object, std::move(wrong), "\"sizes\": [1, 10, 100, 1000]");
    return spec_;
  }

 private:
  void Error(size_t at, std::string message, std::string help = "") {
    errors_.push_back({at, std::move(message), std::move(help)});
  }

  void ReadMember(size_t key, size_t value) {
    const std::string_view name = tape_.at(key).text;
    if (name == "sizes") {
      ReadSizes(value);
    } else if (name == "key") {
      ReadText(value, "the name of a key", spec_.key);
    } else if (name == "name") {
      ReadText(value, "the name of the size, as steps have it in ${..},", spec_.name);
    } else if (name == "db") {
      const auto number = NumberAt(value);
      if (!number || *number >= kDatabases) return Error(value, "a database is 0 to 15");
      spec_.database = static_cast<int>(*number);
    } else if (name == "growth") {
      ReadGrowth(value, spec_.growth);
    } else if (name == "commands") {
      ReadGrowth(value, spec_.commands);
    } else if (name == "breaks_at_least") {
      const auto number = NumberAt(value);
      if (!number) return Error(value, "the size up to which it must work belongs here");
      spec_.breaks_at_least = *number;
    } else if (name != "note") {
      std::string all;
      for (const std::string_view word : kMembers) all += StrCat(all.empty() ? "" : ", ", word);
      const std::string meant = DidYouMean(name, kMembers);
      Error(key, StrCat(Quote(name), " is no member of a scale"),
            meant.empty() ? StrCat("it may have: ", all) : meant);
    }
  }

  std::optional<uint64_t> NumberAt(size_t value) const {
    if (tape_.at(value).kind != JsonKind::kNumber) return std::nullopt;
    return ParseUnsigned(tape_.at(value).text);
  }

  void ReadSizes(size_t array) {
    if (tape_.at(array).kind != JsonKind::kArray)
      return Error(array, "a list of sizes belongs here", "[1, 10, 100, 1000]");
    tape_.ForValues(array, [&](size_t value, size_t) {
      const auto number = NumberAt(value);
      if (!number) return Error(value, "a size is a whole number");
      spec_.sizes.push_back(*number);
    });
    if (!errors_.empty()) return;
    if (std::string wrong = WrongWithSizes(spec_.sizes); !wrong.empty())
      Error(array, std::move(wrong));
  }

  void ReadText(size_t value, const char* what, std::string& text) {
    const JsonTape::Token& token = tape_.at(value);
    if (token.kind != JsonKind::kString || token.text.empty())
      return Error(value, StrCat(what, " belongs here"));
    text = token.text;
  }

  void ReadGrowth(size_t value, std::optional<Growth>& growth) {
    const std::string_view text = tape_.at(value).text;
    if (tape_.at(value).kind == JsonKind::kString) growth = ParseGrowth(text);
    if (!growth) Error(value, UnknownWord(text, GrowthNames()));
  }

  const JsonTape& tape_;
  std::vector<NotationError>& errors_;
  ScaleSpec spec_;
};

}  // namespace

std::optional<ScaleSpec> ReadScale(const JsonTape& tape, size_t object,
                                   std::vector<NotationError>& errors) {
  ScaleSpec spec = Reader(tape, errors).Read(object);
  if (!errors.empty()) return std::nullopt;
  return spec;
}

Result<ScaleSpec> ReadKeyScale(const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0)
    return Failure{StrCat(Quote(text), " is not KEY=SIZES: queue=1,10,100,1000")};
  auto sizes = ParseSizes(std::string_view(text).substr(equals + 1));
  if (!sizes.ok()) return Failure{sizes.error()};
  ScaleSpec spec;
  spec.key = text.substr(0, equals);
  spec.sizes = std::move(sizes.value());
  return spec;
}

Result<ScaleSpec> ReadScaleWords(const std::vector<std::string>& words) {
  constexpr size_t kMost = 4;
  if (words.size() < 2 || words.size() > kMost)
    return Failure{"a key with its sizes belongs here, and then how it may grow"};
  auto spec = ReadKeyScale(words[1]);
  if (!spec.ok()) return spec;
  for (size_t i = 2; i < words.size(); ++i) {
    const auto growth = ParseGrowth(words[i]);
    if (!growth) return Failure{UnknownWord(words[i], GrowthNames())};
    (i == 2 ? spec->growth : spec->commands) = growth;
  }
  std::string wrong = WrongWithLimits(spec.value());
  if (!wrong.empty()) return Failure{std::move(wrong)};
  return spec;
}

}  // namespace luarig

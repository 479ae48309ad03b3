#include "cli/app/script_words.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A word that can only be meant as an option: not "-", "-5" or "-.5".
bool LooksLikeFlag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && !IsDigit(word[1]) && word[1] != '.';
}

// What a switch may be given, to take back what a project file says.
bool IsBoolean(std::string_view value) { return value == "true" || value == "false"; }

// One pass over argv.
class Cutter {
 public:
  Cutter(std::span<const std::string> argv, std::span<const KnownFlag> flags, WordShape shape)
      : argv_(argv), known_(flags), shape_(shape) {}

  Result<ScriptWords> Cut() {
    for (; next_ < argv_.size() && error_.empty(); ++next_) Take(argv_[next_]);
    if (error_.empty()) CheckCommas();
    if (!error_.empty()) return Failure{error_};
    return std::move(words_);
  }

 private:
  void Take(const std::string& word) {
    if (!verbatim_) {
      if (word == "--") {
        verbatim_ = true;
        return;
      }
      if (TakeFlag(word)) return;
      if (!InArgs() && LooksLikeFlag(word)) return RefuseFlag(word);
    }
    TakeWord(word);
  }

  // True where words are verbatim and only long flags are still seen.
  bool InArgs() const {
    return after_comma_ || (shape_ == WordShape::kCommand && !words_.args.empty());
  }

  void TakeWord(const std::string& word) {
    if (shape_ == WordShape::kNone) {
      error_ = StrCat("unexpected word ", Quote(word));
    } else if (InArgs() || shape_ == WordShape::kCommand) {
      words_.args.push_back(word);
    } else if (!words_.has_name && !name_replaced_) {
      words_.has_name = true;
      words_.name = word;
    } else if (word == ",") {
      after_comma_ = true;
    } else {
      words_.keys.push_back(word);
      verbatim_keys_ |= verbatim_;
    }
  }

  // Takes a known flag with its value; false if `word` is none.
  bool TakeFlag(const std::string& word) {
    if (InArgs() && !word.starts_with("--")) return false;
    const size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const std::string name = word.substr(0, equals);
    const auto flag = std::ranges::find(known_, name, &KnownFlag::name);
    if (flag == known_.end()) return false;
    if (flag->replaces_name) ReplaceName();
    if (!flag->takes_value) {
      if (equals != std::string::npos && !IsBoolean(word.substr(equals + 1)))
        error_ = StrCat(name, " takes no value but true and false");
      words_.flags.push_back(word);
      return true;
    }
    words_.flags.push_back(name);
    if (equals != std::string::npos) {
      words_.flags.push_back(word.substr(equals + 1));
    } else if (next_ + 1 < argv_.size()) {
      words_.flags.push_back(argv_[++next_]);
    } else {
      error_ = StrCat(name, " needs a value");
    }
    return true;
  }

  // What was taken for the name so far was the first key.
  void ReplaceName() {
    if (words_.has_name) words_.keys.insert(words_.keys.begin(), words_.name);
    words_.has_name = false;
    words_.name.clear();
    name_replaced_ = true;
  }

  void RefuseFlag(const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string_view> names;
    for (const KnownFlag& flag : known_) names.emplace_back(flag.name);
    const std::string_view closest = ClosestWord(name, names);
    error_ = StrCat("unknown option ", name);
    if (!closest.empty()) error_ += StrCat("; did you mean ", closest, "?");
    if (closest.empty() && shape_ == WordShape::kScript) {
      error_ += " (behind the comma, or after --, words are taken as they are)";
    }
  }

  // `user:1, 10` and `user:1 ,10` are plainly `user:1 , 10`, unless a lone comma shows that the
  // rule is known.
  void CheckCommas() {
    if (after_comma_ || verbatim_keys_) return;
    for (size_t i = 0; i < words_.keys.size(); ++i) {
      const std::string& key = words_.keys[i];
      const bool front = key.front() == ',';
      if (key.size() < 2 || (!front && key.back() != ',')) continue;
      const std::string parted =
          front ? StrCat(", ", key.substr(1)) : StrCat(key.substr(0, key.size() - 1), " ,");
      const std::string next = front || i + 1 == words_.keys.size() ? "" : " " + words_.keys[i + 1];
      error_ = StrCat("the comma between keys and arguments stands alone: write ",
                      Quote(parted + next), " instead of ", Quote(key + next),
                      " (or -- in front of the keys, if the key does hold a comma)");
      return;
    }
  }

  std::span<const std::string> argv_;
  std::span<const KnownFlag> known_;
  WordShape shape_;
  ScriptWords words_;
  std::string error_;
  size_t next_ = 0;
  bool verbatim_ = false;       // `--` was seen
  bool verbatim_keys_ = false;  // some key came after it
  bool after_comma_ = false;
  bool name_replaced_ = false;
};

}  // namespace

Result<ScriptWords> CutWords(std::span<const std::string> argv, std::span<const KnownFlag> flags,
                             WordShape shape) {
  return Cutter(argv, flags, shape).Cut();
}

}  // namespace luarig

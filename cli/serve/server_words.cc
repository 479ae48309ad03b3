#include "cli/serve/server_words.h"

#include <algorithm>
#include <string_view>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/dispatch/config_file.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

constexpr std::string_view kMark = "--";

// Of any target: which one is meant is a flag, and not known yet.
bool IsDirective(std::string_view name) {
  if (EqualsIgnoreCase(name, "user") || EqualsIgnoreCase(name, "include")) return true;
  return std::ranges::any_of(Targets(), [&](const Target& target) {
    return FindDirective(target.id, name).row != nullptr;
  });
}

[[noreturn]] void Refuse(const std::string& word, std::span<const KnownFlag> flags) {
  if (!word.starts_with('-')) {
    throw UsageError(StrCat("unexpected word ", Quote(word),
                            "; a configuration file comes first, values follow their --NAME"));
  }
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const KnownFlag& flag : flags) names.push_back(flag.name);
  for (const Target& target : Targets()) {
    for (const NamedDirective& directive : DirectivesOf(target.id))
      names.push_back(StrCat(kMark, directive.name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view closest = ClosestWord(name, views);
  throw UsageError(StrCat("unknown option ", name,
                          closest.empty() ? "" : StrCat("; did you mean ", closest, "?")));
}

class Cutter {
 public:
  Cutter(std::span<const std::string> argv, std::span<const KnownFlag> flags)
      : argv_(argv), flags_(flags) {}

  ServerWords Cut(std::vector<std::string>& kept) {
    ServerWords words;
    if (!argv_.empty() && (argv_[0] == "-" || !argv_[0].starts_with('-')))
      words.config_file = argv_[next_++];
    while (next_ < argv_.size()) {
      if (!TakeFlag(kept)) TakeDirective(words.directives);
    }
    return words;
  }

 private:
  bool TakeFlag(std::vector<std::string>& kept) {
    const std::string& word = argv_[next_];
    const size_t equals = word.starts_with(kMark) ? word.find('=') : std::string::npos;
    const auto flag = std::ranges::find(flags_, word.substr(0, equals), &KnownFlag::name);
    if (flag == flags_.end()) return false;
    kept.push_back(word);
    ++next_;
    if (flag->takes_value && equals == std::string::npos && next_ < argv_.size())
      kept.push_back(argv_[next_++]);
    return true;
  }

  void TakeDirective(std::vector<std::string>& directives) {
    const std::string& word = argv_[next_];
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (!word.starts_with(kMark) || !IsDirective(std::string_view(name).substr(kMark.size())))
      Refuse(word, flags_);
    if (equals != std::string::npos) {
      ++next_;
      directives.push_back(name);
      directives.push_back(word.substr(equals + 1));
      return;
    }
    for (size_t left = WordsOfFirstDirective(argv_.subspan(next_)); left > 0; --left)
      directives.push_back(argv_[next_++]);
  }

  std::span<const std::string> argv_;
  std::span<const KnownFlag> flags_;
  size_t next_ = 0;
};

}  // namespace

ServerWords TakeServerWords(std::vector<std::string>& argv, std::span<const KnownFlag> flags) {
  std::vector<std::string> kept;
  ServerWords words = Cutter(argv, flags).Cut(kept);
  argv = std::move(kept);
  return words;
}

}  // namespace luarig

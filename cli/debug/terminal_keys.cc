// Commands about the keyspace.

#include <algorithm>
#include <set>
#include <utility>

#include "cli/debug/keys.h"
#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/fixture/diff_text.h"
#include "engine/reply/text.h"

namespace luarig {
namespace {

// The value of a key that was used by that name last; "" if there is none.
std::string ValueOf(const TerminalState& state, const std::string& name) {
  std::string value;
  for (const Debugger::UsedKey& used : state.debugger().used_keys()) {
    if (used.name == name)
      value = ValueText(state.rig->engine(), used.database, name, state.most_bytes);
  }
  return value;
}

std::string NameOf(const Debugger::UsedKey& key) {
  return StrCat(key.database == 0 ? "" : StrCat("(db ", key.database, ") "), Quote(key.name));
}

}  // namespace

void DoRedis(TerminalState& state, std::string_view rest) {
  const auto words = SplitWords(rest);
  if (!words) throw UsageError("the quotes of this command do not end");
  if (words->empty()) throw UsageError("redis what? redis COMMAND [arg ...]");
  const Reply reply = state.debugger().RunCommand(*words);
  state.out() << Cut(state, FormatReplyTo(*words, reply)) << '\n';
}

void DoKeys(TerminalState& state, std::string_view rest) {
  const std::string pattern = rest.empty() ? "*" : TakeWord(rest);
  std::set<std::pair<int, std::string>> shown;
  const auto& used = state.debugger().used_keys();
  for (const Debugger::UsedKey& key : used) {
    if (!GlobMatch(pattern, key.name) || !shown.insert({key.database, key.name}).second) continue;
    const std::string value =
        ValueText(state.rig->engine(), key.database, key.name, state.most_bytes);
    state.out() << NameOf(key) << (key.written ? " (written) = " : " = ")
                << (value.empty() ? "(no such key)" : value) << '\n';
  }
  if (!shown.empty()) return;
  state.out() << (used.empty() ? "No keys were used so far\n"
                               : StrCat("No key that was used matches ", Quote(pattern), "\n"));
}

void DoDiff(TerminalState& state, std::string_view /*rest*/) {
  const std::string text = DiffAsText(state.debugger().Differences(), state.most_bytes);
  state.out() << (text.empty() ? "(no changes)\n" : text);
}

void ShowKeys(const TerminalState& state, std::span<const std::string> keys) {
  for (const std::string& key : keys) {
    const std::string value = ValueOf(state, key);
    state.out() << "  " << Quote(key) << " = " << (value.empty() ? "(no such key)" : value) << '\n';
  }
}

std::string DifferencesOf(const TerminalState& state, std::span<const std::string> keys) {
  std::vector<KeyDifference> differences = state.debugger().Differences();
  std::erase_if(differences, [keys](const KeyDifference& difference) {
    return std::ranges::find(keys, difference.key) == keys.end();
  });
  return DiffAsText(differences, state.most_bytes);
}

}  // namespace luarig

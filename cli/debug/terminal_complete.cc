#include "cli/debug/terminal_complete.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

using Names = std::vector<std::string>;

constexpr size_t kMostKeys = 200;

// The characters of a Lua expression that can be completed: "user.na" of "f(user.na".
bool IsPartOfPath(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == ':';
}

Names CommandNames() {
  Names names;
  for (const TerminalCommand& command : TerminalCommands()) names.emplace_back(command.name);
  return names;
}

Names Subjects() {
  Names names;
  for (const InfoSubject& subject : InfoSubjects()) names.emplace_back(subject.name);
  return names;
}

// Of the first database: those that were used, and some of the others.
Names KeyNames(TerminalState& state) {
  std::set<std::string> names;
  for (const Debugger::UsedKey& key : state.debugger().used_keys()) names.insert(key.name);
  Keyspace& keys = *state.rig->rig().engine().state().databases.front();
  keys.Scan(0, kMostKeys, [&](const Entry& entry, bool expired) {
    if (!expired) names.emplace(entry.key());
  });
  std::erase_if(names, [](const std::string& name) {
    return Quote(name).size() != name.size() + 2 || name.find(' ') != std::string::npos;
  });
  return {names.begin(), names.end()};
}

Names ServerCommands(TerminalState& state, bool upper) {
  Names names;
  for (const auto& command : state.rig->rig().engine().commands().all())
    names.push_back(upper ? ToUpper(command->full_name) : ToLower(command->full_name));
  return names;
}

Names FileNames(TerminalState& state) {
  Names names;
  for (const CodeFiles::File& file : state.files().files()) names.push_back(file.name + ":");
  return names;
}

Names Places(TerminalState& state) {
  Names names = FunctionNames(state.files());
  for (std::string& file : FileNames(state)) names.push_back(std::move(file));
  return names;
}

// What may follow `break` and its like, behind `words` of them.
Names BreakNames(TerminalState& state, const Names& words, std::string_view last) {
  if (words.size() == 1) {
    Names names = Places(state);
    for (const char* kind : {"function", "command", "key", "local", "error", "raised", "uncaught"})
      names.emplace_back(kind);
    return names;
  }
  const std::string& kind = words[1];
  if (kind == "function") return FunctionNames(state.files());
  if (kind == "command") return ServerCommands(state, last.empty() || last == ToUpper(last));
  if (kind == "key") return KeyNames(state);
  Names locals;
  if (kind != "local" || state.ended) return locals;
  for (Variable& variable : state.debugger().Variables(state.frame, Scope::kLocals))
    locals.push_back(std::move(variable.name));
  return locals;
}

// Names that could follow the words before the one that is typed; `words` begins with the command.
Names NamesFor(TerminalState& state, const Names& words, std::string_view last) {
  const std::string_view name = FindTerminalCommand(words.front()).name;
  const bool first = words.size() == 1;
  if (name == "help") return first ? CommandNames() : Names();
  if (name == "info") return first ? Subjects() : Names();
  if (name == "until" || name == "list") return first ? Places(state) : Names();
  if (name == "break" || name == "tbreak" || name == "log") return BreakNames(state, words, last);
  if (name == "restart") return first ? Names{"--keep-edits"} : Names();
  if (name == "why") return BreakNames(state, {"break", "local"}, last);
  if (name == "redis") {
    return first ? ServerCommands(state, last.empty() || last == ToUpper(last)) : KeyNames(state);
  }
  if (name == "who" || name.ends_with("watch") || name == "keys") return KeyNames(state);
  return {};
}

bool TakesLua(std::string_view word) {
  const std::string_view name = FindTerminalCommand(word).name;
  return name == "print" || name == "eval" || name == "set" || name == "display";
}

Completion Beginning(const Names& names, std::string_view last, size_t begin) {
  std::set<std::string> fitting;
  for (const std::string& name : names) {
    if (name.starts_with(last)) fitting.insert(name);
  }
  return {.begin = begin, .words = {fitting.begin(), fitting.end()}};
}

Completion CompleteLua(TerminalState& state, std::string_view before) {
  size_t begin = before.size();
  while (begin > 0 && IsPartOfPath(before[begin - 1])) --begin;
  if (state.ended) return {};
  const std::string_view last = before.substr(begin);
  return Beginning(state.debugger().Complete(state.frame, last), last, begin);
}

}  // namespace

Completion CompleteTerminalLine(TerminalState& state, std::string_view before) {
  const size_t blank = before.find_last_of(" \t");
  const size_t begin = blank == std::string_view::npos ? 0 : blank + 1;
  const std::string_view last = before.substr(begin);
  Names words;
  try {
    std::string_view rest = before.substr(0, begin);
    while (!Trimmed(rest).empty()) words.push_back(TakeWord(rest));
    if (words.empty()) return Beginning(CommandNames(), last, begin);
    if (TakesLua(words.front())) return CompleteLua(state, before);
    return Beginning(NamesFor(state, words, last), last, begin);
  } catch (const UsageError&) {  // no such command, or quotes that are still open
    return {};
  }
}

}  // namespace luarig

#include "cli/explain/entries.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"

namespace luarig {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kPlainCode = "ERR";

// READONLY, but not read-only-script.
bool IsReplyCode(std::string_view code) { return code.front() >= 'A' && code.front() <= 'Z'; }

std::vector<std::string_view> WordsOf(std::string_view text) {
  constexpr std::string_view kBetween = " \t\r\n:[](),\"'`";
  std::vector<std::string_view> words;
  while (true) {
    const size_t begin = text.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const size_t end = std::min(text.find_first_of(kBetween), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// Without what redis-cli and the protocol put in front.
std::string_view Bare(std::string_view message) {
  for (const std::string_view prefix : {"(error)", "-"}) {
    message.remove_prefix(std::min(message.find_first_not_of(kBlanks), message.size()));
    if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  }
  message.remove_prefix(std::min(message.find_first_not_of(kBlanks), message.size()));
  return message;
}

bool HasSign(const Explanation& row, std::string_view message) {
  return std::ranges::any_of(row.signs, [message](std::string_view sign) {
    return !sign.empty() && GlobMatch(StrCat("*", sign, "*"), message);
  });
}

// The row of a code in capital letters that stands for more than "something is wrong".
const Explanation* OwnCode(std::string_view word) {
  if (word == kPlainCode) return nullptr;
  for (const Explanation* row : AllExplanations()) {
    if (row->code == word && IsReplyCode(row->code)) return row;
  }
  return nullptr;
}

}  // namespace

std::vector<const Explanation*> AllExplanations() {
  std::vector<const Explanation*> rows;
  for (const auto family :
       {ExplainServerState(), ExplainUsers(), ExplainCluster(), ExplainRunningScripts(),
        ExplainScriptCalls(), ExplainLibraries(), ExplainLuaErrors(), ExplainCommands()}) {
    for (const Explanation& row : family) rows.push_back(&row);
  }
  const auto others = std::stable_partition(  // std::ranges::subrange is too new for clang 14
      rows.begin(), rows.end(), [](const Explanation* row) { return IsReplyCode(row->code); });
  std::ranges::sort(rows.begin(), others, {}, &Explanation::code);
  return rows;
}

const Explanation* FindExplanation(std::string_view code) {
  for (const Explanation* row : AllExplanations()) {
    if (EqualsIgnoreCase(row->code, code)) return row;
  }
  return nullptr;
}

const Explanation* ExplanationOf(std::string_view message) {
  message = Bare(message);
  const std::vector<std::string_view> words = WordsOf(message);
  if (words.empty()) return nullptr;
  if (const Explanation* row = OwnCode(words.front())) return row;
  // What a script was refused may quote what a client would be: so our own names come first.
  for (const bool reply_code : {false, true}) {
    for (const Explanation* row : AllExplanations()) {
      if (IsReplyCode(row->code) == reply_code && HasSign(*row, message)) return row;
    }
  }
  // A client's log has its own words in front.
  for (const std::string_view word : words) {
    if (const Explanation* row = OwnCode(word)) return row;
  }
  const bool plain = std::ranges::find(words, kPlainCode) != words.end();
  return plain ? FindExplanation(kPlainCode) : nullptr;
}

}  // namespace luarig

#include "cli/debug/dap_completions.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

bool PartOfName(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (ToLower(c) >= 'a' && ToLower(c) <= 'z');
}

std::string_view LastName(std::string_view text) {
  size_t begin = text.size();
  while (begin > 0 && PartOfName(text[begin - 1])) --begin;
  return text.substr(begin);
}

// The bytes of the UTF-8 character that `text` begins with, and its UTF-16 code units.
std::pair<size_t, int> FirstCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  size_t bytes = 1;
  if (lead >= 0xf0) {
    bytes = 4;
  } else if (lead >= 0xe0) {
    bytes = 3;
  } else if (lead >= 0xc0) {
    bytes = 2;
  }
  if (bytes > text.size() || !IsValidUtf8(text.substr(0, bytes))) bytes = 1;
  return {bytes, bytes == 4 ? 2 : 1};
}

dap::CompletionItem Item(std::string_view before, std::string_view word, const std::string& label,
                         const char* type) {
  return {.label = label,
          .text = label,
          .type = type,
          .start = Utf16Length(before) - Utf16Length(word),
          .length = Utf16Length(word)};
}

}  // namespace

int Utf16Length(std::string_view text) {
  int units = 0;
  while (!text.empty()) {
    const auto [bytes, more] = FirstCharacter(text);
    text.remove_prefix(bytes);
    units += more;
  }
  return units;
}

std::string TextBeforeCaret(std::string_view text, int line, int column) {
  for (; line > 0; --line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  size_t at = 0;
  for (int units = 0; at < text.size();) {
    const auto [bytes, more] = FirstCharacter(text.substr(at));
    if (units + more > column) break;
    units += more;
    at += bytes;
  }
  return std::string(text.substr(0, at));
}

std::vector<dap::CompletionItem> NameCompletions(std::string_view before,
                                                 const std::vector<std::string>& names) {
  const std::string_view word = LastName(before);
  const bool member = before.size() > word.size() && before[before.size() - word.size() - 1] == '.';
  std::vector<dap::CompletionItem> items;
  items.reserve(names.size());
  for (const std::string& name : names)
    items.push_back(Item(before, word, std::string(LastName(name)), member ? "field" : "variable"));
  return items;
}

std::vector<dap::CompletionItem> CommandCompletions(const CommandTable& commands,
                                                    std::string_view before,
                                                    std::string_view command) {
  const std::string_view word =
      command.substr(std::min(command.size(), command.find_first_not_of(' ')));
  std::vector<dap::CompletionItem> items;
  if (word.find(' ') != std::string_view::npos) return items;  // what follows is the person's
  for (const auto& known : commands.all()) {
    if (ToLower(known->full_name.substr(0, word.size())) == ToLower(word))
      items.push_back(Item(before, word, ToUpper(known->full_name), "function"));
  }
  return items;
}

}  // namespace luarig

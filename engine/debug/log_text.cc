#include "engine/debug/log_text.h"

namespace luarig {
namespace {

// Where the brace that opens at `open` closes; npos if it does not.
size_t ClosingBrace(std::string_view text, size_t open) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<LogPiece> CutLogText(std::string_view message) {
  std::vector<LogPiece> pieces;
  std::string text;
  const auto end_text = [&] {
    if (!text.empty()) pieces.push_back({.text = text, .is_code = false});
    text.clear();
  };
  for (size_t i = 0; i < message.size(); ++i) {
    if (message[i] == '\\' && i + 1 < message.size() && message[i + 1] == '{') {
      text += message[++i];
      continue;
    }
    const size_t close = message[i] == '{' ? ClosingBrace(message, i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      text += message[i];
      continue;
    }
    end_text();
    pieces.push_back({.text = std::string(message.substr(i + 1, close - i - 1)), .is_code = true});
    i = close;
  }
  end_text();
  return pieces;
}

}  // namespace luarig

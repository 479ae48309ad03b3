#include "cli/app/output.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/bytes.h"
#include "engine/reply/text.h"

namespace luarig {
namespace {

const char* CodeOf(Style style) {
  switch (style) {
    case Style::kError:
      return "\x1b[1;31m";
    case Style::kWarning:
      return "\x1b[1;33m";
    case Style::kPlace:
      return "\x1b[1;34m";
    case Style::kStrong:
      break;
  }
  return "\x1b[1m";
}

}  // namespace

std::string Styled(const Console& console, Style style, std::string_view text) {
  if (!console.color) return std::string(text);
  return StrCat(CodeOf(style), text, "\x1b[0m");
}

std::string Shortened(std::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  return StrCat(text.substr(0, limit), "...");
}

std::string Wrapped(std::string_view text, size_t width, size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  for (size_t room = width; text.size() > room; room = width - indent) {
    size_t end = text.rfind(' ', room);
    if (end == std::string_view::npos || end == 0) end = std::min(text.find(' ', 1), text.size());
    out += StrCat(text.substr(0, end), "\n", margin);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + std::string(text);
}

std::string Indented(std::string_view text, size_t blanks) {
  const std::string margin(blanks, ' ');
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out += StrCat(margin, text.substr(0, end), "\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string CalledText(std::span<const std::string_view> argv, const Reply* reply, int64_t micros) {
  constexpr size_t kWordWidth = 60;
  constexpr size_t kReplyWidth = 100;
  std::string line;
  for (const std::string_view word : argv) line += StrCat(" ", Quote(Shortened(word, kWordWidth)));
  std::string shown = reply == nullptr ? "" : FormatReply(*reply);
  std::ranges::replace(shown, '\n', ' ');
  return StrCat(line, " -> ", Shortened(shown, kReplyWidth), " (", micros, " us)");
}

Console ProcessConsole() {
  Console console{.in = std::cin, .out = std::cout, .err = std::cerr};
  console.in_is_terminal = isatty(STDIN_FILENO) == 1;
  console.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  console.err_is_terminal = isatty(STDERR_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  console.color = console.err_is_terminal && (no_color == nullptr || *no_color == '\0');
  winsize size{};
  if (console.err_is_terminal && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    console.width = size.ws_col;
  }
  return console;
}

}  // namespace luarig

#include "engine/testing/report/html_text.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/testing/report/lua_colors.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view ClassOf(LuaColor color) {
  switch (color) {
    case LuaColor::kComment:
      return "c";
    case LuaColor::kString:
      return "s";
    case LuaColor::kKeyword:
      return "k";
    case LuaColor::kNumber:
      return "n";
    case LuaColor::kPlain:
      break;
  }
  return "";
}

std::string Colored(LuaColor color, std::string_view text) {
  if (color == LuaColor::kPlain || text.empty()) return Html(text);
  return StrCat("<span class=\"", ClassOf(color), "\">", Html(text), "</span>");
}

std::vector<std::string> LuaLines(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const ColoredPart& part : ColorLua(text)) {
    std::string_view rest = part.text;
    for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      lines.back() += Colored(part.color, rest.substr(0, end));
      lines.emplace_back();
      rest.remove_prefix(end + 1);
    }
    lines.back() += Colored(part.color, rest);
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

// Lines may end as on Windows.
std::string WithoutReturns(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (!text.substr(i).starts_with("\r\n")) out += text[i];
  }
  return out;
}

// The line of the place with what the place underlines marked.
std::string MarkedLine(const SourcePlace& place, std::string_view line) {
  if (place.column <= 0 || place.length <= 0) return Html(line);
  const size_t begin = std::min(static_cast<size_t>(place.column) - 1, line.size());
  const size_t length = static_cast<size_t>(place.length);
  const std::string_view marked = line.substr(begin, length);
  return StrCat(Html(line.substr(0, begin)), "<mark>", Html(marked), "</mark>",
                Html(line.substr(begin + marked.size())));
}

}  // namespace

std::string Html(std::string_view bytes) { return Escape(Readable(bytes)); }
std::string HtmlLine(std::string_view bytes) { return Escape(ReadableLine(bytes)); }

std::vector<std::string> HtmlLines(std::string_view path, std::string_view bytes) {
  const std::string text = WithoutReturns(bytes);
  if (path.ends_with(".lua")) return LuaLines(text);
  std::vector<std::string> lines;
  for (const std::string_view line : LinesOf(text)) lines.push_back(Html(line));
  return lines;
}

std::string HtmlExcerpt(const SourcePlace& place, std::string_view bytes) {
  constexpr int kAround = 2;
  const std::string text = WithoutReturns(bytes);
  const std::vector<std::string_view> plain = LinesOf(text);
  if (place.line <= 0 || static_cast<size_t>(place.line) > plain.size()) return "";
  const std::vector<std::string> lines = HtmlLines(place.file, text);
  const int last = std::min(place.line + kAround, static_cast<int>(plain.size()));
  std::string out = "<pre class=\"excerpt\">";
  for (int line = std::max(place.line - kAround, 1); line <= last; ++line) {
    const auto index = static_cast<size_t>(line) - 1;
    const bool here = line == place.line;
    const bool marked = here && place.column > 0 && place.length > 0;
    out += StrCat("<span class=\"row", here ? " here" : "", "\"><span class=\"ln\">", line,
                  "</span><code>", marked ? MarkedLine(place, plain[index]) : lines[index],
                  "</code></span>\n");
  }
  return out + "</pre>\n";
}

std::string Percentage(const CoveredShare& share) {
  const size_t tenths = share.hit * 1000 / share.all;
  return tenths == 1000 ? "100 %" : StrCat(tenths / 10, ".", tenths % 10, " %");
}

std::string_view TextOf(std::span<const CoveredFile> files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &CoveredFile::path);
  return found == files.end() ? std::string_view() : found->text;
}

std::string Counted(size_t count, std::string_view what) {
  return StrCat(count, " ", what, count == 1 ? "" : "s");
}

std::string TestId(size_t number) { return StrCat("t", number); }
std::string LineId(size_t file, int line) { return StrCat("s", file, "-", line); }

}  // namespace luarig

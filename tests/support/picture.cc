#include "tests/support/picture.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig::test {
namespace {

// Beyond this many lines a difference is shown as two blocks.
constexpr size_t kMaxDiffLines = 500;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Prefix {
  int64_t number;
  char separator;
  size_t width;  // of blanks, number, separator and the blank after it
};

// The " 1) " that `line` starts with.
std::optional<Prefix> ReadPrefix(std::string_view line) {
  const size_t start = line.find_first_not_of(' ');
  if (start == std::string_view::npos) return std::nullopt;
  size_t end = start;
  while (end < line.size() && IsDigit(line[end])) ++end;
  if (end == start || end + 1 >= line.size()) return std::nullopt;
  const char separator = line[end];
  if ((separator != ')' && separator != '#' && separator != '~') || line[end + 1] != ' ') {
    return std::nullopt;
  }
  const std::optional<int64_t> number = ParseInteger(line.substr(start, end - start));
  if (!number) return std::nullopt;
  return Prefix{.number = *number, .separator = separator, .width = end + 2};
}

std::string Joined(std::span<const std::string> lines) {
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) text.append(i == 0 ? "" : "\n").append(lines[i]);
  return text;
}

void AddItem(Picture& picture, const std::string& text) {
  if (picture.separator == '#') {
    // The arrow that ends a line belongs to a value that starts on the next one; otherwise the
    // first arrow behind the key's own text is meant, and a key is almost always a bulk.
    size_t arrow = text.find(" => \n");
    size_t value = arrow + 5;
    if (arrow == std::string::npos) {
      arrow = text.find(" => ");
      value = arrow + 4;
    }
    if (arrow != std::string::npos) {
      picture.items.push_back(ReadPicture(text.substr(0, arrow)));
      picture.items.push_back(ReadPicture(text.substr(value)));
      return;
    }
  }
  picture.items.push_back(ReadPicture(text));
}

// Sorts at every depth, a map by its pairs, a text by its lines.
std::string Canonical(const Picture& picture) {
  if (picture.separator == 0) {
    std::vector<std::string> lines = SplitLines(picture.text);
    std::ranges::sort(lines);
    return Joined(lines);
  }
  const size_t step = picture.separator == '#' && picture.items.size() % 2 == 0 ? 2 : 1;
  std::vector<std::string> parts;
  for (size_t i = 0; i < picture.items.size(); i += step) {
    std::string part = Canonical(picture.items[i]);
    if (step == 2) part += StrCat(" => ", Canonical(picture.items[i + 1]));
    parts.push_back(std::move(part));
  }
  std::ranges::sort(parts);
  return StrCat("{", picture.separator, Joined(parts), "}");
}

std::string_view KindOf(std::string_view leaf) {
  if (leaf.starts_with('"')) return "bulk";
  if (leaf == "(true)" || leaf == "(false)") return "(bool)";
  for (const std::string_view kind : {"(integer)", "(double)", "(error)", "(big number)"}) {
    if (leaf.starts_with(kind)) return kind;
  }
  if (leaf == "(nil)" || leaf.starts_with("(empty ")) return leaf;
  return "text";
}

bool SameShape(const Picture& a, const Picture& b) {
  if (a.separator == 0 && b.separator == 0) return KindOf(a.text) == KindOf(b.text);
  return a.separator == b.separator &&
         std::ranges::equal(a.items, b.items,
                            [](const Picture& x, const Picture& y) { return SameShape(x, y); });
}

std::optional<double> NumberIn(std::string_view leaf) {
  for (const std::string_view kind : {"(integer) ", "(double) "}) {
    if (leaf.starts_with(kind)) return ParseDouble(leaf.substr(kind.size()));
  }
  if (leaf.size() > 2 && leaf.front() == '"' && leaf.back() == '"') {
    return ParseDouble(leaf.substr(1, leaf.size() - 2));
  }
  return std::nullopt;
}

bool SameWithin(const Picture& a, const Picture& b, double tolerance) {
  if (a.separator != b.separator) return false;
  if (a.separator != 0) {
    return std::ranges::equal(a.items, b.items, [&](const Picture& x, const Picture& y) {
      return SameWithin(x, y, tolerance);
    });
  }
  const std::optional<double> x = NumberIn(a.text);
  const std::optional<double> y = NumberIn(b.text);
  if (!x || !y || KindOf(a.text) != KindOf(b.text)) return a.text == b.text;
  return *x == *y || std::abs(*x - *y) <= tolerance;
}

}  // namespace

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  size_t start = 0;
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', start)) {
    lines.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  lines.emplace_back(text.substr(start));
  return lines;
}

Picture ReadPicture(std::string_view text) {
  const std::vector<std::string> lines = SplitLines(text);
  const std::optional<Prefix> first = ReadPrefix(lines[0]);
  if (!first || first->number != 1) return {.text = std::string(text)};
  Picture picture = {.separator = first->separator};
  const std::string indent(first->width, ' ');
  std::string item = lines[0].substr(first->width);
  int64_t number = 1;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::optional<Prefix> next = ReadPrefix(lines[i]);
    if (next && next->number == number + 1 && next->width == first->width &&
        next->separator == first->separator) {
      AddItem(picture, item);
      item = lines[i].substr(first->width);
      ++number;
    } else {
      const bool indented = lines[i].starts_with(indent);
      item.append("\n").append(indented ? lines[i].substr(first->width) : lines[i]);
    }
  }
  AddItem(picture, item);
  return picture;
}

bool SameUnordered(std::string_view a, std::string_view b) {
  return Canonical(ReadPicture(a)) == Canonical(ReadPicture(b));
}

bool SameWithin(std::string_view a, std::string_view b, double tolerance) {
  return SameWithin(ReadPicture(a), ReadPicture(b), tolerance);
}

bool SameShape(std::string_view a, std::string_view b) {
  return SameShape(ReadPicture(a), ReadPicture(b));
}

std::string DiffLines(std::string_view expected, std::string_view got) {
  const std::vector<std::string> a = SplitLines(expected);
  const std::vector<std::string> b = SplitLines(got);
  // common[i][j]: the longest common subsequence of a[i..] and b[j..].
  const bool small = a.size() <= kMaxDiffLines && b.size() <= kMaxDiffLines;
  std::vector<std::vector<size_t>> common(a.size() + 1, std::vector<size_t>(b.size() + 1, 0));
  for (size_t i = a.size(); small && i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      common[i][j] =
          a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string out;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (small && i < a.size() && j < b.size() && a[i] == b[j]) {
      out += StrCat("  ", a[i], "\n");
      ++i, ++j;
    } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
      out += StrCat("- ", a[i++], "\n");
    } else {
      out += StrCat("+ ", b[j++], "\n");
    }
  }
  return out;
}

}  // namespace luarig::test

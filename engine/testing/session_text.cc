#include "engine/testing/session_text.h"

#include <algorithm>
#include <map>
#include <span>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

std::vector<TextLine> LinesOf(std::string_view text) {
  std::vector<TextLine> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, begin, static_cast<int>(lines.size()) + 1});
    begin = end + 1;
  }
  return lines;
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t#");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t#") - first + 1);
}

bool IsCommand(std::string_view line) { return line.starts_with("> ") || line == ">"; }

// True if a line of a reply would be read as something else.
bool NeedsBackslash(std::string_view line) {
  return line.empty() || IsCommand(line) || line.starts_with('\\') || line.starts_with('@') ||
         line.starts_with("# ") || line.starts_with("```");
}

// The word <<NAME of a command that takes lines, or "".
std::string_view LinesWord(std::string_view word) {
  if (!word.starts_with("<<") || word.size() == 2) return "";
  const std::string_view name = word.substr(2);
  const bool capitals = std::ranges::all_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
  return capitals ? name : "";
}

constexpr std::string_view kExpect = "@expect ";

// The end of the line in which the braces that open from `from` on are all closed; npos if they
// never are, or none opens.
size_t EndOfObject(std::string_view text, size_t from) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = from; i < text.size(); ++i) {
    const char byte = text[i];
    if (in_string) {
      if (byte == '\\') ++i;
      in_string = byte != '"';
    } else if (byte == '"') {
      in_string = true;
    } else if (byte == '{' || byte == '[') {
      ++depth;
    } else if ((byte == '}' || byte == ']') && --depth <= 0) {
      return std::min(text.find('\n', i), text.size());
    } else if (byte == '\n' && depth == 0) {
      return std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

class Reader {
 public:
  Reader(std::string_view text, bool page) : text_(text), lines_(LinesOf(text)), page_(page) {}

  SessionText Read() {
    out_.shared.line = {"", 0, 1};
    if (page_) {
      ReadPage();
    } else {
      while (at_ < lines_.size()) ReadLine();
    }
    return std::move(out_);
  }

 private:
  SessionStory& story() { return out_.stories.empty() ? out_.shared : out_.stories.back(); }

  void Error(const TextLine& line, std::string message, std::string help = "") {
    out_.errors.push_back({line, std::move(message), std::move(help)});
  }

  void Begin(std::string name, const TextLine& line) {
    const int times = ++names_[name];
    if (times > 1) name += StrCat(" (", times, ")");
    out_.stories.push_back({std::move(name), line, {}});
  }

  void ReadPage() {
    std::string heading = "page";
    for (; at_ < lines_.size(); ++at_) {
      const std::string_view line = lines_[at_].text;
      if (line.starts_with('#')) heading = Trimmed(line);
      if (!line.starts_with("```")) continue;
      if (line.starts_with("```session")) {
        ReadBlock(heading);
      } else {
        const std::string_view fence = line.substr(0, line.find_first_not_of('`'));
        for (++at_; at_ < lines_.size() && lines_[at_].text != fence;) ++at_;
      }
    }
  }

  void ReadBlock(const std::string& heading) {
    const TextLine fence = lines_[at_++];
    // `@libraries` and the like in a block without commands are shared by those that follow.
    const size_t stories = out_.stories.size();
    Begin(heading, fence);
    while (at_ < lines_.size() && !lines_[at_].text.starts_with("```")) ReadLine();
    if (at_ == lines_.size()) Error(fence, "this block does not end", "close it with ```");
    const bool commands = std::ranges::any_of(story().items, [](const SessionItem& item) {
      return item.kind == SessionItem::Kind::kCommand;
    });
    if (commands || stories != 0) return;
    out_.shared.items.insert(out_.shared.items.end(), story().items.begin(), story().items.end());
    --names_[heading];
    out_.stories.pop_back();
  }

  void ReadLine() {
    const TextLine& line = lines_[at_];
    if (line.text.empty() || line.text.starts_with("//")) {
      ++at_;
    } else if (!page_ && line.text.starts_with("# ")) {
      Begin(std::string(Trimmed(line.text)), line);
      ++at_;
    } else if (line.text.starts_with('@')) {
      ReadDirective();
    } else if (IsCommand(line.text)) {
      ReadCommand();
    } else {
      Error(line, "this is neither a command nor its reply",
            "a command begins with \"> \", a story with \"# \", a comment with \"//\"");
      while (at_ < lines_.size() && !lines_[at_].text.empty()) ++at_;
    }
  }

  void ReadDirective() {
    SessionItem item{.kind = SessionItem::Kind::kDirective, .line = lines_[at_++]};
    if (item.line.text.starts_with(kExpect)) {
      TakeObject(item);
      return story().items.push_back(std::move(item));
    }
    auto words = SplitWords(item.line.text.substr(1));
    if (!words || words->empty()) return Error(item.line, "this directive has no name");
    item.words = std::move(*words);
    story().items.push_back(std::move(item));
  }

  // The object behind @expect, which may go on in the lines below.
  void TakeObject(SessionItem& item) {
    item.words = {"expect"};
    item.reply_begin = item.line.begin + kExpect.size();
    size_t end = EndOfObject(text_, item.reply_begin);
    if (end == std::string_view::npos) end = item.line.begin + item.line.text.size();
    item.reply_end = end;
    while (at_ < lines_.size() && lines_[at_].begin < end) ++at_;
  }

  void ReadCommand() {
    if (!page_ && out_.stories.empty()) Begin("session", lines_[at_]);
    SessionItem item{.kind = SessionItem::Kind::kCommand, .line = lines_[at_++]};
    auto words = SplitWords(item.line.text.substr(1));
    if (!words || words->empty()) {
      Error(item.line, words ? "there is no command" : "the quotes of this command are unbalanced");
    } else {
      item.words = std::move(*words);
    }
    for (std::string& word : item.words) TakeLines(item.line, word);
    ReadReply(item);
    if (!item.words.empty()) story().items.push_back(std::move(item));
  }

  void TakeLines(const TextLine& command, std::string& word) {
    const std::string name(LinesWord(word));
    if (name.empty()) return;
    std::string text;
    for (; at_ < lines_.size() && lines_[at_].text != name; ++at_)
      text += StrCat(text.empty() ? "" : "\n", lines_[at_].text);
    if (at_ == lines_.size()) return Error(command, StrCat("there is no line ", name, " after it"));
    ++at_;
    word = std::move(text);
  }

  void ReadReply(SessionItem& item) {
    item.reply_begin = at_ < lines_.size() ? lines_[at_].begin : text_.size();
    for (; at_ < lines_.size(); ++at_) {
      std::string_view line = lines_[at_].text;
      if (NeedsBackslash(line) && !line.starts_with('\\')) break;
      if (line.starts_with('\\')) line.remove_prefix(1);
      item.expected += StrCat(line, "\n");
    }
    if (item.expected.ends_with('\n')) item.expected.pop_back();
    item.reply_end = at_ < lines_.size() ? lines_[at_].begin : text_.size();
  }

  std::string_view text_;
  std::vector<TextLine> lines_;
  bool page_;
  size_t at_ = 0;
  std::map<std::string, int> names_;
  SessionText out_;
};

// `pattern` with <*> for any text.
bool LineFits(std::string_view pattern, std::string_view line) {
  const size_t star = pattern.find("<*>");
  if (star == std::string_view::npos) return pattern == line;
  if (!line.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 3);
  for (size_t from = star; from <= line.size(); ++from) {
    if (LineFits(rest, line.substr(from))) return true;
  }
  return false;
}

bool LinesFit(std::span<const TextLine> expected, std::span<const TextLine> lines) {
  if (expected.empty()) return lines.empty();
  if (expected.front().text == "...") {
    for (size_t skip = 0; skip <= lines.size(); ++skip) {
      if (LinesFit(expected.subspan(1), lines.subspan(skip))) return true;
    }
    return false;
  }
  return !lines.empty() && LineFits(expected.front().text, lines.front().text) &&
         LinesFit(expected.subspan(1), lines.subspan(1));
}

}  // namespace

SessionText ReadSessionText(std::string_view text, bool page) { return Reader(text, page).Read(); }

std::string SessionReply(std::string_view picture) {
  std::string out;
  if (picture.empty()) return "\\\n";
  for (const TextLine& line : LinesOf(picture))
    out += StrCat(NeedsBackslash(line.text) ? "\\" : "", line.text, "\n");
  return out;
}

bool FitsPicture(std::string_view expected, std::string_view picture) {
  if (expected == picture) return true;
  if (expected.find("<*>") == std::string_view::npos &&
      expected.find("...") == std::string_view::npos) {
    return false;
  }
  return LinesFit(LinesOf(expected), LinesOf(picture));
}

}  // namespace luarig

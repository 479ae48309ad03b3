#include "tests/support/case_file.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/base/number.h"
#include "tests/support/picture.h"

namespace luarig::test {
namespace {

constexpr std::string_view kServerLine = "@server ";

// Reads directives from words[at..]. False if anything there is none.
bool ReadDirectives(const std::vector<std::string>& words, size_t at, CaseStep& step) {
  for (; at < words.size(); ++at) {
    const std::string& name = words[at];
    const bool has_value = at + 1 < words.size();
    if (name == "@unordered") {
      step.unordered = true;
    } else if (name == "@shape") {
      step.shape = true;
    } else if (name == "@resp3") {
      step.resp3 = true;
    } else if (name == "@direct") {
      step.direct = true;
    } else if (name == "@approx" && has_value) {
      step.approx = ParseDouble(words[++at]);
      if (!step.approx) return false;
    } else if ((name == "@match" || name == "@until") && has_value) {
      step.match = words[++at];
      step.until = name == "@until";
    } else if (name == "@mask" && has_value) {
      step.mask.emplace(words[++at]);
    } else if (name == "@since" && has_value) {
      step.since = words[++at];
    } else if (name == "@only" && at + 2 < words.size() && words[at + 1] == "engine") {
      step.engine_only = true;
      return true;  // the rest is the reason
    } else {
      return false;
    }
  }
  return true;
}

// For each word of a line that SplitWords() can split: does it start without a quote? Only such a
// word is a directive or a <<NAME.
std::vector<bool> BareWords(std::string_view line) {
  std::vector<bool> bare;
  char quote = 0;
  bool in_word = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == ' ' || c == '\t') {
      in_word = false;
    } else {
      const bool quoted = c == '"' || c == '\'';
      if (!in_word) bare.push_back(!quoted);
      in_word = true;
      if (quoted) quote = c;
    }
  }
  return bare;
}

// Moves directives from the end of the words into the step.
void TakeDirectives(CaseStep& step, const std::vector<bool>& bare) {
  for (size_t at = 1; at < step.words.size(); ++at) {
    if (!bare[at] || !step.words[at].starts_with('@')) continue;
    CaseStep trial = step;
    if (!ReadDirectives(step.words, at, trial)) continue;
    trial.words.resize(at);
    step = std::move(trial);
    return;
  }
}

// The NAME of a <<NAME word, "" of any other.
std::string HereName(const std::string& word) {
  const bool is_here =
      word.size() > 2 && word.starts_with("<<") &&
      std::ranges::all_of(word.substr(2), [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_here ? word.substr(2) : "";
}

// Reads one file, line by line.
class Parser {
 public:
  Parser(std::string path, std::string_view text) {
    file_.path = std::move(path);
    file_.lines = SplitLines(text);
    if (file_.lines.back().empty()) file_.lines.pop_back();
  }

  Result<CaseFile> Parse() {
    while (at_ < file_.lines.size() && error_.empty()) ReadLine(file_.lines[at_]);
    if (!error_.empty()) return Failure{StrCat(file_.path, ":", at_ + 1, ": ", error_)};
    return std::move(file_);
  }

 private:
  void ReadLine(const std::string& line) {
    if (line.empty()) {
      in_reply_ = false;
      ++at_;
    } else if (line.starts_with("> ")) {
      ReadCommand(line.substr(2));
    } else if (in_reply_) {
      AddToReply(line);
    } else if (line.starts_with(kServerLine)) {
      ReadServer(line.substr(kServerLine.size()));
    } else if (line.starts_with('#')) {
      ++at_;
    } else {
      error_ = "a reply without a command";
    }
  }

  void ReadServer(const std::string& text) {
    const size_t blank = std::min(text.find(' '), text.size());
    const std::string name = text.substr(std::min(blank + 1, text.size()));
    const auto* setting = std::ranges::find(kSettings, name, &NamedSetting::name);
    if (setting == kSettings.end()) {
      error_ = StrCat("no setting is called ", name);
      return;
    }
    file_.server = text.substr(0, blank);
    file_.setting = *setting;
    ++at_;
  }

  void ReadCommand(const std::string& text) {
    CaseStep step = {.line = static_cast<int>(at_) + 1};
    std::optional<std::vector<std::string>> words = SplitWords(text);
    if (!words || words->empty()) {
      error_ = "unbalanced quotes, or no command";
      return;
    }
    step.words = std::move(*words);
    std::vector<bool> bare = BareWords(text);
    bare.resize(step.words.size());
    TakeDirectives(step, bare);
    ++at_;
    for (size_t i = 0; i < step.words.size(); ++i) {
      const std::string name = bare[i] ? HereName(step.words[i]) : "";
      if (!name.empty() && !ReadHere(name, step.words[i])) return;
    }
    step.reply_begin = at_;
    step.reply_end = at_;
    file_.steps.push_back(std::move(step));
    in_reply_ = true;
  }

  bool ReadHere(const std::string& name, std::string& word) {
    word.clear();
    for (bool first = true; at_ < file_.lines.size(); first = false) {
      const std::string& line = file_.lines[at_++];
      if (line == name) return true;
      word.append(first ? "" : "\n").append(line);
    }
    error_ = StrCat("no line ", name, " ends the text");
    return false;
  }

  void AddToReply(const std::string& line) {
    CaseStep& step = file_.steps.back();
    if (step.reply_end != step.reply_begin) step.expected += '\n';
    step.expected += line.starts_with('\\') ? line.substr(1) : line;
    step.reply_end = ++at_;
  }

  CaseFile file_;
  size_t at_ = 0;  // the line being read
  bool in_reply_ = false;
  std::string error_;
};

void AppendReplyLines(std::string& out, std::string_view picture) {
  if (picture.empty()) return;
  for (const std::string& line : SplitLines(picture)) {
    const bool escaped = line.empty() || line.starts_with("> ") || line.starts_with('\\');
    out.append(escaped ? "\\" : "").append(line).append("\n");
  }
}

// A word as a person would type it.
std::string Typed(const std::string& word) {
  const bool plain = !word.empty() && word[0] != '@' && HereName(word).empty() &&
                     std::ranges::all_of(word, [](char c) {
                       return c > ' ' && c < '\x7f' && c != '"' && c != '\'' && c != '\\';
                     });
  return plain ? word : Quote(word);
}

}  // namespace

Result<CaseFile> ParseCase(std::string path, std::string_view text) {
  return Parser(std::move(path), text).Parse();
}

Result<CaseFile> ReadCase(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Failure{path + ": cannot be read"};
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return ParseCase(path, text);
}

bool Agrees(const CaseStep& step, const std::string& picture) {
  if (step.match) return GlobMatch(*step.match, picture);
  if (step.shape) return SameShape(step.expected, picture);
  if (step.approx) return SameWithin(step.expected, picture, *step.approx);
  if (step.unordered) return SameUnordered(step.expected, picture);
  return step.expected == picture;
}

std::string WithReplies(const CaseFile& file, std::span<const std::optional<std::string>> pictures,
                        std::string_view server) {
  const std::string_view setting = file.setting.name;
  std::string out = StrCat(kServerLine, server, setting.empty() ? "" : " ", setting, "\n");
  size_t next = 0;  // the first line that is not written yet
  const auto copy_until = [&](size_t end) {
    for (; next < end; ++next) {
      if (!file.lines[next].starts_with(kServerLine)) out += file.lines[next] + "\n";
    }
  };
  for (size_t i = 0; i < file.steps.size(); ++i) {
    copy_until(file.steps[i].reply_begin);
    if (!pictures[i]) continue;
    AppendReplyLines(out, *pictures[i]);
    next = file.steps[i].reply_end;
  }
  copy_until(file.lines.size());
  return out;
}

std::string WriteSteps(std::span<const CaseStep> steps) {
  std::string out;
  for (const CaseStep& step : steps) {
    out += ">";
    for (const std::string& word : step.words) out += StrCat(" ", Typed(word));
    if (step.unordered) out += " @unordered";
    if (step.shape) out += " @shape";
    if (step.resp3) out += " @resp3";
    out += "\n";
    AppendReplyLines(out, step.expected);
  }
  return out;
}

bool IsOlder(std::string_view a, std::string_view b) {
  const auto take_number = [](std::string_view& text) {
    int number = 0;
    const char* end = text.data() + text.size();
    const char* stop = std::from_chars(text.data(), end, number).ptr;
    text.remove_prefix(std::min(text.size(), static_cast<size_t>(stop - text.data()) + 1));
    return number;
  };
  while (!a.empty() || !b.empty()) {
    const int x = take_number(a);
    const int y = take_number(b);
    if (x != y) return x < y;
  }
  return false;
}

}  // namespace luarig::test

#include "cli/app/excerpt.h"

#include <algorithm>
#include <optional>

#include "cli/app/output.h"
#include "cli/explain/entries.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kLongestArgument = 60;
constexpr size_t kMostArguments = 12;
constexpr size_t kMostFrames = 12;

struct Stretch {
  size_t begin;
  size_t end;
};

bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The bracket that closes the one at `open`, texts in quotes left aside; the line's end if it is on
// another line.
size_t ClosingBracket(std::string_view line, size_t open) {
  int depth = 0;
  char quote = '\0';
  for (size_t i = open; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != '\0') {
      if (c == '\\') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return i + 1;
    }
  }
  return line.size();
}

// The call whose bracket opens at `open`, with the dotted name in front.
Stretch CallAt(std::string_view line, size_t open) {
  size_t begin = open;
  while (begin > 0 && (IsNamePart(line[begin - 1]) || line[begin - 1] == '.')) --begin;
  return {begin, ClosingBracket(line, open)};
}

// The call that names `command` in quotes: redis.call("GET", ...), rcall('get', ...).
std::optional<Stretch> FindCall(std::string_view line, std::string_view command) {
  const std::string folded = ToLower(line);
  const std::string name = ToLower(command);
  for (const char quote : {'"', '\''}) {
    const size_t at = folded.find(StrCat("(", quote, name, quote));
    if (at != std::string::npos) return CallAt(line, at);
  }
  for (const std::string_view caller :
       {"redis.call(", "redis.pcall(", "server.call(", "server.pcall(", "rcall("}) {
    const size_t at = folded.find(caller);
    if (at != std::string::npos) return CallAt(line, at + caller.size() - 1);
  }
  return std::nullopt;
}

// `name` where it stands as a word of its own.
std::optional<Stretch> FindWord(std::string_view line, std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    const size_t end = at + name.size();
    const bool begins = at == 0 || !IsNamePart(line[at - 1]) || !IsNamePart(name.front());
    const bool ends = end == line.size() || !IsNamePart(line[end]) || !IsNamePart(name.back());
    if (begins && ends) return Stretch{at, end};
  }
  return std::nullopt;
}

// What the message quotes: "attempt to index local 'x'", "unexpected symbol near '}'".
std::optional<Stretch> FindQuoted(std::string_view line, std::string_view message) {
  const size_t end = message.rfind('\'');
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const size_t begin = message.rfind('\'', end - 1);
  if (begin == std::string_view::npos) return std::nullopt;
  return FindWord(line, message.substr(begin + 1, end - begin - 1));
}

std::optional<Stretch> FindStretch(const Diagnostic& diagnostic, std::string_view line) {
  if (!diagnostic.command.empty()) return FindCall(line, diagnostic.command.front());
  if (const auto quoted = FindQuoted(line, diagnostic.message)) return quoted;
  if (diagnostic.message.find("lib command arguments") != std::string::npos) {
    return FindCall(line, "");
  }
  const size_t raised = line.find("error(");
  if (raised != std::string_view::npos && (raised == 0 || !IsNamePart(line[raised - 1]))) {
    return CallAt(line, raised + 5);
  }
  return std::nullopt;
}

// A command as a person would type it: arguments quoted where they must be, long ones cut.
std::string CommandText(const std::vector<std::string>& command) {
  std::string out;
  for (size_t i = 0; i < command.size(); ++i) {
    if (i == kMostArguments) return StrCat(out, " ... (", command.size() - i, " more)");
    if (i != 0) out += ' ';
    const bool plain = !command[i].empty() && std::ranges::all_of(command[i], [](char c) {
      return IsNamePart(c) ||
             (c != '\0' && std::string_view(":.-+*@/").find(c) != std::string::npos);
    });
    const std::string shown = Shortened(command[i], kLongestArgument);
    out += plain ? shown : Quote(shown);
  }
  return out;
}

// Tabs as one blank each, so that the carets below stay in line.
std::string Untabbed(std::string_view line) {
  std::string out(line);
  std::ranges::replace_if(
      out, [](char c) { return c == '\t' || c == '\r'; }, ' ');
  return out;
}

// Lines and columns that `text` takes on the screen, for UTF-8.
size_t ScreenWidth(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// A line of code and the carets below, cut to what fits.
void DrawLine(const Console& console, const SourcePlace& where, std::string_view line,
              const std::string& margin, std::string& out) {
  const size_t column = where.column > 0 ? static_cast<size_t>(where.column) - 1 : 0;
  size_t from = 0;
  const size_t room =
      console.width > 40 ? static_cast<size_t>(console.width) - margin.size() - 4 : 36;
  if (console.err_is_terminal && column + 10 > room)
    from = std::min(column - room / 2, line.size());
  std::string shown = Untabbed(line.substr(from));
  if (console.err_is_terminal && shown.size() > room) shown.resize(room);
  const std::string bar = Styled(console, Style::kPlace, margin + " |");
  const std::string number = std::to_string(where.line);
  out += StrCat(bar, "\n", Styled(console, Style::kPlace, StrCat(number, " |")), " ", shown, "\n");
  if (where.column == 0) return;
  const size_t begin = std::min(column - from, shown.size());
  const size_t length = std::min(static_cast<size_t>(std::max(where.length, 1)),
                                 std::max<size_t>(shown.size() - begin, 1));
  const size_t carets =
      std::max<size_t>(ScreenWidth(std::string_view(shown).substr(begin, length)), 1);
  out += StrCat(bar, " ", std::string(ScreenWidth(std::string_view(shown).substr(0, begin)), ' '),
                Styled(console, Style::kError, std::string(carets, '^')), "\n");
}

// "3 changes were made before the error and stay: stock:lamp, stock:low".
std::string HalfDone(const Diagnostic& diagnostic) {
  std::string text =
      diagnostic.writes == 1
          ? "1 change was made before the error and stays"
          : StrCat(diagnostic.writes, " changes were made before the error and stay");
  for (size_t i = 0; i < diagnostic.written.size(); ++i)
    text += StrCat(i == 0 ? ": " : ", ", CommandText({diagnostic.written[i]}));
  return diagnostic.written.size() == kMostWritten ? text + ", ..." : text;
}

// `text` behind a head of so many columns, broken into lines of the console; all but the first
// begin with `indent` blanks.
std::string Hanging(const Console& console, const std::string& head, size_t columns,
                    std::string_view text, size_t indent, bool strong = false) {
  constexpr int kNarrowest = 40;
  const auto width = static_cast<size_t>(std::max(console.width, kNarrowest));
  const std::string lines = Wrapped(StrCat(std::string(columns, '.'), text), width, indent);
  const std::string_view rest = std::string_view(lines).substr(columns);
  return StrCat(head, strong ? Styled(console, Style::kStrong, rest) : std::string(rest), "\n");
}

// Everything below the picture.
void DrawNotes(const Console& console, const Diagnostic& diagnostic, const std::string& margin,
               std::string& out) {
  const auto note = [&](std::string_view text) {
    const size_t columns = margin.size() + 3;
    out += Hanging(console, Styled(console, Style::kPlace, margin + " = "), columns, text, columns);
  };
  if (diagnostic.traceback.size() > 1) {
    size_t shown = 0;
    for (const TraceFrame& frame : diagnostic.traceback) {
      if (++shown > kMostFrames) {
        note(StrCat("... ", diagnostic.traceback.size() - kMostFrames, " more"));
        break;
      }
      note(StrCat(shown == 1 ? "in " : "called from ", frame.place.file, ":", frame.place.line,
                  frame.function.empty() ? "" : StrCat(", ", frame.function)));
    }
  }
  if (!diagnostic.command.empty()) note(StrCat("command: ", CommandText(diagnostic.command)));
  if (!diagnostic.condition.empty()) note(StrCat("refused by: ", diagnostic.condition));
  if (diagnostic.writes > 0) note(HalfDone(diagnostic));
  if (!diagnostic.help.empty()) {
    constexpr size_t kColumns = 6;
    const std::string head = StrCat(Styled(console, Style::kStrong, "help:"), " ");
    out += Hanging(console, head, kColumns, diagnostic.help, kColumns);
  }
  // Not for ERR: what a script says in its own words may sound like a refusal.
  if (diagnostic.code != "ERR" && FindExplanation(diagnostic.code) != nullptr) {
    out +=
        StrCat(Styled(console, Style::kStrong, "more:"), " luarig explain ", diagnostic.code, "\n");
  }
}

// What follows the code, without the place that Lua puts in front.
std::string_view PlainMessage(const Diagnostic& diagnostic) {
  std::string_view message = diagnostic.message;
  if (!diagnostic.code.empty() && message.starts_with(diagnostic.code + " ")) {
    message.remove_prefix(diagnostic.code.size() + 1);
  }
  for (const std::string_view source : {"user_script:", "user_function:"}) {
    if (!message.starts_with(source)) continue;
    const size_t end = message.find(": ", source.size());
    if (end != std::string_view::npos) return message.substr(end + 2);
  }
  return message;
}

}  // namespace

std::string_view LineOf(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return number < 1 ? std::string_view() : text.substr(0, text.find('\n'));
}

void FindColumn(Diagnostic& diagnostic, std::string_view line) {
  if (diagnostic.where.column != 0) return;
  const size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return;
  const size_t last = line.find_last_not_of(" \t\r;");
  const Stretch stretch =
      FindStretch(diagnostic, line)
          .value_or(Stretch{first, last == std::string_view::npos ? first + 1 : last + 1});
  diagnostic.where.column = static_cast<int>(stretch.begin) + 1;
  diagnostic.where.length =
      static_cast<int>(std::max(stretch.end, stretch.begin + 1) - stretch.begin);
}

std::string DrawDiagnostic(const Console& console, const Diagnostic& diagnostic,
                           std::string_view source) {
  const char* word = diagnostic.severity == Severity::kWarning ? "warning" : "error";
  const Style style = diagnostic.severity == Severity::kWarning ? Style::kWarning : Style::kError;
  const std::string code = diagnostic.code.empty() ? "" : StrCat("[", diagnostic.code, "]");
  const std::string head = StrCat(word, code);
  std::string out = Hanging(console, StrCat(Styled(console, style, head), ": "), head.size() + 2,
                            PlainMessage(diagnostic), 2, true);
  const SourcePlace& where = diagnostic.where;
  const std::string margin(where.line > 0 ? std::to_string(where.line).size() : 1, ' ');
  if (!where.file.empty()) {
    out += StrCat(margin, Styled(console, Style::kPlace, "-->"), " ", where.file);
    if (where.line > 0) out += StrCat(":", where.line);
    if (where.column > 0) out += StrCat(":", where.column);
    if (!where.path.empty()) out += StrCat(" (", where.path, ")");
    out += '\n';
  }
  const std::string_view line = LineOf(source, where.line);
  if (!line.empty()) DrawLine(console, where, line, margin, out);
  DrawNotes(console, diagnostic, margin, out);
  return out;
}

std::string DiagnosticLine(const Diagnostic& diagnostic) {
  const SourcePlace& where = diagnostic.where;
  std::string out;
  if (!where.file.empty() && where.line > 0) {
    out = StrCat(where.file, ":", where.line, ":");
    if (where.column > 0) out += StrCat(where.column, ":");
    out += " ";
  }
  out += diagnostic.severity == Severity::kWarning ? "warning" : "error";
  if (!diagnostic.code.empty()) out += StrCat("[", diagnostic.code, "]");
  out += StrCat(": ", PlainMessage(diagnostic));
  std::vector<std::string> notes;
  if (!diagnostic.command.empty())
    notes.push_back(StrCat("command: ", CommandText(diagnostic.command)));
  if (!diagnostic.condition.empty()) notes.push_back(StrCat("refused by: ", diagnostic.condition));
  if (diagnostic.writes > 0)
    notes.push_back(
        StrCat(diagnostic.writes, diagnostic.writes == 1 ? " change stays" : " changes stay"));
  for (size_t i = 0; i < notes.size(); ++i) out += StrCat(i == 0 ? " (" : "; ", notes[i]);
  if (!notes.empty()) out += ")";
  std::ranges::replace(out, '\n', ' ');
  return out + "\n";
}

}  // namespace luarig

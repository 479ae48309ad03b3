#include "engine/dispatch/config_file.h"

#include <set>
#include <string>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/dispatch/acl_rules.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kMark = "--";  // of a directive among the words of a command line
constexpr std::string_view kBadDirective = "Bad directive or wrong number of arguments";
constexpr int kMaxIncludeDepth = 16;

class ConfigReader {
 public:
  ConfigReader(ServerState& server, const IncludeReader& include)
      : server_(server), include_(include) {}

  void ReadText(std::string_view text, const std::string& file);
  void ReadWords(std::span<const std::string> words, std::string_view line, SourcePlace place);
  // The users, when all directives are set; then what was wrong with any line.
  std::vector<Diagnostic> Finish();

 private:
  void Report(std::string message, std::string_view line, SourcePlace place) {
    problems_.push_back({.code = "ERR",
                         .message = std::move(message),
                         .where = std::move(place),
                         .command = {std::string(line)}});
  }
  void Include(std::span<const std::string> words, std::string_view line, const SourcePlace& place);
  void Set(const DirectiveRow& row, std::span<const std::string> words, std::string_view line,
           SourcePlace place);

  struct UserLine {
    std::vector<std::string> words;  // "user", its name, its rules
    std::string line;
    SourcePlace place;
  };

  ServerState& server_;
  const IncludeReader& include_;
  std::vector<UserLine> users_;
  std::vector<Diagnostic> problems_;
  bool saves_ = false;  // a line `save` came before
  int depth_ = 0;       // of includes
};

std::string_view Trimmed(std::string_view line) {
  const size_t first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return "";
  return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

void ConfigReader::ReadText(std::string_view text, const std::string& file) {
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const SourcePlace place{.file = file, .line = number};
    const auto words = SplitWords(line);
    if (!words) {
      Report("Unbalanced quotes in configuration line", line, place);
    } else if (!words->empty()) {
      ReadWords(*words, line, place);
    }
  }
}

void ConfigReader::ReadWords(std::span<const std::string> words, std::string_view line,
                             SourcePlace place) {
  if (EqualsIgnoreCase(words[0], "include") && words.size() == 2)
    return Include(words, line, place);
  if (EqualsIgnoreCase(words[0], "user") && words.size() > 1) {
    users_.push_back({{words.begin(), words.end()}, std::string(line), std::move(place)});
    return;
  }
  // Accepted for the sake of old files.
  if (words.size() == 2 && (EqualsIgnoreCase(words[0], "list-max-ziplist-entries") ||
                            EqualsIgnoreCase(words[0], "list-max-ziplist-value"))) {
    return;
  }
  const NamedDirective directive = FindDirective(server_.target.id, words[0]);
  if (directive.row == nullptr) return Report(std::string(kBadDirective), line, std::move(place));
  Set(*directive.row, words.subspan(1), line, std::move(place));
}

void ConfigReader::Include(std::span<const std::string> words, std::string_view line,
                           const SourcePlace& place) {
  if (include_ == nullptr) return Report("include: no files can be read here", line, place);
  if (depth_ == kMaxIncludeDepth) return Report("include: too many levels", line, place);
  const std::optional<std::string> text = include_(words[1]);
  if (!text) return Report(StrCat("include: cannot read ", words[1]), line, place);
  ++depth_;
  ReadText(*text, words[1]);
  --depth_;
}

void ConfigReader::Set(const DirectiveRow& row, std::span<const std::string> words,
                       std::string_view line, SourcePlace place) {
  std::vector<std::string_view> values(words.begin(), words.end());
  if (values.empty() && row.name != "bind")
    return Report("wrong number of arguments", line, std::move(place));
  // Each line adds to those before it; an empty one starts anew.
  const std::string before = DirectiveValue(server_, row);
  if (row.name == "save" && saves_ && !values[0].empty()) {
    const std::vector<std::string_view> kept = WordsOf(before);
    values.insert(values.begin(), kept.begin(), kept.end());
  }
  Result<std::string> value = ReadDirective(server_, row, values);
  if (!value) return Report(value.error(), line, std::move(place));
  if (row.name == "save") saves_ = true;
  SetDirective(server_, row, *value);
}

std::vector<Diagnostic> ConfigReader::Finish() {
  server_.DirectivesChanged();
  std::set<std::string, std::less<>> named;
  for (const UserLine& line : users_) {
    const std::string& name = line.words[1];
    if (!named.insert(name).second) {
      Report(StrCat("the user ", name, " is defined twice"), line.line, line.place);
      continue;
    }
    User user = server_.acl.NewUser(name);
    const std::vector<std::string_view> rules(line.words.begin() + 2, line.words.end());
    if (const auto error = ApplyAclRules(server_, rules, user)) {
      Report(StrCat("the rules of the user ", name, ": ", error->substr(error->find(' ') + 1)),
             line.line, line.place);
      continue;
    }
    PutUser(server_, std::move(user), nullptr);
  }
  return std::move(problems_);
}

// --save without a value, which turns saving off.
bool IsBareSave(std::span<const std::string> words) {
  return EqualsIgnoreCase(words[0], "--save") && (words.size() == 1 || words[1].starts_with(kMark));
}

}  // namespace

std::vector<Diagnostic> ApplyConfigText(ServerState& server, std::string_view text,
                                        const IncludeReader& include, const std::string& file) {
  ConfigReader reader(server, include);
  reader.ReadText(text, file);
  return reader.Finish();
}

size_t WordsOfFirstDirective(std::span<const std::string> words) {
  const bool named = words[0].starts_with(kMark);
  size_t count = named && words.size() > 1 && !IsBareSave(words) ? 2 : 1;
  while (count < words.size() && !words[count].starts_with(kMark)) ++count;
  return count;
}

std::vector<Diagnostic> ApplyConfigArgs(ServerState& server, std::span<const std::string> words) {
  ConfigReader reader(server, nullptr);
  int number = 0;
  while (!words.empty()) {
    const size_t count = WordsOfFirstDirective(words);
    std::vector<std::string> directive(words.begin(),
                                       words.begin() + static_cast<ptrdiff_t>(count));
    if (IsBareSave(words)) directive.emplace_back();
    if (words[0].starts_with(kMark)) directive[0].erase(0, kMark.size());
    std::string line = directive[0];
    for (size_t i = 1; i < directive.size(); ++i) line += StrCat(" ", Quote(directive[i]));
    reader.ReadWords(directive, line, {.line = ++number});
    words = words.subspan(count);
  }
  return reader.Finish();
}

}  // namespace luarig

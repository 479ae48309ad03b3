#include <algorithm>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/app/command_line.h"
#include "cli/app/output.h"
#include "cli/app/subcommand.h"
#include "cli/explain/entries.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kListColumn = 29;  // where titles begin in the list

struct ExplainOptions {
  std::vector<std::string> words;
  bool json = false;
};

// `text` in lines of at most kWidth columns; `first` stands in front of the first, as many blanks
// in front of the others.
std::string Filled(std::string_view text, std::string_view first) {
  return Wrapped(StrCat(first, text), kWidth, first.size()) + '\n';
}

// A reply of the example, folded where it is wider than the screen.
std::string Folded(std::string_view output) {
  std::string out;
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    out += line.size() > kWidth ? Filled(line, "") : StrCat(line, "\n");
    output.remove_prefix(std::min(line.size() + 1, output.size()));
  }
  return out;
}

void Print(const Explanation& row, std::ostream& out) {
  out << Filled(StrCat(row.code, ": ", row.title), "") << '\n';
  out << "What it means\n" << Filled(row.means, "  ") << '\n';
  out << "When it is said\n" << Filled(row.when, "  ") << '\n';
  if (row.command.empty()) {
    out << "No example\n" << Filled(row.no_example, "  ") << '\n';
  } else {
    // From the margin on, so that it can be copied with its `END`.
    out << "An example\n\n$ " << row.command << '\n' << Folded(row.output) << '\n';
  }
  out << "What to do\n";
  for (const std::string_view way : row.ways) {
    if (!way.empty()) out << Filled(way, "  * ");
  }
  if (!row.versions.empty()) out << "\nVersions\n" << Filled(row.versions, "  ");
}

std::string ToJson(const Explanation& row) {
  nlohmann::ordered_json out{
      {"code", row.code}, {"title", row.title}, {"means", row.means}, {"when", row.when}};
  if (row.command.empty()) {
    out["no_example"] = row.no_example;
  } else {
    out["example"] = {{"command", row.command}, {"output", row.output}};
  }
  auto& ways = out["ways"] = nlohmann::ordered_json::array();
  for (const std::string_view way : row.ways) {
    if (!way.empty()) ways.push_back(way);
  }
  if (!row.versions.empty()) out["versions"] = row.versions;
  return out.dump();
}

void PrintList(std::ostream& out) {
  out << "`luarig explain CODE` tells what it means and what to do. A whole error message\n"
         "in quotes will do as well.\n\nCodes of replies:\n\n";
  bool own_names = false;
  for (const Explanation* row : AllExplanations()) {
    const bool own_name = row->code.front() >= 'a';
    if (own_name && !own_names) out << "\nRefusals whose code is ERR, by names of our own:\n\n";
    own_names = own_name;
    const std::string margin(kListColumn - 2 - row->code.size(), ' ');
    out << "  " << row->code << margin << row->title << '\n';
  }
}

UsageError Unknown(const std::string& word) {
  std::vector<std::string_view> codes;
  for (const Explanation* row : AllExplanations()) codes.push_back(row->code);
  const std::string_view closest = ClosestWord(word, codes);
  return UsageError(StrCat("nothing is known of ", Quote(word),
                           closest.empty() ? "; `luarig explain` lists all codes"
                                           : StrCat("; did you mean ", closest, "?")));
}

const Explanation* Find(const std::string& word) {
  if (const Explanation* row = FindExplanation(word)) return row;
  return ExplanationOf(word);
}

// One row for each word; or one for them all, if they are a message without its quotes.
std::vector<const Explanation*> FindAll(const std::vector<std::string>& words) {
  std::vector<const Explanation*> rows;
  for (const std::string& word : words) {
    const Explanation* row = Find(word);
    if (row == nullptr && words.size() > 1) {
      std::string message;
      for (const std::string& part : words) message += part + ' ';
      row = ExplanationOf(message);
      if (row != nullptr) return {row};
    }
    if (row == nullptr) throw Unknown(word);
    if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
  }
  return rows;
}

ExitCode RunExplain(const ExplainOptions& options, Console& console) {
  if (options.words.empty() && !options.json) {
    PrintList(console.out);
    return ExitCode::kOk;
  }
  const auto rows = options.words.empty() ? AllExplanations() : FindAll(options.words);
  for (const Explanation* row : rows) {
    if (options.json) {
      console.out << ToJson(*row) << '\n';
      continue;
    }
    if (row != rows.front()) console.out << '\n' << std::string(kWidth, '-') << "\n\n";
    Print(*row, console.out);
  }
  return ExitCode::kOk;
}

}  // namespace

std::function<ExitCode(Console&)> DeclareExplain(CommandLine& flags,
                                                 std::vector<std::string>& argv) {
  auto options = std::make_shared<ExplainOptions>();
  flags.Switch("--json", options->json, "Print one object a code, each on a line of its own");
  for (std::string& word : argv) {
    // "-OOM command not allowed ..." is a reply as the protocol has it, and no flag.
    if (word.starts_with('-') && word.find(' ') != std::string::npos) word.erase(0, 1);
  }
  ScriptWords words = flags.TakeWords(argv, WordShape::kScript);
  if (words.has_name) options->words.push_back(std::move(words.name));
  for (auto* more : {&words.keys, &words.args}) {
    std::ranges::move(*more, std::back_inserter(options->words));
  }
  return [options](Console& console) { return RunExplain(*options, console); };
}

}  // namespace luarig

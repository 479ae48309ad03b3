#include "engine/trace/coverage_text.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr std::string_view kHead = "luarig-coverage 1";
constexpr std::string_view kEnd = "end";

using Words = std::vector<std::string>;

std::string FileText(const FileCoverage& file) {
  std::string out = StrCat("file ", Quote(file.path), " ", Quote(file.text), "\n");
  for (const auto& [line, hits] : file.lines) out += StrCat("line ", line, " ", hits, "\n");
  for (const auto& [line, count] : file.instructions)
    out += StrCat("cost ", line, " ", count, "\n");
  for (const FunctionCoverage& function : file.functions) {
    out += StrCat("function ", function.line, " ", function.calls, " ", Quote(function.name), "\n");
  }
  for (const BranchCoverage& branch : file.branches) {
    out += StrCat("branch ", branch.line, branch.loop ? " for" : " if");
    for (const BranchCoverage::Way& way : branch.ways)
      out += StrCat(" ", way.leads_to, " ", way.times);
    out += "\n";
  }
  return out;
}

std::optional<int> ReadLine(std::string_view word) {
  const auto number = ParseInteger(word);
  if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(*number);
}

// Each of these takes the words of one row; false if they are not what it should have.
bool TakeCount(const Words& words, std::map<int, uint64_t>& counts) {
  if (words.size() != 3) return false;
  const auto line = ReadLine(words[1]);
  const auto count = ParseUnsigned(words[2]);
  if (!line || !count) return false;
  counts[*line] += *count;
  return true;
}

bool TakeLine(const Words& words, FileCoverage& file) { return TakeCount(words, file.lines); }
bool TakeCost(const Words& words, FileCoverage& file) {
  return TakeCount(words, file.instructions);
}

bool TakeFunction(const Words& words, FileCoverage& file) {
  if (words.size() != 4) return false;
  const auto line = ReadLine(words[1]);
  const auto calls = ParseUnsigned(words[2]);
  if (!line || !calls) return false;
  file.functions.push_back({.name = words[3], .line = *line, .calls = *calls});
  return true;
}

bool TakeBranch(const Words& words, FileCoverage& file) {
  constexpr size_t kWays = 3;  // the first word of them
  BranchCoverage branch;
  if (words.size() != kWays + 2 * branch.ways.size()) return false;
  const auto line = ReadLine(words[1]);
  if (!line || (words[2] != "if" && words[2] != "for")) return false;
  branch.line = *line;
  branch.loop = words[2] == "for";
  for (size_t way = 0; way < branch.ways.size(); ++way) {
    const auto leads_to = ReadLine(words[kWays + 2 * way]);
    const auto times = ParseUnsigned(words[kWays + 2 * way + 1]);
    if (!leads_to || !times) return false;
    branch.ways[way] = {.leads_to = *leads_to, .times = *times};
  }
  file.branches.push_back(branch);
  return true;
}

struct Row {
  std::string_view word;
  bool (*take)(const Words&, FileCoverage&);
};
constexpr Row kRows[] = {
    {"line", TakeLine}, {"cost", TakeCost}, {"function", TakeFunction}, {"branch", TakeBranch}};

class Reader {
 public:
  // False if the row has no place here.
  bool Take(const Words& words) {
    if (words.empty()) return false;
    if (words[0] == "file") {
      if (words.size() != 3) return false;
      Close();
      file_.emplace();
      file_->path = words[1];
      file_->text = words[2];
      return true;
    }
    const auto* row = std::ranges::find(kRows, words[0], &Row::word);
    return row != std::end(kRows) && file_ && row->take(words, *file_);
  }

  CoverageReport Report() {
    Close();
    return std::move(report_);
  }

 private:
  void Close() {
    if (!file_) return;
    std::ranges::stable_sort(file_->functions, {}, &FunctionCoverage::line);
    std::ranges::stable_sort(file_->branches, {}, &BranchCoverage::line);
    AddTo(report_.FileOf(file_->path, file_->text), *file_);
    file_.reset();
  }

  CoverageReport report_;
  std::optional<FileCoverage> file_;
};

Failure Wrong(size_t number, std::string_view what) {
  return Failure{StrCat("line ", number, " of the coverage: ", what)};
}

}  // namespace

std::string WriteCoverage(const CoverageReport& report) {
  std::string out = StrCat(kHead, "\n");
  for (const FileCoverage& file : report.files) out += FileText(file);
  return out + StrCat(kEnd, "\n");
}

Result<CoverageReport> ReadCoverage(std::string_view text) {
  Reader reader;
  for (size_t number = 1;; ++number) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return Wrong(number, "it ends here, and no \"end\" says that it is whole");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (number == 1) {
      if (line != kHead) return Wrong(number, StrCat("it does not begin with \"", kHead, "\""));
      continue;
    }
    if (line == kEnd) {
      if (!text.empty()) return Wrong(number + 1, "something follows the \"end\"");
      return reader.Report();
    }
    const auto words = SplitWords(line);
    if (!words || !reader.Take(*words)) return Wrong(number, StrCat("not a row of it: ", line));
  }
}

}  // namespace luarig

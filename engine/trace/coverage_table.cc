#include "engine/trace/coverage_table.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kMostPath = 36;
constexpr std::string_view kHeads[] = {"  Lines", "  Functions", "  Branches"};
constexpr std::string_view kMissedHead = "  Missed lines";
constexpr std::string_view kCut = " ...";

size_t FiguresWidth() {
  size_t width = 0;
  for (const std::string_view head : kHeads) width += head.size();
  return width;
}

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Columns that a terminal needs for a UTF-8 text of letters of one column each.
size_t Columns(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, StartsCharacter));
}

// A path that is too long loses its beginning: what tells files apart is at the end.
std::string Shortened(const std::string& path) {
  std::string out = path;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  if (Columns(out) <= kMostPath) return out;
  size_t begin = 0;
  for (size_t left = Columns(out); left > kMostPath - 3 || !StartsCharacter(out[begin]); ++begin) {
    if (StartsCharacter(out[begin])) --left;
  }
  return "..." + out.substr(begin);
}

std::string Figure(const Share& share, size_t width) {
  const std::string text = share.all == 0 ? "-" : share.PercentText() + "%";
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

// As much of a list as there is room for.
std::string Cut(const std::string& list, size_t room) {
  if (list.size() <= room) return list;
  const size_t end = list.rfind(',', room - kCut.size() - 1);
  if (end == std::string::npos) return "...";
  return list.substr(0, end + 1) + std::string(kCut);
}

std::string Row(const std::string& name, const CoverageTotals& totals, const std::string& missed,
                size_t name_width) {
  std::string row = name + std::string(name_width - std::min(name_width, Columns(name)), ' ');
  const Share* shares[] = {&totals.lines, &totals.functions, &totals.branches};
  for (size_t i = 0; i < std::size(shares); ++i) row += Figure(*shares[i], kHeads[i].size());
  if (!missed.empty()) row += "  " + Cut(missed, kWidth - name_width - FiguresWidth() - 2);
  return row + "\n";
}

}  // namespace

std::string MissedLines(const FileCoverage& file) {
  std::string out;
  int begin = 0;  // of the lines without a hit that `last` ends; 0: none
  int last = 0;
  const auto close = [&] {
    if (begin == 0) return;
    if (!out.empty()) out += ", ";
    out += begin == last ? StrCat(begin) : StrCat(begin, "-", last);
    begin = 0;
  };
  for (const auto& [line, hits] : file.lines) {
    if (hits > 0) {
      close();
      continue;
    }
    if (begin == 0) begin = line;
    last = line;
  }
  close();
  return out;
}

std::string CoverageTable(const CoverageReport& report) {
  constexpr std::string_view kFile = "File";
  constexpr std::string_view kAll = "All files";
  const bool several = report.files.size() > 1;
  size_t width = several ? kAll.size() : kFile.size();
  for (const FileCoverage& file : report.files)
    width = std::max(width, Columns(Shortened(file.path)));

  std::string out(kFile);
  out.resize(width, ' ');
  for (const std::string_view head : kHeads) out += head;
  out += StrCat(kMissedHead, "\n");
  for (const FileCoverage& file : report.files)
    out += Row(Shortened(file.path), TotalsOf(file), MissedLines(file), width);
  if (several) out += Row(std::string(kAll), TotalsOf(report), "", width);
  return out;
}

}  // namespace luarig

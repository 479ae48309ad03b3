#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/testing/report/html_parts.h"
#include "engine/testing/report/html_text.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

// "enough" is a matter of taste; the colours only say where to look first.
std::string_view LevelOf(const CoveredShare& share) {
  if (share.hit * 10 >= share.all * 9) return "high";
  return share.hit * 10 >= share.all * 6 ? "middle" : "low";
}

std::string ShareCells(const CoveredShare& share) {
  if (share.all == 0) return "<td class=\"number absent\" colspan=\"2\">\u2013</td>";
  const size_t width = share.hit * 100 / share.all;
  return StrCat("<td class=\"number\">", Percentage(share), " <span class=\"of\">", share.hit, "/",
                share.all, "</span></td><td class=\"meter ", LevelOf(share),
                "\" aria-hidden=\"true\"><span style=\"width:", width, "%\"></span></td>");
}

std::string SharesRow(std::string_view heading, const CoveredShares& shares) {
  return StrCat("<tr><th scope=\"row\">", heading, "</th>", ShareCells(shares.lines),
                ShareCells(shares.functions), ShareCells(shares.branches), "</tr>\n");
}

std::string FileId(size_t file) { return StrCat("source", file); }

std::string Overview(std::span<const CoveredFile> files) {
  CoveredShares all;
  std::string rows;
  for (size_t i = 0; i < files.size(); ++i) {
    const CoveredShares shares = SharesOf(files[i]);
    all.Add(shares);
    rows +=
        SharesRow(StrCat("<a href=\"#", FileId(i), "\">", HtmlLine(files[i].path), "</a>"), shares);
  }
  std::string total;
  if (files.size() > 1) total = StrCat("<tfoot>\n", SharesRow("all files", all), "</tfoot>\n");
  return StrCat("<div class=\"scroll\" role=\"region\" aria-labelledby=\"coverage-title\" ",
                "tabindex=\"0\">\n<table class=\"shares\">\n<thead><tr><th scope=\"col\">file</th>",
                "<th scope=\"colgroup\" colspan=\"2\">lines</th>",
                "<th scope=\"colgroup\" colspan=\"2\">functions</th>",
                "<th scope=\"colgroup\" colspan=\"2\">branches</th></tr></thead>\n<tbody>\n", rows,
                "</tbody>\n", total, "</table>\n</div>\n");
}

// Functions that nobody called, as links.
std::string Uncalled(const CoveredFile& file, size_t number) {
  std::string out;
  for (const CoveredFunction& function : file.functions) {
    if (function.calls > 0) continue;
    out += StrCat(out.empty() ? "" : ", ", "<a href=\"#", LineId(number, function.line),
                  "\"><code>", HtmlLine(function.name), "</code></a>");
  }
  return out.empty() ? "" : StrCat("<p class=\"note\">Never called: ", out, "</p>\n");
}

// What is known of a line that has code.
struct LineNotes {
  const CoveredLine* counted = nullptr;
  std::vector<const CoveredBranch*> branches;
};

std::map<int, LineNotes> NotesOf(const CoveredFile& file) {
  std::map<int, LineNotes> notes;
  for (const CoveredLine& line : file.lines) notes[line.line].counted = &line;
  for (const CoveredBranch& branch : file.branches) {
    notes[branch.line].branches.push_back(&branch);
  }
  return notes;
}

// Ways that were not taken, of branches that were reached. Those of `a and b` may read the same.
std::string Untaken(const LineNotes& notes) {
  std::set<std::string_view> ways;
  for (const CoveredBranch* branch : notes.branches) {
    if (!branch->reached()) continue;
    for (const CoveredBranch::Way& way : branch->ways) {
      if (way.times == 0) ways.insert(way.text);
    }
  }
  std::string out;
  for (const std::string_view way : ways) {
    out += StrCat(out.empty() ? "" : ", ", "never ", HtmlLine(way));
  }
  return out.empty() ? "" : StrCat(" <span class=\"untaken\">", out, "</span>");
}

std::string_view ClassOf(const LineNotes& notes, bool partly) {
  if (notes.counted == nullptr) return "";
  return notes.counted->hits == 0 ? "miss" : partly ? "part" : "hit";
}

// A column of costs, in proportion to the dearest line.
std::string StepsCell(const LineNotes& notes, uint64_t most) {
  if (most == 0) return "";
  if (notes.counted == nullptr || notes.counted->steps == 0) return "<td class=\"steps\"></td>";
  const uint64_t share = notes.counted->steps / std::max<uint64_t>(most / 100, 1);
  return StrCat("<td class=\"steps\" style=\"--share:", std::min<uint64_t>(share, 100), "%\">",
                notes.counted->steps, "</td>");
}

std::string SourceRow(size_t file, int line, const std::string& code, const LineNotes& notes,
                      uint64_t most_steps) {
  const std::string untaken = Untaken(notes);
  const std::string_view kind = ClassOf(notes, !untaken.empty());
  std::string hits;
  if (notes.counted != nullptr) {
    hits = notes.counted->hits == 0 ? "<span class=\"vh\">never: </span>0"
                                    : StrCat(notes.counted->hits, "\u00d7");
  }
  return StrCat("<tr id=\"", LineId(file, line), "\"", kind.empty() ? "" : " class=\"", kind,
                kind.empty() ? "" : "\"", "><td class=\"ln\"><a href=\"#", LineId(file, line),
                "\">", line, "</a></td><td class=\"hits\">", hits, "</td>",
                StepsCell(notes, most_steps), "<td class=\"code\"><code>", code, "</code>", untaken,
                "</td></tr>\n");
}

std::string Source(const CoveredFile& file, size_t number) {
  uint64_t most_steps = 0;
  for (const CoveredLine& line : file.lines) most_steps = std::max(most_steps, line.steps);
  const std::map<int, LineNotes> notes = NotesOf(file);
  std::string out =
      StrCat("<div class=\"scroll\" role=\"region\" aria-label=\"Source of ", HtmlLine(file.path),
             "\" tabindex=\"0\">\n<table class=\"source\">\n<thead><tr><th scope=\"col\">line</th>",
             "<th scope=\"col\">runs</th>", most_steps > 0 ? "<th scope=\"col\">steps</th>" : "",
             "<th scope=\"col\" class=\"code\">code</th></tr></thead>\n<tbody>\n");
  int line = 0;
  for (const std::string& code : HtmlLines(file.path, file.text)) {
    ++line;
    const auto found = notes.find(line);
    out += SourceRow(number, line, code, found == notes.end() ? LineNotes() : found->second,
                     most_steps);
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string FileText(const CoveredFile& file, size_t number, bool open) {
  const CoveredShares shares = SharesOf(file);
  const std::string sum = shares.lines.all == 0 ? "no code" : Percentage(shares.lines);
  return StrCat("<details class=\"file covered\" id=\"", FileId(number), "\"", open ? " open" : "",
                "><summary><h3>", HtmlLine(file.path), "</h3><span class=\"sum\">", sum,
                "</span></summary>\n", Uncalled(file, number), Source(file, number),
                "</details>\n");
}

}  // namespace

std::string HtmlCoverage(const ReportInput& input) {
  if (input.coverage.empty()) return "";
  std::string out = Overview(input.coverage);
  for (size_t i = 0; i < input.coverage.size(); ++i) {
    out += FileText(input.coverage[i], i, input.coverage.size() == 1);
  }
  return out;
}

}  // namespace luarig

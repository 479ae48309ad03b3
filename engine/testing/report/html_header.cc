#include <set>
#include <string>

#include "engine/base/bytes.h"
#include "engine/testing/report/html_parts.h"
#include "engine/testing/report/html_text.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

struct Count {
  std::string_view status;  // of data-status, and a class
  std::string_view word;
  size_t count;
};

// What is wrong comes first, and in one sentence.
std::string Verdict(const TestCounts& counts) {
  std::string out;
  if (counts.failed > 0) {
    out = StrCat(counts.failed, " of ", Counted(counts.all(), "test"), " failed");
  } else if (counts.all() == 0) {
    out = "No tests";
  } else if (counts.passed == 0) {
    out = StrCat(Counted(counts.skipped, "test"), " skipped");
  } else {
    out = StrCat(counts.skipped > 0 || counts.passed == 1 ? "" : "All ",
                 Counted(counts.passed, "test"), " passed");
  }
  if (counts.problems > 0) out += StrCat(", ", Counted(counts.problems, "problem"));
  return out;
}

std::string Facts(const TestRun& run) {
  std::string out;
  if (run.started > 0) {
    std::string utc = ShownUtc(run.started);
    out += StrCat("<time datetime=\"", utc, "Z\">", utc.substr(0, 10), " ", utc.substr(11),
                  " UTC</time>");
  }
  if (run.micros > 0) out += StrCat("<span>took ", ShownDuration(run.micros), "</span>");
  out += StrCat("<span>", Counted(run.suites.size(), "file"), "</span>");
  if (run.shuffle_seed) out += StrCat("<span>shuffled with seed ", *run.shuffle_seed, "</span>");
  return out;
}

std::string Bar(std::span<const Count> counts, const TestCounts& all) {
  std::string out =
      StrCat("<div class=\"bar\" role=\"img\" aria-label=\"", ShownCounts(all), "\">");
  for (const Count& one : counts) {
    if (one.count == 0) continue;
    out += StrCat("<span class=\"", one.status, "\" style=\"flex-grow:", one.count, "\"></span>");
  }
  return out + "</div>\n";
}

std::string Tiles(std::span<const Count> counts, const ReportInput& input) {
  std::string out = "<ul class=\"tiles\">\n";
  for (const Count& one : counts) {
    const std::string inner = StrCat("<b>", one.count, "</b> ", one.word);
    out += StrCat("<li class=\"", one.status, one.count == 0 ? " none" : "",
                  "\"><a href=\"#status=", one.status, "\">", inner, "</a></li>\n");
  }
  CoveredShares shares;
  for (const CoveredFile& file : input.coverage) shares.Add(SharesOf(file));
  if (shares.lines.all > 0) {
    out += StrCat("<li class=\"covered\"><a href=\"#coverage\"><b>", Percentage(shares.lines),
                  "</b> of lines</a></li>\n");
  }
  return out + "</ul>\n";
}

// A choice of cells, if there are several.
std::string CellChoice(const TestRun& run) {
  std::set<std::string> cells;
  for (const SuiteResult& suite : run.suites) {
    for (const TestResult& test : suite.tests) cells.insert(ShownCell(test));
  }
  if (cells.size() < 2) return "";
  std::string out = "<label>in <select name=\"cell\"><option value=\"\">all targets</option>";
  for (const std::string& cell : cells) out += StrCat("<option>", Html(cell), "</option>");
  return out + "</select></label>\n";
}

}  // namespace

std::string HtmlHeader(const ReportInput& input) {
  const TestCounts counts = input.run.Count();
  const Count kinds[] = {{"failed", "failed", counts.failed},
                         {"passed", "passed", counts.passed},
                         {"skipped", "skipped", counts.skipped}};
  const bool bad = counts.failed + counts.problems > 0;
  return StrCat("<header class=\"",
                bad                 ? "bad"
                : counts.passed > 0 ? "good"
                                    : "idle",
                "\">\n<p class=\"title\">", HtmlLine(input.title), "</p>\n<h1>", Verdict(counts),
                "</h1>\n<p class=\"facts\">", Facts(input.run), "</p>\n", Bar(kinds, counts),
                Tiles(kinds, input), "</header>\n");
}

std::string HtmlFilter(const ReportInput& input) {
  if (input.run.Count().all() == 0) return "";
  std::string statuses;
  for (const std::string_view status : {"", "failed", "passed", "skipped"}) {
    const std::string_view word = status.empty() ? "all" : status;
    statuses += StrCat("<label><input type=\"radio\" name=\"status\" value=\"", status, "\"",
                       status.empty() ? " checked" : "", "><span>", word, "</span></label>");
  }
  // Shown by the script, without which it would do nothing.
  return StrCat("<form id=\"filter\" role=\"search\" aria-label=\"Filter tests\" hidden>\n",
                "<fieldset><legend>Status</legend>", statuses, "</fieldset>\n",
                "<input type=\"search\" name=\"text\" placeholder=\"Filter by name\" ",
                "aria-label=\"Name\" autocomplete=\"off\">\n", CellChoice(input.run),
                "<button type=\"button\" id=\"open\">Open all</button>\n",
                "<button type=\"button\" id=\"close\">Close all</button>\n",
                "<output id=\"shown\"></output>\n</form>\n");
}

}  // namespace luarig

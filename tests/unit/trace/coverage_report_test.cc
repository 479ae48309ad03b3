#include "engine/trace/coverage_report.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/trace/cobertura.h"
#include "engine/trace/coverage_table.h"
#include "engine/trace/coverage_text.h"
#include "engine/trace/lcov.h"

namespace luarig::test {
namespace {

FileCoverage Shop() {
  return {.path = "lib/shop.lua",
          .text = "local \"shop\"\n\xff\n",
          .lines = {{1, 1}, {2, 2}, {12, 0}, {14, 0}, {15, 3}, {20, 0}},
          .instructions = {{1, 5}, {2, 9}},
          .functions = {{.name = "take", .line = 2, .calls = 2},
                        {.name = "give", .line = 12, .calls = 0}},
          .branches = {{.line = 2, .ways = {{{.leads_to = 3, .times = 2}, {.leads_to = 12}}}},
                       {.line = 2, .loop = true, .ways = {{{.leads_to = 2}, {.leads_to = 15}}}}}};
}

CoverageReport ReportOf(FileCoverage file) {
  CoverageReport report;
  report.files.push_back(std::move(file));
  return report;
}

size_t LongestLine(const std::string& text) {
  size_t longest = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

}  // namespace

TEST_CASE("the counts of two runs add up") {
  CoverageReport report = ReportOf(Shop());
  FileCoverage more = Shop();
  more.lines = {{12, 4}};
  more.branches.erase(more.branches.begin());
  more.branches[0].line = 3;
  report.Merge(ReportOf(more));
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].lines.at(1) == 1);
  CHECK(report.files[0].lines.at(12) == 4);
  CHECK(report.files[0].instructions.at(2) == 18);
  CHECK(report.files[0].functions[0].calls == 4);
  CHECK(report.files[0].branches.size() == 3);
}

TEST_CASE("files of other paths or with another text stay apart, sorted by path") {
  CoverageReport report = ReportOf(Shop());
  FileCoverage edited = Shop();
  edited.text = "-- edited";
  FileCoverage other = Shop();
  other.path = "a.lua";
  report.Merge(ReportOf(edited));
  report.Merge(ReportOf(other));
  REQUIRE(report.files.size() == 3);
  CHECK(report.files[0].path == "a.lua");
  CHECK(report.files[1].text == "-- edited");
  CHECK(report.files[1].lines.at(2) == 2);
}

TEST_CASE("totals count each way of a branch, and only all is 100 percent") {
  const CoverageTotals totals = TotalsOf(Shop());
  CHECK(totals.lines == Share{.hit = 3, .all = 6});
  CHECK(totals.functions == Share{.hit = 1, .all = 2});
  CHECK(totals.branches == Share{.hit = 1, .all = 4});
  CHECK(Share{.hit = 9999, .all = 10000}.PercentText() == "99.9");
  CHECK(Share{.hit = 3, .all = 3}.PercentText() == "100.0");
  CHECK(Share{}.PercentText() == "-");
}

TEST_CASE("a report goes through text and comes back the same") {
  CoverageReport report = ReportOf(Shop());
  FileCoverage empty;
  empty.path = "a \"b\"\n.lua";
  report.Merge(ReportOf(empty));
  const auto back = ReadCoverage(WriteCoverage(report));
  REQUIRE_MESSAGE(back.ok(), back.error());
  CHECK(back.value() == report);
}

TEST_CASE("a text that is cut or wrong names its line") {
  const std::string whole = WriteCoverage(ReportOf(Shop()));
  for (size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(ReadCoverage(whole.substr(0, size)).ok());
  const auto error = [](std::string_view rows) {
    return ReadCoverage(StrCat("luarig-coverage 1\n", rows, "end\n")).error();
  };
  CHECK(error("line 1 1\n") == "line 2 of the coverage: not a row of it: line 1 1");
  for (const char* row :
       {"line 1", "line x 1", "line 1 -1", "line 99999999999 1", "branch 1 if 2 3 4",
        "branch 1 when 2 3 4 5", "function 1 1", "what", "", "\"", "file a"})
    CHECK(error(StrCat("file a b\n", row, "\n")).starts_with("line 3 of the coverage"));
}

TEST_CASE("LCOV: branches that were not reached have no counts, functions of one name are two") {
  FileCoverage file = Shop();
  file.functions[1].name = "take";
  CHECK(Lcov(ReportOf(file)) ==
        "TN:\nSF:lib/shop.lua\n"
        "FN:2,take\nFN:12,take at line 12\n"
        "FNDA:2,take\nFNDA:0,take at line 12\nFNF:2\nFNH:1\n"
        "BRDA:2,0,0,2\nBRDA:2,0,1,0\nBRDA:2,1,0,-\nBRDA:2,1,1,-\nBRF:4\nBRH:1\n"
        "DA:1,1\nDA:2,2\nDA:12,0\nDA:14,0\nDA:15,3\nDA:20,0\nLF:6\nLH:3\nend_of_record\n");
}

TEST_CASE("Cobertura: a folder is a package, a line says how much of its branches ran") {
  const std::string xml = Cobertura(ReportOf(Shop()), "/home/<me>", 1'700'000'000'000);
  CHECK(xml.find("<package name=\"lib\" line-rate=\"0.5000\" branch-rate=\"0.2500\"") !=
        std::string::npos);
  CHECK(xml.find("<source>/home/&lt;me&gt;</source>") != std::string::npos);
  CHECK(xml.find("<class name=\"shop.lua\" filename=\"lib/shop.lua\"") != std::string::npos);
  CHECK(
      xml.find("<line number=\"2\" hits=\"2\" branch=\"true\" condition-coverage=\"25% (1/4)\">") !=
      std::string::npos);
  CHECK(xml.find("timestamp=\"1700000000000\"") != std::string::npos);
}

TEST_CASE("Cobertura: what XML cannot hold is replaced") {
  FileCoverage file;
  file.path = "a&b\x01\xff\xed\xa0\x80\xef\xbf\xbf-\xc3\xbc.lua";
  const std::string xml = Cobertura(ReportOf(file), "", 0);
  const std::string gone = "\xEF\xBF\xBD";
  CHECK(xml.find(StrCat("filename=\"a&amp;b", gone, gone, gone, gone, gone, gone, gone, gone,
                        "-\xc3\xbc.lua\"")) != std::string::npos);
}

TEST_CASE("the table shows what did not run, and fits a terminal") {
  CHECK(CoverageTable(ReportOf(Shop())) ==
        "File          Lines  Functions  Branches  Missed lines\n"
        "lib/shop.lua  50.0%      50.0%     25.0%  12-14, 20\n");
  CoverageReport report = ReportOf(Shop());
  FileCoverage large;
  large.path = std::string(50, 'x') + "/a/very/long/path/of/a/library.lua";
  for (int line = 1; line < 400; ++line) large.lines[line] = line % 2 == 0 ? 0 : 1;
  report.Merge(ReportOf(large));
  const std::string table = CoverageTable(report);
  CHECK(LongestLine(table) <= 80);
  CHECK(table.find("...a/very/long/path/of/a/library.lua") != std::string::npos);
  CHECK(table.find("2, 4,") != std::string::npos);
  CHECK(table.find(" ...\n") != std::string::npos);
  CHECK(table.find("All files") != std::string::npos);
  CHECK(CoverageTable({}) == "File  Lines  Functions  Branches  Missed lines\n");
}

}  // namespace luarig::test

// Writes every report of a run that has everything in it into a folder: what tests/reports/run.py
// gives to the readers of the formats.
//
//   luarig_report_samples FOLDER

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "engine/testing/report/formats.h"
#include "tests/reports/sample.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

void Write(const fs::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary);
  out << bytes;
}

void WriteAll(const fs::path& folder, const ReportInput& input) {
  fs::create_directories(folder);
  for (const ReportFormat& format : kReportFormats) {
    const std::string_view name = format.file.empty() ? "report.txt" : format.file;
    Write(folder / name, format.write(input));
  }
}

}  // namespace
int WriteSamples(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: luarig_report_samples FOLDER\n";
    return 2;
  }
  const fs::path folder = argv[1];
  const TestRun shop = ShopRun();
  const auto coverage = ShopCoverage();
  WriteAll(folder / "shop", {.run = shop, .coverage = coverage, .title = "shop"});
  const TestRun nasty = NastyRun();
  const auto nasty_coverage = NastyCoverage();
  WriteAll(folder / "nasty",
           {.run = nasty, .coverage = nasty_coverage, .title = "nasty <&\"'\n::error::]]>"});
  const TestRun good = GoodRun();
  WriteAll(folder / "good", {.run = good});
  const TestRun large = LargeRun();
  WriteAll(folder / "large", {.run = large});
  const TestRun none;
  WriteAll(folder / "none", {.run = none});
  return 0;
}

}  // namespace luarig::test

int main(int argc, char** argv) { return luarig::test::WriteSamples(argc, argv); }

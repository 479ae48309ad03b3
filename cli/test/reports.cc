#include "cli/test/reports.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>

#include "cli/app/files.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/testing/report/formats.h"
#include "engine/trace/cobertura.h"
#include "engine/trace/lcov.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

struct CoverageFormat {
  std::string_view name;
  std::string_view file;
  std::string (*write)(const CoverageReport& report);
};

std::string CoberturaOfNow(const CoverageReport& report) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Cobertura(report, fs::current_path().string(),
                   std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

constexpr CoverageFormat kCoverageFormats[] = {{"cobertura", "cobertura.xml", CoberturaOfNow},
                                               {"lcov", "lcov.info", Lcov}};

const CoverageFormat* FindCoverageFormat(std::string_view name) {
  const auto found = std::ranges::find(kCoverageFormats, name, &CoverageFormat::name);
  return found == std::end(kCoverageFormats) ? nullptr : found;
}

// As reports of tests show it.
CoveredFile Covered(const FileCoverage& file) {
  CoveredFile out{.path = file.path, .text = file.text};
  for (const auto& [line, hits] : file.lines) {
    const auto steps = file.instructions.find(line);
    out.lines.push_back({.line = line,
                         .hits = hits,
                         .steps = steps == file.instructions.end() ? 0 : steps->second});
  }
  for (const FunctionCoverage& function : file.functions)
    out.functions.push_back({function.name, function.line, function.calls});
  for (const BranchCoverage& branch : file.branches) {
    CoveredBranch covered{.line = branch.line};
    for (size_t way = 0; way < branch.ways.size(); ++way)
      covered.ways.push_back({WayText(branch, way), branch.ways.at(way).times});
    out.branches.push_back(std::move(covered));
  }
  return out;
}

std::string TextOfReport(const WantedReport& report, const TestRun& run,
                         const CoverageReport& coverage) {
  if (const CoverageFormat* format = FindCoverageFormat(report.format))
    return format->write(coverage);
  std::vector<CoveredFile> files;
  for (const FileCoverage& file : coverage.files) files.push_back(Covered(file));
  return FindReportFormat(report.format)->write({.run = run, .coverage = files});
}

}  // namespace

WantedReport ReadReportFlag(const std::string& flag) {
  const size_t equals = std::min(flag.find('='), flag.size());
  WantedReport report{.format = flag.substr(0, equals), .file = ""};
  const ReportFormat* format = FindReportFormat(report.format);
  const CoverageFormat* of_coverage = FindCoverageFormat(report.format);
  if (format == nullptr && of_coverage == nullptr) {
    std::vector<std::string_view> names;
    for (const CoverageFormat& known : kCoverageFormats) names.push_back(known.name);
    for (const ReportFormat& known : kReportFormats) names.push_back(known.name);
    throw UsageError(StrCat("--report: ", UnknownWord(report.format, names)));
  }
  const std::string_view file = format != nullptr ? format->file : of_coverage->file;
  if (equals < flag.size()) {
    report.file = flag.substr(equals + 1);
    if (report.file == "-") report.file = "";
  } else if (!file.empty()) {
    report.file = StrCat(kReportFolder, "/", file);
  }
  return report;
}

bool NeedsCoverage(const WantedReport& report) {
  return FindCoverageFormat(report.format) != nullptr;
}

void WriteReport(const WantedReport& report, const TestRun& run, const CoverageReport& coverage,
                 Console& console) {
  const std::string text = TextOfReport(report, run, coverage);
  if (report.file.empty()) {
    console.out << text << std::flush;
    return;
  }
  std::error_code error;
  const fs::path folder = fs::path(report.file).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  WriteFile(report.file, text);
}

}  // namespace luarig

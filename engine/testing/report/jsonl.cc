#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/bytes.h"
#include "engine/testing/report/report.h"

namespace luarig {
namespace {

using Json = nlohmann::ordered_json;

// As in --json of other subcommands: what is no text is base64.
Json FromBytes(std::string_view bytes) {
  if (IsValidUtf8(bytes)) return std::string(bytes);
  return Json{{"$b64", EncodeBase64(bytes)}};
}

void AddBytes(Json& object, const char* name, std::string_view bytes) {
  if (!bytes.empty()) object[name] = FromBytes(bytes);
}

Json FromStrings(const std::vector<std::string>& strings) {
  Json out = Json::array();
  for (const std::string& one : strings) out.push_back(FromBytes(one));
  return out;
}

Json FromPlace(const SourcePlace& place) {
  Json out = {{"file", FromBytes(place.file)}};
  if (place.line > 0) out["line"] = place.line;
  if (place.column > 0) out["column"] = place.column;
  if (place.length > 0) out["length"] = place.length;
  AddBytes(out, "path", place.path);
  return out;
}

void AddPlace(Json& object, const SourcePlace& place) {
  if (!place.file.empty()) object["where"] = FromPlace(place);
}

const char* NameOf(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      break;
  }
  return "error";
}

Json FromDiagnostic(const Diagnostic& diagnostic) {
  Json out = {{"severity", NameOf(diagnostic.severity)},
              {"code", FromBytes(diagnostic.code)},
              {"message", FromBytes(diagnostic.message)}};
  AddPlace(out, diagnostic.where);
  for (const TraceFrame& frame : diagnostic.traceback) {
    Json level = FromPlace(frame.place);
    AddBytes(level, "function", frame.function);
    out["traceback"].push_back(std::move(level));
  }
  if (!diagnostic.command.empty()) out["command"] = FromStrings(diagnostic.command);
  AddBytes(out, "condition", diagnostic.condition);
  out["writes"] = diagnostic.writes;
  if (!diagnostic.written.empty()) out["written"] = FromStrings(diagnostic.written);
  AddBytes(out, "help", diagnostic.help);
  return out;
}

Json FromFailure(const TestFailure& failure) {
  Json out = {{"what", FromBytes(failure.what)}};
  AddPlace(out, failure.where);
  AddBytes(out, "step", failure.step);
  AddBytes(out, "expected", failure.expected);
  AddBytes(out, "got", failure.got);
  AddBytes(out, "message", failure.message);
  if (failure.error) out["error"] = FromDiagnostic(*failure.error);
  return out;
}

const char* NameOf(TestStatus status) {
  switch (status) {
    case TestStatus::kFailed:
      return "failed";
    case TestStatus::kSkipped:
      return "skipped";
    case TestStatus::kPassed:
      break;
  }
  return "passed";
}

Json FromScale(const ScaleTable& table) {
  Json out = {{"of", FromBytes(table.of)}};
  for (const ScaleRow& row : table.rows) {
    Json one = {{"size", row.size}};
    if (row.broke.empty()) {
      one["instructions"] = row.instructions;
      one["commands"] = row.commands;
    } else {
      one["broke"] = FromBytes(row.broke);
    }
    out["rows"].push_back(std::move(one));
  }
  AddBytes(out, "instructions", table.instructions);
  AddBytes(out, "commands", table.commands);
  if (table.breaks_at > 0) {
    out["works_up_to"] = table.works_up_to;
    out["breaks_at"] = table.breaks_at;
  }
  if (!table.notes.empty()) out["notes"] = FromStrings(table.notes);
  return out;
}

Json FromTest(const SuiteResult& suite, const TestResult& test) {
  Json out = {{"type", "test"},
              {"file", FromBytes(suite.path)},
              {"name", FromBytes(test.name)},
              {"target", FromBytes(test.target)}};
  AddBytes(out, "under", test.under);
  out["status"] = NameOf(test.status);
  AddBytes(out, "skipped_because", test.skipped_because);
  AddPlace(out, test.where);
  out["micros"] = test.micros;
  out["steps"] = test.steps;
  for (const TestFailure& failure : test.failures) out["failures"].push_back(FromFailure(failure));
  for (const ScaleTable& table : test.scales) out["scales"].push_back(FromScale(table));
  if (!test.output.empty()) out["output"] = FromStrings(test.output);
  return out;
}

Json FromShare(const CoveredShare& share) { return {{"hit", share.hit}, {"all", share.all}}; }

Json FromShares(const CoveredShares& shares) {
  return {{"lines", FromShare(shares.lines)},
          {"functions", FromShare(shares.functions)},
          {"branches", FromShare(shares.branches)}};
}

Json FromCoverage(std::span<const CoveredFile> files) {
  CoveredShares all;
  Json out = {{"files", Json::array()}};
  for (const CoveredFile& file : files) {
    const CoveredShares shares = SharesOf(file);
    all.Add(shares);
    Json one = {{"file", FromBytes(file.path)}};
    one.update(FromShares(shares));
    out["files"].push_back(std::move(one));
  }
  out.update(FromShares(all));
  return out;
}

Json Summary(const ReportInput& input) {
  const TestCounts counts = input.run.Count();
  Json out = {{"type", "summary"},
              {"title", FromBytes(input.title)},
              {"files", input.run.suites.size()},
              {"passed", counts.passed},
              {"failed", counts.failed},
              {"skipped", counts.skipped},
              {"problems", counts.problems},
              {"micros", input.run.micros}};
  if (input.run.started > 0) out["started"] = input.run.started;
  if (input.run.shuffle_seed) out["shuffle_seed"] = *input.run.shuffle_seed;
  if (!input.coverage.empty()) out["coverage"] = FromCoverage(input.coverage);
  return out;
}

}  // namespace

std::string JsonlReport(const ReportInput& input) {
  std::string out;
  const auto add = [&](const Json& object) { out += object.dump() + "\n"; };
  for (const SuiteResult& suite : input.run.suites) {
    for (const Diagnostic& problem : suite.problems) {
      add(Json{{"type", "problem"},
               {"file", FromBytes(suite.path)},
               {"diagnostic", FromDiagnostic(problem)}});
    }
    for (const TestResult& test : suite.tests) add(FromTest(suite, test));
  }
  add(Summary(input));
  return out;
}

}  // namespace luarig

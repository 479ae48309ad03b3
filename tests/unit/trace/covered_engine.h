#ifndef LUARIG_TESTS_UNIT_TRACE_COVERED_ENGINE_H_
#define LUARIG_TESTS_UNIT_TRACE_COVERED_ENGINE_H_

#include <string>

#include "engine/trace/coverage.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

// An engine whose scripts are counted.
class CoveredEngine : public TestEngine {
 public:
  explicit CoveredEngine(Coverage::Depth depth = Coverage::Depth::kBranches)
      : coverage(engine.state(), depth) {
    engine.AddObserver(coverage);
  }
  ~CoveredEngine() { engine.RemoveObserver(coverage); }
  CoveredEngine(const CoveredEngine&) = delete;
  CoveredEngine& operator=(const CoveredEngine&) = delete;

  // Of scripts it is "script.lua", of libraries their name and ".lua".
  CoverageReport Report() const {
    return coverage.Report([](const Coverage::Unit& unit) {
      return unit.kind == ScriptKind::kScript ? "script.lua" : unit.name + ".lua";
    });
  }

  // Of the only unit: "f:2 3" is a function of line 2 that was called three times.
  std::string Functions() const {
    const CoverageReport report = Report();
    std::string out;
    for (const FunctionCoverage& function : report.files.at(0).functions) {
      if (!out.empty()) out += ", ";
      out += StrCat(function.name, ":", function.line, " ", function.calls);
    }
    return out;
  }

  // "2 1/0" is a branch of line 2 that went on once and never went past; "for" is said of loops.
  std::string Branches() const {
    const CoverageReport report = Report();
    std::string out;
    for (const BranchCoverage& branch : report.files.at(0).branches) {
      if (!out.empty()) out += ", ";
      out += StrCat(branch.loop ? "for " : "", branch.line, " ", branch.ways[0].times, "/",
                    branch.ways[1].times);
    }
    return out;
  }

  Coverage coverage;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_TRACE_COVERED_ENGINE_H_

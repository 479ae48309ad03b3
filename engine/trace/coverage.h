#ifndef LUARIG_ENGINE_TRACE_COVERAGE_H_
#define LUARIG_ENGINE_TRACE_COVERAGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/dispatch/observer.h"
#include "engine/server/server_state.h"
#include "engine/trace/coverage_report.h"

namespace luarig {

// Counts what runs of the scripts and libraries that an engine gets to see.
class Coverage final : public Observer {
 public:
  // Only lines, or functions, branches and instructions as well, which costs several times more.
  enum class Depth : uint8_t { kLines, kBranches };

  // A script by its SHA, or a library by its name; one that was loaded anew with other code is
  // another unit.
  struct Unit {
    ScriptKind kind;  // kScript or kLibrary
    std::string name;
    std::string text;
    std::vector<uint64_t> hits;  // by line; those beyond its end have none
    CodeCounts counts;           // empty until it has ended once
  };

  // Where the lines of units stand in files: several files may have come together in one unit, and
  // a file may be in several.
  struct Places {
    // Its file and line; a line of no file is left out.
    std::function<SourcePlace(const Unit&, int line)> place;
    // The text of one of these files; without it, the unit's.
    std::function<std::string(const Unit&, const std::string& path)> text;
  };

  // `server` must outlive it.
  explicit Coverage(ServerState& server, Depth depth = Depth::kLines)
      : server_(server), depth_(depth) {}

  // In the order in which they were first seen.
  const std::vector<std::unique_ptr<Unit>>& units() const { return units_; }

  // False if its report says nothing of functions and branches: nobody asked for them, or this Lua
  // does not let them be seen.
  bool knows_branches() const;

  // What ran so far, by file.
  CoverageReport Report(const Places& places) const;
  // The same where each unit is one file, which `path_of` names; it is asked once for each.
  CoverageReport Report(const std::function<std::string(const Unit&)>& path_of) const;

  bool watches_lines() const override { return true; }
  bool watches_branches() const override { return depth_ == Depth::kBranches; }
  void OnScript(const ScriptEvent& event) override { current_ = &UnitOf(event.script.source); }
  void OnLibrary(const ScriptSource& source) override { current_ = &UnitOf(source); }
  void OnLine(const ScriptSource& source, int line) override;
  void OnCounts(const ScriptSource& source, const CodeCounts& counts) override;

 private:
  Unit& UnitOf(const ScriptSource& source);
  void AddTo(CoverageReport& report, const Unit& unit, const Places& places) const;

  ServerState& server_;
  Depth depth_;
  std::vector<std::unique_ptr<Unit>> units_;
  std::unordered_map<std::string_view, Unit*> by_text_;  // views of the units' own texts
  Unit* current_ = nullptr;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COVERAGE_H_

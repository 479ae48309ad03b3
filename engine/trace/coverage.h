#ifndef LUARIG_ENGINE_TRACE_COVERAGE_H_
#define LUARIG_ENGINE_TRACE_COVERAGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/dispatch/observer.h"
#include "engine/server/server_state.h"

namespace luarig {

// Counts how often each line of the scripts and libraries runs that an engine gets to see.
class Coverage final : public Observer {
 public:
  // A script by its SHA, or a library by its name; one that was loaded anew with other code is
  // another unit.
  struct Unit {
    ScriptKind kind;  // kScript or kLibrary
    std::string name;
    std::string text;
    std::vector<uint64_t> hits;  // by line; those beyond its end have none
  };

  // `server` must outlive it.
  explicit Coverage(ServerState& server) : server_(server) {}

  // In the order in which they were first seen.
  const std::vector<std::unique_ptr<Unit>>& units() const { return units_; }

  // A tracefile of LCOV's format, as genhtml and the services that show coverage read it.
  // `path_of` says in which file the text of a unit stands.
  std::string Lcov(const std::function<std::string(const Unit&)>& path_of) const;

  bool watches_lines() const override { return true; }
  void OnScript(const ScriptEvent& event) override { current_ = &UnitOf(event.script.source); }
  void OnLibrary(const ScriptSource& source) override { current_ = &UnitOf(source); }
  void OnLine(const ScriptSource& source, int line) override;

 private:
  Unit& UnitOf(const ScriptSource& source);

  ServerState& server_;
  std::vector<std::unique_ptr<Unit>> units_;
  std::unordered_map<std::string_view, Unit*> by_text_;  // views of the units' own texts
  Unit* current_ = nullptr;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COVERAGE_H_

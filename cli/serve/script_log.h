#ifndef LUARIG_CLI_SERVE_SCRIPT_LOG_H_
#define LUARIG_CLI_SERVE_SCRIPT_LOG_H_

#include <cstdint>
#include <optional>
#include <string>

#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "engine/dispatch/observer.h"

namespace luarig {

// Shows on standard error what the scripts of clients do: with `trace` each call of one, the
// commands it calls, its errors as pictures, and how long it took; else only those that took longer
// than `slow_ms`.
class ScriptLog final : public Observer {
 public:
  ScriptLog(Console& console, bool trace, std::optional<int64_t> slow_ms)
      : console_(console), trace_(trace), slow_ms_(slow_ms) {}

  bool watches_commands() const override { return trace_; }
  bool wants_replies() const override { return trace_; }
  void OnScript(const ScriptEvent& event) override;
  void After(const CommandEvent& event) override;
  void AfterScript(const ScriptEvent& event) override;
  void OnError(const Diagnostic& diagnostic) override;

 private:
  Console& console_;
  bool trace_;
  std::optional<int64_t> slow_ms_;
  SourceText source_;  // of the script that runs or ran last, while trace_
  int calls_ = 0;      // its commands
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_SCRIPT_LOG_H_

#ifndef LUARIG_CLI_APP_WATCHDOG_H_
#define LUARIG_CLI_APP_WATCHDOG_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/server/script_runtime.h"
#include "engine/server/server_state.h"

namespace luarig {

// Watches over the scripts of the command line. A script that runs past busy-reply-threshold is
// told of once, with its line and what a server would say to SCRIPT KILL. The first Ctrl-C is
// SCRIPT KILL; where that is refused the second one ends the script all the same, which is said, as
// is a time limit.
class Watchdog final : public Interrupt {
 public:
  // Shows where the script is as "file:line, function".
  using Show = std::function<std::string(const TraceFrame&)>;
  // Takes lines that tell of a script, each with its end.
  using Tell = std::function<void(std::string_view)>;

  // `server` must outlive the watchdog; it calls it while scripts run.
  Watchdog(ServerState& server, std::optional<int64_t> limit_millis, Show show, Tell tell);
  ~Watchdog() override;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // A script starts: its time begins.
  void Start();
  // It was Ctrl-C that ended a script.
  bool interrupted() const { return interrupted_; }

  void WhileScriptRuns(bool busy) override;

 private:
  void TellBusy(int64_t millis);
  void TakeInterrupts(int count);

  ServerState& server_;
  std::optional<int64_t> limit_millis_;
  Show show_;
  Tell tell_;
  bool told_ = false;
  bool refused_ = false;  // Ctrl-C could not kill the script that runs
  bool interrupted_ = false;
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_WATCHDOG_H_

#ifndef LUARIG_CLI_REMOTE_WATCHERS_H_
#define LUARIG_CLI_REMOTE_WATCHERS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/remote/server.h"
#include "engine/testing/scene.h"

namespace luarig {

// The command of a line of MONITOR that a script called: `1339518083.107412 [0 lua] "set" "k" "v"`.
// Nothing for other lines.
std::optional<SeenCall> ReadMonitorLine(std::string_view line);

// Sees commands that scripts call through MONITOR, without replies and lines. What scripts of other
// clients call at the same time cannot be told from it.
class CallWatcher {
 public:
  explicit CallWatcher(RemoteServer& server) : server_(server) {}

  // Ends it, so that a server has nothing to keep for it.
  void Stop() { monitors_.clear(); }
  // What comes from now on counts.
  Result<bool> Start();
  Result<std::vector<SeenCall>> Take();

 private:
  Result<bool> ReadToMark(std::vector<SeenCall>* calls);

  RemoteServer& server_;
  std::vector<RemoteConnection> monitors_;  // one for each of the server's nodes
  int marks_ = 0;
};

// Sees keyspace events of a server that is set up to send them all.
class EventWatcher {
 public:
  explicit EventWatcher(RemoteServer& server) : server_(server) {}

  // Why there are none to be seen, if so.
  std::optional<std::string> Lacks();
  void Stop() { listeners_.clear(); }
  Result<bool> Start();
  // Those of databases that are claimed.
  Result<std::vector<SeenEvent>> Take();

 private:
  RemoteServer& server_;
  std::optional<std::string> flags_;  // of notify-keyspace-events, once asked
  std::vector<RemoteConnection> listeners_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_WATCHERS_H_

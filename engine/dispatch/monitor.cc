#include "engine/dispatch/monitor.h"

#include <algorithm>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/server/server_state.h"

namespace luarig {

std::string MonitorLine(const Session& session, std::span<const std::string_view> argv) {
  constexpr int64_t kMicros = 1000000;
  constexpr size_t kFractionDigits = 6;
  const int64_t now = session.server.clock->NowMicros();
  std::string fraction = StrCat(now % kMicros);
  fraction.insert(0, kFractionDigits - fraction.size(), '0');
  std::string line = StrCat(now / kMicros, ".", fraction, " [", session.database, " ");
  if (session.script != nullptr) {
    line += "lua]";
  } else {
    line += StrCat(session.facts.unix_socket ? "unix:" : "", session.facts.address, "]");
  }
  for (const std::string_view word : argv) line += StrCat(" ", Quote(word));
  return line;
}

void SendToMonitors(const Session& session, std::span<const std::string_view> argv) {
  ServerState& server = session.server;
  std::vector<std::string_view> words(argv.begin(), argv.end());
  for (const size_t index : server.redacted) {
    if (index < words.size()) words[index] = "(redacted)";
  }
  const Reply message{.kind = Reply::Kind::kStatus, .text = MonitorLine(session, words)};
  const std::vector<Session*> monitors = server.monitors;
  for (Session* monitor : monitors) monitor->Send(message);
}

}  // namespace luarig

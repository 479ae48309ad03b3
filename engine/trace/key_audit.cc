#include "engine/trace/key_audit.h"

#include "engine/dispatch/declared_keys.h"

namespace luarig {

void KeyAudit::Before(const CommandEvent& event) {
  if (event.depth == 0 || event.command == nullptr) return;
  const ServerState& server = event.session.server;
  const auto keys = UndeclaredKeys(server, *event.command, event.argv);
  if (keys.empty()) return;
  const ScriptSource& source = server.scripts->running_script()->source;
  const auto [at, is_new] = seen_.try_emplace(
      Place(source.name, event.place.line, event.command->full_name), accesses_.size());
  if (is_new) {
    accesses_.push_back({.kind = source.kind,
                         .script = std::string(source.name),
                         .library = std::string(source.library),
                         .line = event.place.line,
                         .command = event.command->full_name,
                         .key = std::string(keys.front())});
  }
  accesses_[at->second].times += keys.size();
}

}  // namespace luarig

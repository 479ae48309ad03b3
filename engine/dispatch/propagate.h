#ifndef LUARIG_ENGINE_DISPATCH_PROPAGATE_H_
#define LUARIG_ENGINE_DISPATCH_PROPAGATE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/dispatch/registry.h"
#include "engine/server/propagation.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"

namespace luarig {

// Stands around a handler and adds what its command is propagated as to the unit that goes on. A
// test at each end while nobody watches.
class PropagatedCall {
 public:
  explicit PropagatedCall(ServerState& server) : server_(server) {
    if (server.propagation.watched()) Begin();
  }
  // The handler has ended.
  void End(const Session& session, std::span<const std::string_view> argv) {
    if (outer_) Add(session, argv);
  }

 private:
  void Begin();
  void Add(const Session& session, std::span<const std::string_view> argv);

  ServerState& server_;
  uint64_t changes_before_ = 0;
  std::optional<Propagation::Said> outer_;  // of the command that this one runs in; null: unwatched
};

// A unit has ended: tells those who watch of it, as a transaction if it is more than one command.
// `command` is the client's that it was, null for what happens by itself.
void EndPropagatedUnit(ServerState& server, const Command* command);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_PROPAGATE_H_

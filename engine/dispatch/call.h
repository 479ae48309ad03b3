#ifndef LUARIG_ENGINE_DISPATCH_CALL_H_
#define LUARIG_ENGINE_DISPATCH_CALL_H_

#include <span>
#include <string_view>

#include "engine/base/command_error.h"
#include "engine/dispatch/spec.h"
#include "engine/reply/sink.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"
#include "engine/store/keyspace.h"

namespace luarig {

// One running command: its words, the keyspace it works on, where it replies.
//
// argv[0] is the name as the caller typed it (of a subcommand, argv[1] is its word); spec.name is
// the canonical one. A handler computes, changes, then replies; it throws CommandError only before
// its first change and its first write to the reply.
struct Call {
  const CommandSpec& spec;
  std::span<const std::string_view> argv;
  Session& session;
  ServerState& server;
  Keyspace& keys;
  ReplySink& reply;

  const Target& target() const { return server.target; }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CALL_H_

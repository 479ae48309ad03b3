#ifndef LUARIG_ENGINE_DISPATCH_CALL_H_
#define LUARIG_ENGINE_DISPATCH_CALL_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
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
// its first change and its first write to the reply; or refuses without throwing, and returns.
struct Call {
  const CommandSpec& spec;
  std::span<const std::string_view> argv;
  Session& session;
  ServerState& server;
  Keyspace& keys;
  ReplySink& reply;
  std::string_view refusal = {};  // the error that the handler returned with

  // As throwing a CommandError of that text, which must be one line of static storage, when and
  // where the handler then returns. To throw costs more than ten small commands do, so this is for
  // refusals that scripts meet in their loops.
  void Refuse(std::string_view error) { refusal = error; }
  void RefuseType() { Refuse(CommandError::kWrongType); }

  const Target& target() const { return server.target; }

  // --- What the call is propagated as, to the append-only file and to replicas: if nothing is
  // said, its own words, if it counted a change. Costs one test while nobody watches.

  bool propagates() const { return server.propagation.watched(); }

  // These words instead of its own: texts and integers.
  template <typename... Words>
  void PropagateAs(const Words&... words) const {
    if (propagates()) PropagateWords({StrCat(words)...});
  }
  void PropagateWords(std::vector<std::string> words) const {
    if (propagates()) server.propagation.said().as = std::move(words);
  }
  // Its own words with another one at `index`.
  void PropagateWith(size_t index, std::string_view word) const {
    if (!propagates()) return;
    auto& as = server.propagation.said().as;
    if (!as) as.emplace(argv.begin(), argv.end());
    (*as)[index] = word;
  }
  // These words as well, before its own, to everybody, whatever it changes.
  template <typename... Words>
  void AlsoPropagate(const Words&... words) const {
    if (propagates()) AlsoPropagateWords({StrCat(words)...});
  }
  void AlsoPropagateWords(std::vector<std::string> words) const {
    if (propagates()) server.propagation.Add({session.database, std::move(words)});
  }
  // Not as anything of its own.
  void PropagateNothing() const {
    if (propagates()) server.propagation.said().nothing = true;
  }
  // To `to` even if it changes nothing.
  void PropagateAlways(Recipients to) const {
    if (propagates()) server.propagation.said().always = to;
  }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CALL_H_

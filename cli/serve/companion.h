#ifndef LUARIG_CLI_SERVE_COMPANION_H_
#define LUARIG_CLI_SERVE_COMPANION_H_

#include <span>
#include <string_view>
#include <vector>

#include "engine/reply/sink.h"
#include "engine/server/session.h"

namespace luarig {

// Somebody whom a server has with it, and who has connections of its own: the adapter of a
// debugger.
class Companion {
 public:
  virtual ~Companion() = default;

  // The descriptors whose input wakes the server. They may change in Turn() alone.
  virtual std::vector<int> Descriptors() const = 0;
  // Something may have come there. No command runs.
  virtual void Turn() = 0;
  // The same while a script runs, every millisecond or so.
  virtual void WhileScriptRuns() = 0;
  // Runs a client's command in its own way, and replies. False: it is for the server to run.
  virtual bool Execute(Session& session, std::span<const std::string_view> words,
                       ReplySink& sink) = 0;
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_COMPANION_H_

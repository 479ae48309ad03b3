#ifndef LUARIG_ENGINE_SERVER_SCRIPT_DEBUGGING_H_
#define LUARIG_ENGINE_SERVER_SCRIPT_DEBUGGING_H_

#include <string_view>

#include "engine/base/result.h"

namespace luarig {

class Session;

// Serves debugging sessions: what a client's EVAL becomes after SCRIPT DEBUG. Whoever owns the
// connections is it, because a session talks on one while the script stands still. Without it
// SCRIPT DEBUG is refused.
class ScriptDebugging {
 public:
  enum class Where {
    kHere,       // this process runs the script, and calls End()
    kElsewhere,  // another one does, which has the connection now; nothing is run or replied here
  };

  virtual ~ScriptDebugging() = default;

  // True while the client has not been sent everything that it was replied: it has a pipeline.
  virtual bool HasUnsentReplies(const Session& session) const = 0;

  // An EVAL of this text becomes a debugging session, as `session.debugging` says. Fails with the
  // error that is its reply, and then nothing has begun.
  virtual Result<Where> Begin(Session& session, std::string_view script) = 0;
  // The script has ended, or could not be run; its reply is still to be sent. The connection ends
  // with that.
  virtual void End(Session& session) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SCRIPT_DEBUGGING_H_

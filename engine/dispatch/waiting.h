#ifndef LUARIG_ENGINE_DISPATCH_WAITING_H_
#define LUARIG_ENGINE_DISPATCH_WAITING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/server/waiters.h"

namespace luarig {

// What a handler does that finds nothing and may wait: the session waits for `wait` (of which the
// command, its words and its database are filled in here) and the command is run again when it may
// have come, replying then. Where nothing can wait (scripts, transactions, tools) the reply is at
// once what it would be when the time is up.
//
//   WaitFor(call, {.type = ValueType::kList, .keys = ..., .deadline = ...,
//                  .timed_out = Wait::TimedOut::kNullArray});
void WaitFor(Call& call, Wait wait);

// The deadline `millis` from now: 0, and what no clock will reach, never end. Throws for less.
int64_t DeadlineAfter(const Call& call, int64_t millis);
// A deadline from a timeout in seconds, as BLPOP takes it: 0 never ends. Throws the server's texts.
int64_t DeadlineFromSeconds(const Call& call, std::string_view word);
// The same from milliseconds, as XREAD BLOCK takes it.
int64_t DeadlineFromMillis(const Call& call, std::string_view word);

// Runs again the commands that wait for keys that were changed, first come first served, and those
// that their changes wake in turn.
void ServeWaiters(ServerState& server);

// Runs the commands that CLIENT PAUSE has held back, if they need not wait any longer.
void ResumePaused(ServerState& server);

// Ends the wait of `session`: with the reply of a command whose time is up, or with `error`.
void EndWait(Session& session, std::optional<std::string_view> error = std::nullopt);

// Ends every wait but those that CLIENT PAUSE began, with `error`, and the connections after it.
void DropWaiters(ServerState& server, std::string_view error);

// When RunTimers() should be called next, in microseconds of the data clock; nothing if nobody
// waits for a time.
std::optional<int64_t> NextDeadline(const ServerState& server);
// Ends what has run out of time: waits, CLIENT PAUSE, keys. REQUIRES: no script runs.
void RunTimers(ServerState& server);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_WAITING_H_

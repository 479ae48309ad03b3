#include "engine/dispatch/waiting.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/number.h"
#include "engine/dispatch/execute.h"
#include "engine/dispatch/propagate.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosPerMilli = 1000;
constexpr int64_t kMillisPerSecond = 1000;

void WriteTimedOut(Wait::TimedOut timed_out, ReplySink& reply) {
  if (timed_out == Wait::TimedOut::kNullArray) {
    reply.NullArray();
  } else {
    reply.Null();
  }
}

// The value at `key` is of the kind that `wait` is for.
bool MayServe(ServerState& server, const Wait& wait, const Waiters::Key& key) {
  Keyspace& keys = *server.databases[static_cast<size_t>(key.first)];
  return wait.on_any_change || keys.TypeOf(key.second) == wait.type;
}

bool AnyPaused(const ServerState& server) {
  return std::ranges::any_of(server.waiters.sessions(),
                             [](const Session* session) { return session->wait->paused; });
}

}  // namespace

void WaitFor(Call& call, Wait wait) {
  Session& session = call.session;
  if (session.wait != nullptr) {  // run again, in vain
    session.wait->again = true;
    return;
  }
  if (!session.may_wait()) return WriteTimedOut(wait.timed_out, call.reply);
  wait.command = call.server.commands->Find(call.argv[0]);
  if (wait.argv.empty()) wait.argv.assign(call.argv.begin(), call.argv.end());
  wait.database = session.database;
  call.server.waiters.Add(session, std::move(wait));
  call.server.UpdateKeyEvents();
}

int64_t DeadlineAfter(const Call& call, int64_t millis) {
  if (millis < 0) throw CommandError("ERR timeout is negative");
  const int64_t now = call.server.now_micros;
  if (millis == 0 || millis > (INT64_MAX - now) / kMicrosPerMilli) return INT64_MAX;
  return now + millis * kMicrosPerMilli;
}

int64_t DeadlineFromSeconds(const Call& call, std::string_view word) {
  const std::optional<long double> seconds = ParseLongDouble(word);
  if (!seconds) throw CommandError("ERR timeout is not a float or out of range");
  const long double millis = std::ceil(*seconds * kMillisPerSecond);
  if (millis < 0) throw CommandError("ERR timeout is negative");
  // The largest integer below 2^63, which is no double.
  if (millis >= std::ldexp(1.0L, 63))
    throw CommandError(std::string(call.server.text(Text::kTimeoutTooLarge)));
  return DeadlineAfter(call, static_cast<int64_t>(millis));
}

int64_t DeadlineFromMillis(const Call& call, std::string_view word) {
  const std::optional<int64_t> millis = ParseInteger(word);
  if (!millis) throw CommandError("ERR timeout is not an integer or out of range");
  return DeadlineAfter(call, *millis);
}

void ResumePaused(ServerState& server) {
  const std::vector<Session*> waiting = server.waiters.sessions();
  for (Session* session : waiting) {
    if (session->wait == nullptr || !session->wait->paused) continue;
    const std::vector<std::string> words = std::move(session->wait->argv);
    server.waiters.Remove(*session);
    const std::vector<std::string_view> argv(words.begin(), words.end());
    ExecuteCommand(*session, argv, *session->outbox);
  }
  server.UpdateKeyEvents();
}

void ServeWaiters(ServerState& server) {
  while (server.waiters.has_changed()) {
    for (const Waiters::Key& key : server.waiters.TakeChanged()) {
      for (Session* session : server.waiters.WaitingFor(key)) {
        if (session->wait == nullptr || !MayServe(server, *session->wait, key)) continue;
        session->wait->woken_by = key.second;
        ExecuteAgain(*session);
      }
    }
  }
}

void EndWait(Session& session, std::optional<std::string_view> error) {
  ServerState& server = session.server;
  const Wait::TimedOut timed_out = session.wait->timed_out;
  if (!error && timed_out == Wait::TimedOut::kRunAgain) return ExecuteAgain(session);
  server.waiters.Remove(session);
  server.UpdateKeyEvents();
  if (!error) return WriteTimedOut(timed_out, *session.outbox);
  server.CountError(*error);
  session.outbox->Error(*error);
}

void DropWaiters(ServerState& server, std::string_view error) {
  const std::vector<Session*> waiting = server.waiters.sessions();
  for (Session* session : waiting) {
    if (session->wait->paused) continue;
    EndWait(*session, error);
    session->Close(Closing::kAfterReply);
  }
}

std::optional<int64_t> NextDeadline(const ServerState& server) {
  std::optional<int64_t> next = server.waiters.NextDeadline();
  if (AnyPaused(server)) next = std::min(next.value_or(INT64_MAX), server.pause.until);
  return next;
}

void RunTimers(ServerState& server) {
  server.FreezeClock();
  for (const auto& keys : server.databases) keys->RemoveExpired();
  if (server.propagation.pending()) EndPropagatedUnit(server, nullptr);
  server.rates.commands.Look(server.now_micros, server.commands_processed);
  server.rates.input_bytes.Look(server.now_micros, server.statistics.net_input_bytes);
  server.rates.output_bytes.Look(server.now_micros, server.statistics.net_output_bytes);
  if (server.pause.until <= server.now_micros && AnyPaused(server)) ResumePaused(server);
  while (Session* session = server.waiters.TimedOut(server.now_micros)) EndWait(*session);
  if (server.waiters.has_changed()) ServeWaiters(server);
  if (server.tracking.active()) server.tracking.Flush();
}

}  // namespace luarig

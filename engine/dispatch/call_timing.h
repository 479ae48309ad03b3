#ifndef LUARIG_ENGINE_DISPATCH_CALL_TIMING_H_
#define LUARIG_ENGINE_DISPATCH_CALL_TIMING_H_

#include <cstdint>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"

namespace luarig {

// Measures one call of a command, for INFO commandstats, LATENCY and SLOWLOG.
//
// Reading the stopwatch twice costs about as much as a small command, so not every call is
// measured. A client's command always is. Of a script's, those that may take long are, and of the
// others (Command::is_short) each command's first and then every sixteenth; the rest
// count as having taken what the last measured call of that command took. If
// slowlog-log-slower-than asks for less than a millisecond, all are measured.
class CallTiming {
 public:
  CallTiming(const Command& command, const Session& session)
      : server_(session.server), command_(command), measured_(IsMeasured(session)) {
    if (measured_) started_ = server_.stopwatch->ElapsedMicros();
  }

  bool measured() const { return measured_; }

  // The call is over and counts. Returns how long it took, in microseconds; 0 if it was not
  // measured.
  int64_t Count() const {
    CommandStats& stats = command_.stats;
    ++stats.calls;
    if (measured_) {
      const int64_t micros = server_.stopwatch->ElapsedMicros() - started_;
      CountMeasured(micros);
      return micros;
    }
    stats.micros += stats.last_micros;
    if (!server_.directives.latency_tracking) return 0;
    if (stats.latencies.total() == 0) {
      AddLatency(0);
    } else {
      stats.latencies.AddLikeLast();
    }
    return 0;
  }

  // Adds the time of a call that began before it had to wait, and is counted.
  int64_t CountAgain() const {
    if (!measured_) return 0;
    const int64_t micros = server_.stopwatch->ElapsedMicros() - started_;
    command_.stats.micros += static_cast<uint64_t>(micros);
    return micros;
  }

 private:
  bool IsMeasured(const Session& session) const {
    constexpr uint64_t kEvery = 16;
    constexpr int64_t kShort = 1000;  // microseconds
    if (server_.stopwatch == nullptr) return false;
    if (session.script == nullptr) return true;
    if (!server_.times_calls) return false;
    if (!command_.is_short) return true;
    if (command_.stats.calls % kEvery == 0) return true;
    const int64_t threshold = server_.directives.slowlog_log_slower_than;
    return threshold >= 0 && threshold < kShort;
  }

  void CountMeasured(int64_t micros) const {
    CommandStats& stats = command_.stats;
    stats.last_micros = static_cast<uint64_t>(micros);
    stats.micros += stats.last_micros;
    if (server_.directives.latency_tracking) AddLatency(micros);
  }

  // The first call makes the histogram, which is memory of the server's.
  void AddLatency(int64_t micros) const {
    LatencyHistogram& latencies = command_.stats.latencies;
    if (latencies.total() == 0) ++server_.commands_timed;
    latencies.Add(micros);
  }

  ServerState& server_;
  const Command& command_;
  bool measured_;
  int64_t started_ = 0;
};

// Notes a call that took `micros` where it is slow enough: the slow log, the latency events.
void NoteDuration(const Command& command, const Session& session,
                  std::span<const std::string_view> argv, int64_t micros);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CALL_TIMING_H_

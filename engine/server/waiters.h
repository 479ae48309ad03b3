#ifndef LUARIG_ENGINE_SERVER_WAITERS_H_
#define LUARIG_ENGINE_SERVER_WAITERS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/store/entry.h"

namespace luarig {

class ReplySink;
class Session;
struct Command;

// A command that found nothing to do, and what it waits for. It is run again, with the same words,
// whenever that may have come; what it then says is its reply.
struct Wait {
  // What a session gets when its time is up.
  enum class TimedOut : uint8_t { kNull, kNullArray, kRunAgain };

  const Command* command = nullptr;
  std::vector<std::string> argv;
  int database = 0;
  ValueType type = ValueType::kNone;  // wakes when a key holds a value of this type
  bool on_any_change = false;         // wakes whatever happens to a key (XREADGROUP)
  std::vector<std::string> keys;      // none: waits for its time only
  std::string woken_by;               // of these, for which the command is run again
  int64_t deadline = INT64_MAX;       // microseconds of the data clock
  TimedOut timed_out = TimedOut::kNull;
  bool paused = false;  // CLIENT PAUSE holds the command back; it has not run at all

  bool again = false;  // set by a command that was run again and goes on waiting
};

// Which sessions wait for which keys, in the order in which they came.
class Waiters {
 public:
  using Key = std::pair<int, std::string>;

  bool empty() const { return sessions_.empty(); }
  size_t size() const { return sessions_.size(); }
  size_t keys() const { return by_key_.size(); }
  // Those of them whose loss is waited for too.
  size_t keys_on_loss() const;
  const std::vector<Session*>& sessions() const { return sessions_; }

  // `session` waits from now on. REQUIRES: it does not yet.
  void Add(Session& session, Wait wait);
  // It waits no longer; nothing is written. Does nothing if it did not.
  void Remove(Session& session);

  // `key` was changed: those who wait for it are to be looked at.
  void NoteChange(int database, std::string_view key);
  // The keys noted since the last call, in the order in which they were.
  std::vector<Key> TakeChanged();
  bool has_changed() const { return !changed_.empty(); }

  // Who waits for `key`, first come first.
  std::vector<Session*> WaitingFor(const Key& key) const;

  // The earliest deadline, nothing if no session has one.
  std::optional<int64_t> NextDeadline() const;
  // A session whose deadline is not after `now`, the earliest first; null if there is none.
  Session* TimedOut(int64_t now) const;

 private:
  std::vector<Session*> sessions_;  // in the order in which they came
  std::map<Key, std::deque<Session*>> by_key_;
  std::set<std::pair<int64_t, Session*>> by_deadline_;
  std::vector<Key> changed_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_WAITERS_H_

#ifndef LUARIG_ENGINE_COMMANDS_EXPIRY_ARG_H_
#define LUARIG_ENGINE_COMMANDS_EXPIRY_ARG_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

// When keys end, as commands are told: SET's and GETEX's options, EXPIRE's argument.

namespace luarig {

// What SET or GETEX says about the TTL.
class ExpiryArg {
 public:
  enum class Kind : uint8_t { kNone, kKeep, kPersist, kSeconds, kMillis, kSecondsAt, kMillisAt };

  ExpiryArg() = default;
  ExpiryArg(Kind kind, std::string_view time) : kind_(kind), time_(time) {}

  // Takes EX, PX, EXAT or PXAT with its time, or the word that stands for `bare` (KEEPTTL or
  // PERSIST). False if none is next, or another kind was taken before: kinds exclude each other.
  bool Take(ArgReader& args, Kind bare);

  Kind kind() const { return kind_; }
  bool absolute() const { return kind_ == Kind::kSecondsAt || kind_ == Kind::kMillisAt; }

  // The time it names in milliseconds since 1970; nothing if it names none. Throws CommandError
  // for what is no number, not positive or too large.
  std::optional<int64_t> Deadline(const Call& call) const;

 private:
  Kind kind_ = Kind::kNone;
  std::string_view time_;
};

// Throws "invalid expire time" in the name of the running command.
[[noreturn]] void RefuseTime(const Call& call);

// `time` in seconds or milliseconds, after now if `relative`, as milliseconds since 1970;
// RefuseTime() if that does not fit.
int64_t DeadlineOf(const Call& call, int64_t time, bool seconds, bool relative);

// True if a key given this deadline would be gone at once. Never on a replica: there the primary
// says when keys go.
bool EndsNow(const Call& call, int64_t deadline);

// Has the call propagated as the removal of `key`: as UNLINK if the directive `lazy` is on, else as
// DEL.
void PropagateRemoval(const Call& call, std::string_view key, std::string_view lazy);
// The same of a key that goes as a part of what the command does.
void PropagateServerRemoval(const Call& call, std::string_view key);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_EXPIRY_ARG_H_

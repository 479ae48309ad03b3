#include "engine/commands/expiry_arg.h"

#include "engine/base/bytes.h"
#include "engine/server/config.h"

namespace luarig {

void RefuseTime(const Call& call) {
  throw CommandError(StrCat("ERR invalid expire time in '", call.spec.name, "' command"));
}

bool ExpiryArg::Take(ArgReader& args, Kind bare) {
  const auto allows = [this](Kind kind) { return kind_ == Kind::kNone || kind_ == kind; };
  if (allows(bare) && args.Take(bare == Kind::kKeep ? "KEEPTTL" : "PERSIST")) {
    kind_ = bare;
    return true;
  }
  constexpr struct {
    std::string_view word;
    Kind kind;
  } kTimes[] = {{"EX", Kind::kSeconds},
                {"PX", Kind::kMillis},
                {"EXAT", Kind::kSecondsAt},
                {"PXAT", Kind::kMillisAt}};
  for (const auto& [word, kind] : kTimes) {
    if (!allows(kind) || !args.Take(word, 1)) continue;
    kind_ = kind;
    time_ = args.Next();
    return true;
  }
  return false;
}

std::optional<int64_t> ExpiryArg::Deadline(const Call& call) const {
  if (kind_ < Kind::kSeconds) return std::nullopt;
  const int64_t time = IntegerArg(time_);
  if (time <= 0) RefuseTime(call);
  const bool seconds = kind_ == Kind::kSeconds || kind_ == Kind::kSecondsAt;
  return DeadlineOf(call, time, seconds, !absolute());
}

int64_t DeadlineOf(const Call& call, int64_t time, bool seconds, bool relative) {
  int64_t deadline = time;
  if (seconds && __builtin_mul_overflow(time, 1000, &deadline)) RefuseTime(call);
  if (relative && __builtin_add_overflow(deadline, call.server.store.now_ms, &deadline))
    RefuseTime(call);
  return deadline;
}

bool EndsNow(const Call& call, int64_t deadline) {
  return deadline <= call.server.store.now_ms && call.server.conditions.role == Role::kPrimary;
}

void PropagateRemoval(const Call& call, std::string_view key, std::string_view lazy) {
  if (!call.propagates()) return;
  call.PropagateAs(DirectiveValue(call.server, lazy) == "yes" ? "UNLINK" : "DEL", key);
}

void PropagateServerRemoval(const Call& call, std::string_view key) {
  if (!call.target().Has(Quirk::kServerMayUnlink)) return call.PropagateAs("DEL", key);
  PropagateRemoval(call, key, "lazyfree-lazy-server-del");
}

}  // namespace luarig

#include "engine/server/acl_log.h"

#include <algorithm>
#include <utility>

namespace luarig {
namespace {

constexpr int64_t kGroupedWithinMs = 60'000;
constexpr size_t kGroupedAmong = 10;

bool IsLike(const AclLogEntry& a, const AclLogEntry& b) {
  return a.reason == b.reason && a.context == b.context && a.object == b.object &&
         a.username == b.username;
}

}  // namespace

uint64_t AclLog::denied(std::string_view reason) const {
  const auto found = denied_.find(reason);
  return found == denied_.end() ? 0 : found->second;
}

void AclLog::Add(AclLogEntry entry, int64_t now_ms) {
  ++denied_[entry.reason];
  const auto end =
      entries_.begin() + static_cast<ptrdiff_t>(std::min(entries_.size(), kGroupedAmong));
  const auto known = std::find_if(entries_.begin(), end, [&](const AclLogEntry& other) {
    return IsLike(entry, other) && now_ms - other.updated_ms <= kGroupedWithinMs;
  });
  if (known != end) {
    entry.count = known->count;
    entry.number = known->number;
    entry.created_ms = known->created_ms;
    entries_.erase(known);
  } else {
    entry.number = next_number_++;
    entry.created_ms = now_ms;
  }
  ++entry.count;
  entry.updated_ms = now_ms;
  entries_.push_front(std::move(entry));
  while (entries_.size() > max_entries) entries_.pop_back();
}

}  // namespace luarig

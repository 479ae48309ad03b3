#include "engine/debug/use_log.h"

#include <algorithm>

namespace luarig {

UseLog::Use& UseLog::Find(Moment now, int database, std::string_view key) {
  const auto [first, last] = places_.equal_range(key);
  for (auto place = first; place != last; ++place) {
    if (uses_[place->second].key.database == database) return uses_[place->second];
  }
  places_.emplace(std::string(key), uses_.size());
  uses_.push_back({.key = {.database = database, .name = std::string(key)}, .first = now});
  return uses_.back();
}

void UseLog::Note(Moment now, int database, const std::vector<KeyUse>& uses, bool changed) {
  until_ = now;
  for (const KeyUse& use : uses) {
    Use& known = Find(now, database, use.key);
    if (use.writes && changed && !known.written) known.written = now;
  }
}

void UseLog::ForgetAfter(Moment moment) {
  if (until_ <= moment) return;
  until_ = moment;
  std::erase_if(uses_, [&](const Use& use) { return use.first > moment; });
  places_.clear();
  for (size_t i = 0; i < uses_.size(); ++i) {
    if (uses_[i].written && *uses_[i].written > moment) uses_[i].written.reset();
    places_.emplace(uses_[i].key.name, i);
  }
}

std::vector<Debugger::UsedKey> UseLog::Until(Moment now) const {
  std::vector<Debugger::UsedKey> keys;
  for (const Use& use : uses_) {
    if (use.first > now) continue;
    keys.push_back(use.key);
    keys.back().written = use.written && *use.written <= now;
  }
  return keys;
}

}  // namespace luarig

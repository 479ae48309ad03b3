#include "engine/trace/propagation_log.h"

#include "engine/base/bytes.h"

namespace luarig {

void PropagationLog::OnPropagate(const PropagationEvent& event) {
  Recipients selecting;
  const auto select = [&](Recipient recipient, int& selected) {
    if (!event.to.Has(recipient) || event.database < 0 || event.database == selected) return;
    selected = event.database;
    selecting |= recipient;
  };
  select(Recipient::kAof, selected_by_aof_);
  select(Recipient::kReplicas, selected_by_replicas_);
  if (!selecting.empty()) tell_({{"SELECT", StrCat(event.database)}, selecting});
  tell_({{event.words.begin(), event.words.end()}, event.to});
}

}  // namespace luarig

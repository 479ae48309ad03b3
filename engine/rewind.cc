#include "engine/rewind.h"

#include <algorithm>
#include <string_view>

#include "engine/dispatch/registry.h"
#include "engine/dispatch/statistics.h"

namespace luarig {
namespace {

constexpr AclCategories kOfKeys = AclCategory::kString | AclCategory::kBitmap | AclCategory::kList |
                                  AclCategory::kSet | AclCategory::kSortedSet | AclCategory::kHash |
                                  AclCategory::kHyperLogLog | AclCategory::kGeo |
                                  AclCategory::kStream | AclCategory::kTransaction;

// Other commands whose effects go back with the keys, the scripts and the sessions, and that show
// nothing but these.
constexpr std::string_view kCalm[] = {
    // keys
    "copy", "dbsize", "del", "dump", "exists", "expire", "expireat", "expiretime", "flushall",
    "flushdb", "keys", "move", "object|encoding", "object|help", "object|refcount", "persist",
    "pexpire", "pexpireat", "pexpiretime", "pttl", "randomkey", "rename", "renamenx", "restore",
    "scan", "sort", "sort_ro", "touch", "ttl", "type", "unlink", "wait", "waitaof",
    // sessions
    "client|getname", "client|id", "client|no-evict", "client|no-touch", "client|setinfo",
    "client|setname", "echo", "hello", "ping", "psubscribe", "publish", "punsubscribe", "quit",
    "reset", "select", "spublish", "ssubscribe", "subscribe", "sunsubscribe", "unsubscribe",
    // scripts
    "eval", "eval_ro", "evalsha", "evalsha_ro", "fcall", "fcall_ro", "function|delete",
    "function|dump", "function|flush", "function|help", "function|list", "function|load",
    "function|restore", "script|exists", "script|flush", "script|help", "script|load",
    "script|show",
    // the table and the clock
    "command", "command|count", "command|docs", "command|getkeys", "command|getkeysandflags",
    "command|help", "command|info", "command|list", "time", "lolwut"};

bool IsCalm(const Command& command) {
  if (std::ranges::find(kCalm, command.full_name) != std::end(kCalm)) return true;
  for (int i = 0; i < kAclCategoryCount; ++i) {
    const auto category = static_cast<AclCategory>(i);
    if (kOfKeys.Has(category) && command.acl.Has(category)) return true;
  }
  return false;
}

}  // namespace

Rewind::Rewind(Engine& engine)
    : engine_(engine), mark_(engine.Checkpoint()), random_(engine.state().random) {
  for (const auto& command : engine.commands().all()) {
    if (command->subcommands.empty() && !IsCalm(*command)) staining_.push_back(command.get());
    for (const auto& sub : command->subcommands) {
      if (!IsCalm(*sub)) staining_.push_back(sub.get());
    }
  }
  ServerState& state = engine.state();
  ResetStatistics(state);
  state.scripts->MarkStart();
  conditions_ = state.conditions;
  changes_ = state.store.changes;
  next_session_id_ = state.next_session_id;
  peak_memory_ = state.peak_memory;
  was_over_memory_ = state.was_over_memory;
}

Rewind::~Rewind() { engine_.Release(mark_); }

const Command* Rewind::stain() const {
  const auto found = std::ranges::find_if(
      staining_, [](const Command* command) { return command->stats.calls != 0; });
  return found == staining_.end() ? nullptr : *found;
}

void Rewind::Back() {
  ServerState& state = engine_.state();
  engine_.RollBack(mark_);
  state.scripts->Restart();
  ResetStatistics(state);
  state.random = random_;
  state.conditions = conditions_;
  state.store.changes = changes_;
  state.next_session_id = next_session_id_;
  state.peak_memory = peak_memory_;
  state.was_over_memory = was_over_memory_;
  state.slow_log.Clear();
}

}  // namespace luarig

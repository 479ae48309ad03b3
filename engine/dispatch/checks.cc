#include "engine/dispatch/checks.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/crc.h"
#include "engine/dispatch/acl_permissions.h"
#include "engine/dispatch/command_keys.h"
#include "engine/dispatch/declared_keys.h"

namespace luarig {
namespace {

using enum CommandFlag;

// Why the command is refused; "" if it is not.
using Check = std::string (*)(const CheckInput&);

struct NamedCheck {
  std::string_view name;
  Check check;
};

std::string Words(const CheckInput& input, Text text) {
  return std::string(input.server.text(text));
}

bool IsStale(const CheckInput& input) {
  const Conditions& now = input.server.conditions;
  return now.role == Role::kReplica && now.primary_link_down && !now.replica_serve_stale_data;
}

bool IsWrite(const CheckInput& input) { return input.flags.Has(kWrite); }

// A script that declared its flags, and did not declare that it only reads.
bool MayWrite(const CheckInput& input) {
  return input.session.script->has_flags && !input.session.script->no_writes;
}

// --- Refusals of one condition, for commands
// ---------------------------------------------------------

// EXEC must be logged in for, whatever it would run.
std::string Auth(const CheckInput& input) {
  const bool refused = !input.session.authenticated && input.server.acl.requires_login() &&
                       !input.command.flags.Has(kNoAuth);
  return refused ? "NOAUTH Authentication required." : "";
}

std::string Acl(const CheckInput& input) {
  return AclRefusal(AclPlace::kClient, input.session, input.command, input.argv);
}

// What MULTI only queues takes memory as well.
bool FillsQueue(const CheckInput& input) {
  constexpr std::string_view kNot[] = {"discard", "exec", "quit", "reset"};
  return input.session.transaction.open &&
         std::ranges::find(kNot, input.command.spec->name) == std::end(kNot);
}

// While a script runs past the threshold memory is not looked at.
std::string Memory(const CheckInput& input) {
  const bool refused = input.server.conditions.over_memory && !input.server.scripts->running() &&
                       (input.flags.Has(kDenyOom) || FillsQueue(input));
  return refused ? Words(input, Text::kOom) : "";
}

bool FailsToSave(const ServerState& server) {
  return server.conditions.disk_error && server.directives.stop_writes_on_bgsave_error;
}

std::string Disk(const CheckInput& input) {
  return FailsToSave(input.server) && IsWrite(input) ? Words(input, Text::kMisconf) : "";
}

// Whoever asks for a sign of life hears of it too.
std::string ClientDisk(const CheckInput& input) {
  const bool refused =
      FailsToSave(input.server) && (IsWrite(input) || input.command.spec->name == "ping");
  return refused ? Words(input, Text::kMisconf) : "";
}

std::string Replicas(const CheckInput& input) {
  const Conditions& now = input.server.conditions;
  const bool refused = now.too_few_replicas && now.role == Role::kPrimary && IsWrite(input);
  return refused ? Words(input, Text::kNoReplicas) : "";
}

std::string ReadOnlyReplica(const CheckInput& input) {
  const Conditions& now = input.server.conditions;
  const bool refused = now.role == Role::kReplica && now.replica_read_only && IsWrite(input);
  return refused ? Words(input, Text::kReadOnly) : "";
}

std::string Stale(const CheckInput& input) {
  return IsStale(input) && !input.flags.Has(kStale) ? Words(input, Text::kMasterDown) : "";
}

std::string Loading(const CheckInput& input) {
  const bool refused = input.server.conditions.loading && !input.flags.Has(kLoading);
  return refused ? Words(input, Text::kLoading) : "";
}

std::string NoMulti(const CheckInput& input) {
  const bool refused = input.session.transaction.open && input.flags.Has(kNoMulti);
  return refused ? "ERR Command not allowed inside a transaction" : "";
}

// In RESP2 a subscriber's connection carries messages and little else.
std::string Subscriber(const CheckInput& input) {
  constexpr std::string_view kAllowed[] = {"ping",      "psubscribe",   "punsubscribe",
                                           "quit",      "reset",        "ssubscribe",
                                           "subscribe", "sunsubscribe", "unsubscribe"};
  const Session& session = input.session;
  if (session.resp != 2 || !session.subscriptions.any()) return "";
  if (std::ranges::find(kAllowed, input.command.spec->name) != std::end(kAllowed)) return "";
  return StrCat("ERR Can't execute '", input.command.full_name,
                "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in "
                "this context");
}

// While a script runs past the threshold only what may end it is served.
std::string Busy(const CheckInput& input) {
  const ScriptRuntime& scripts = *input.server.scripts;
  if (!scripts.running() || input.flags.Has(kAllowBusy)) return "";
  return Words(input, scripts.runs_function() ? Text::kBusyFunction : Text::kBusyScript);
}

// To the server who monitors is a replica of a kind.
std::string Monitor(const CheckInput& input) {
  const bool refused = input.session.monitoring &&
                       input.flags.HasAny(kWrite | kMayReplicate | CommandFlags(kReadOnly));
  return refused ? "ERR Replica can't interact with the keyspace" : "";
}

// False if the command's keys are not all in one slot, which is `slot` if that is not -1.
bool StaysInSlot(const Command& command, std::span<const std::string_view> argv, int& slot) {
  for (const KeyWord& key : ExactKeysOf(command, argv)) {
    const auto own = static_cast<int>(SlotOf(argv[key.index]));
    if (slot != -1 && own != slot) return false;
    slot = own;
  }
  return true;
}

// All keys of a command, or of a whole transaction, in one slot, which this node owns, as a cluster
// demands.
std::string OneSlot(const CheckInput& input) {
  if (!input.server.conditions.cluster) return "";
  int slot = -1;
  bool stays = StaysInSlot(input.command, input.argv, slot);
  if (input.command.spec->name == "exec") {
    for (const Transaction::Queued& queued : input.session.transaction.queue) {
      const std::vector<std::string_view> argv(queued.argv.begin(), queued.argv.end());
      stays = stays && StaysInSlot(*queued.command, argv, slot);
    }
  }
  if (!stays) return Words(input, Text::kCrossSlot);
  if (slot == -1 || input.server.cluster_node.Owns(static_cast<unsigned>(slot))) return "";
  return StrCat("MOVED ", slot, " ", kOtherNodeIp, ":",
                OtherNodePort(input.server.directives.port));
}

// --- The start of a script
// -----------------------------------------------------------------------------

std::string StartCluster(const CheckInput& input) {
  const bool refused = input.server.conditions.cluster && input.session.script->no_cluster;
  return refused ? Words(input, Text::kScriptNoCluster) : "";
}

std::string StartStale(const CheckInput& input) {
  const ScriptRun& script = *input.session.script;
  if (!IsStale(input) || script.allow_stale) return "";
  return Words(input, script.has_flags ? Text::kScriptStartMasterDown : Text::kMasterDown);
}

std::string StartReadOnlyReplica(const CheckInput& input) {
  const Conditions& now = input.server.conditions;
  const bool refused = now.role == Role::kReplica && now.replica_read_only && MayWrite(input);
  return refused ? Words(input, Text::kScriptStartReadOnly) : "";
}

std::string StartDisk(const CheckInput& input) {
  const bool refused = FailsToSave(input.server) && MayWrite(input);
  return refused ? Words(input, Text::kScriptStartMisconf) : "";
}

std::string StartReadOnlyCommand(const CheckInput& input) {
  const bool refused = input.session.script->by_ro_command && MayWrite(input);
  return refused ? Words(input, Text::kScriptRoNeedsNoWrites) : "";
}

std::string StartReplicas(const CheckInput& input) {
  const Conditions& now = input.server.conditions;
  const bool refused = now.too_few_replicas && now.role == Role::kPrimary && MayWrite(input);
  return refused ? Words(input, Text::kNoReplicas) : "";
}

std::string StartMemory(const CheckInput& input) {
  const ScriptRun& script = *input.session.script;
  const bool refused = script.over_memory_at_start && MayWrite(input) && !script.allow_oom;
  return refused ? Words(input, Text::kScriptStartOom) : "";
}

// --- A call inside a script
// ------------------------------------------------------------------------------

std::string CallNoScript(const CheckInput& input) {
  const bool denied = input.flags.Has(kNoScript) && input.server.deny_scripts;
  return denied ? Words(input, Text::kScriptNotAllowed) : "";
}

std::string CallStale(const CheckInput& input) {
  return IsStale(input) && !input.flags.Has(kStale) ? Words(input, Text::kScriptStale) : "";
}

std::string CallAcl(const CheckInput& input) {
  return AclRefusal(AclPlace::kScript, input.session, input.command, input.argv);
}

std::string CallReadOnlyScript(const CheckInput& input) {
  const bool writes = input.flags.HasAny(kWrite | kMayReplicate);
  return input.session.script->read_only && writes ? Words(input, Text::kScriptReadOnlyWrite) : "";
}

std::string CallMemory(const CheckInput& input) {
  const ScriptRun& script = *input.session.script;
  // Memory is sampled when the script starts, and one that has written may go on writing.
  const bool refused = script.over_memory_at_start && !script.allow_oom && !script.wrote &&
                       input.flags.Has(kDenyOom);
  return refused ? Words(input, Text::kOom) : "";
}

std::string CallSlots(const CheckInput& input) {
  if (!input.server.conditions.cluster) return "";
  ScriptRun& script = *input.session.script;
  int slot = -1;
  if (!StaysInSlot(input.command, input.argv, slot)) {
    std::string words = Words(input, Text::kScriptOneCommandCrossSlot);
    if (const size_t at = words.find("%s"); at != std::string::npos) {
      words.replace(at, 2, input.command.full_name);
    }
    return words;
  }
  if (slot == -1) return "";
  if (!input.server.cluster_node.Owns(static_cast<unsigned>(slot)))
    return Words(input, Text::kScriptNonLocal);
  const bool strict = script.has_flags && !script.allow_cross_slot;
  if (script.slot != -1 && script.slot != slot && strict)
    return Words(input, Text::kScriptCrossSlot);
  script.slot = slot;
  return "";
}

constexpr NamedCheck kClientChecks[] = {
    {"auth", Auth},
    {"no-multi", NoMulti},
    {"acl", Acl},
    {"one-slot", OneSlot},
    {"memory", Memory},
    {"disk", ClientDisk},
    {"replicas", Replicas},
    {"read-only-replica", ReadOnlyReplica},
    {"subscriber", Subscriber},
    {"stale", Stale},
    {"loading", Loading},
    {"busy", Busy},
    {"monitor", Monitor},
};

constexpr NamedCheck kScriptStartChecks[] = {
    {"cluster", StartCluster},
    {"stale", StartStale},
    {"read-only-replica", StartReadOnlyReplica},
    {"disk", StartDisk},
    {"read-only-command", StartReadOnlyCommand},
    {"replicas", StartReplicas},
    {"memory", StartMemory},
};

// No server says this; so it comes after all that one would say.
std::string CallStrictKeys(const CheckInput& input) {
  if (!input.server.conditions.strict_keys) return "";
  const auto undeclared = UndeclaredKeys(input.server, input.command, input.argv);
  if (undeclared.empty()) return "";
  return StrCat("ERR the key ", Quote(undeclared.front()),
                " is not among the KEYS that the script was called with (strict keys)");
}

constexpr NamedCheck kScriptCallChecks[] = {
    {"no-script", CallNoScript},
    {"stale", CallStale},
    {"acl", CallAcl},
    {"read-only-script", CallReadOnlyScript},
    {"read-only-replica", ReadOnlyReplica},
    {"disk", Disk},
    {"replicas", Replicas},
    {"memory", CallMemory},
    {"slots", CallSlots},
    {"strict-keys", CallStrictKeys},
};

std::optional<Refusal> Run(std::span<const NamedCheck> list, const CheckInput& input) {
  for (const NamedCheck& named : list) {
    std::string text = named.check(input);
    if (!text.empty()) return Refusal{named.name, std::move(text)};
  }
  return std::nullopt;
}

std::vector<std::string_view> Names(std::span<const NamedCheck> list) {
  std::vector<std::string_view> names;
  for (const NamedCheck& named : list) names.push_back(named.name);
  return names;
}

}  // namespace

std::optional<Refusal> CheckClientCommand(const CheckInput& input) {
  // A session in no mode whose user may do everything, and a server in no condition at all, are
  // what almost every command meets.
  const Session& session = input.session;
  if (session.unrestricted() && AreUsual(input.server.conditions) && !session.transaction.open &&
      !session.subscriptions.any() && !session.monitoring && !input.server.scripts->running()) {
    return std::nullopt;
  }
  return Run(kClientChecks, input);
}

std::optional<Refusal> CheckScriptStart(const CheckInput& input) {
  // A server in no condition at all refuses nothing but what contradicts itself.
  if (AreUsual(input.server.conditions) && !input.session.script->by_ro_command) [[likely]] {
    return std::nullopt;
  }
  if (input.server.conditions.cluster) {
    const std::vector<KeyWord> keys = KeysOf(*input.command.spec, input.argv);
    // The keys it declared have passed for one slot already.
    if (!keys.empty())
      input.session.script->slot = static_cast<int>(SlotOf(input.argv[keys[0].index]));
  }
  return Run(kScriptStartChecks, input);
}

std::optional<Refusal> CheckScriptCall(const CheckInput& input) {
  return Run(kScriptCallChecks, input);
}

std::vector<std::string_view> ClientCheckNames() { return Names(kClientChecks); }
std::vector<std::string_view> ScriptStartCheckNames() { return Names(kScriptStartChecks); }
std::vector<std::string_view> ScriptCallCheckNames() { return Names(kScriptCallChecks); }

}  // namespace luarig

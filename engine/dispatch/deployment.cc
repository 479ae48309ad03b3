#include "engine/dispatch/deployment.h"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/dispatch/acl_rules.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

using Error = std::optional<std::string>;

// --- Settings by name ----------------------------------------------------------------------------

Error SetRole(Deployment& to, std::string_view value) {
  constexpr std::array<std::string_view, 3> kRoles = {"primary", "replica", "stale-replica"};
  if (std::ranges::find(kRoles, value) == kRoles.end()) return UnknownWord(value, kRoles);
  to.role = value == "primary" ? Role::kPrimary : Role::kReplica;
  to.primary_lost = value == "stale-replica";
  return std::nullopt;
}

Error SetMaxMemory(Deployment& to, std::string_view value) {
  to.maxmemory = ParseBytes(value);
  if (to.maxmemory) return std::nullopt;
  return StrCat(Quote(value), " is no size; write bytes, or a number with kb, mb or gb");
}

std::optional<unsigned> ParseSlot(std::string_view text) {
  const auto number = ParseInteger(text);
  if (!number || *number < 0 || *number >= int64_t{kSlotCount}) return std::nullopt;
  return static_cast<unsigned>(*number);
}

// "0-8191,9000".
Error SetSlots(Deployment& to, std::string_view value) {
  SlotSet slots;
  for (std::string_view rest = value; !rest.empty();) {
    const std::string_view range = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(range.size() + 1, rest.size()));
    const size_t dash = range.find('-');
    const auto first = ParseSlot(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : ParseSlot(range.substr(dash + 1));
    if (!first || !last || *first > *last) {
      return StrCat(Quote(range), " is no range of slots; write 0-8191,9000 (there are 0 to ",
                    kSlotCount - 1, ")");
    }
    for (unsigned slot = *first; slot <= *last; ++slot) slots.set(slot);
  }
  to.slots = std::make_shared<const SlotSet>(slots);
  return std::nullopt;
}

Error SetAcl(Deployment& to, std::string_view value) {
  to.acl = value;
  return std::nullopt;
}

// One that is on or off.
template <bool Deployment::*Flag>
Error TurnOn(Deployment& to, std::string_view /*value*/) {
  to.*Flag = true;
  return std::nullopt;
}

struct Setter {
  std::string_view name;
  Error (*set)(Deployment&, std::string_view value);
};

constexpr Setter kSetters[] = {
    {"role", SetRole},
    {"maxmemory", SetMaxMemory},
    {"cluster", TurnOn<&Deployment::cluster>},
    {"slots", SetSlots},
    {"disk-error", TurnOn<&Deployment::disk_error>},
    {"too-few-replicas", TurnOn<&Deployment::too_few_replicas>},
    {"loading", TurnOn<&Deployment::loading>},
    {"write-pause", TurnOn<&Deployment::write_pause>},
    {"strict-keys", TurnOn<&Deployment::strict_keys>},
    {"acl", SetAcl},
};

// --- Names for --under ---------------------------------------------------------------------------

using Setting = NamedDeployment::Setting;

constexpr Setting kReplica[] = {{"role", "replica"}};
constexpr Setting kStaleReplica[] = {{"role", "stale-replica"}};
constexpr Setting kOom[] = {{"maxmemory", "1"}};
constexpr Setting kCluster[] = {{"cluster", ""}};
constexpr Setting kForeignSlots[] = {{"cluster", ""}, {"slots", ""}};
constexpr Setting kDiskError[] = {{"disk-error", ""}};
constexpr Setting kTooFewReplicas[] = {{"too-few-replicas", ""}};
constexpr Setting kLoading[] = {{"loading", ""}};
constexpr Setting kWritePause[] = {{"write-pause", ""}};
constexpr Setting kReadOnlyUser[] = {{"acl", "~* &* +@all -@write"}};
constexpr Setting kStrictKeys[] = {{"strict-keys", ""}};

constexpr NamedDeployment kNamed[] = {
    {"primary", "a primary that lacks nothing", {}},
    {"replica", "a replica: it refuses writes", kReplica},
    {"stale-replica", "a replica that lost its primary", kStaleReplica},
    {"oom", "memory is past maxmemory, nothing is evicted", kOom},
    {"cluster", "a cluster of one node that owns all slots", kCluster},
    {"foreign-slots", "a node of a cluster that owns none of the keys", kForeignSlots},
    {"disk-error", "the last snapshot failed", kDiskError},
    {"too-few-replicas", "min-replicas-to-write is not met", kTooFewReplicas},
    {"readonly-user", "the user may not write", kReadOnlyUser},
    {"loading", "the server has just started and loads its data", kLoading},
    {"write-pause", "CLIENT PAUSE WRITE", kWritePause},
    {"strict-keys", "scripts may only use the keys in KEYS", kStrictKeys},
};

Error AddOne(std::string_view name, Deployment& deployment) {
  const auto found = std::ranges::find(kNamed, name, &NamedDeployment::name);
  if (found == std::end(kNamed)) {
    std::vector<std::string_view> names;
    for (const NamedDeployment& named : kNamed) names.push_back(named.name);
    return UnknownWord(name, names);
  }
  for (const Setting& setting : found->settings) {
    if (Error error = deployment.Set(setting.name, setting.value)) return error;
  }
  return std::nullopt;
}

// --- Applying ------------------------------------------------------------------------------------

Error RestrictDefaultUser(std::string_view rules, ServerState& server) {
  const auto words = SplitWords(rules);
  if (!words) return "the quotes in the rules are not balanced";
  const std::vector<std::string_view> views(words->begin(), words->end());
  User user = server.acl.NewUser(server.acl.default_user().name);
  user.enabled = user.no_password = true;
  if (const auto error = ApplyAclRules(server, views, user))
    return error->substr(error->find(' ') + 1);
  PutUser(server, std::move(user), nullptr);
  return std::nullopt;
}

}  // namespace

Error Deployment::Set(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(kSetters, name, &Setter::name);
  if (found != std::end(kSetters)) return found->set(*this, value);
  std::vector<std::string_view> names;
  for (const Setter& setter : kSetters) names.push_back(setter.name);
  return UnknownWord(name, names);
}

std::vector<Deployment::Conflict> Deployment::Conflicts() const {
  std::vector<Conflict> conflicts;
  if (slots && !cluster)
    conflicts.push_back({"slots without cluster: only a cluster has them", true});
  if (role == Role::kReplica) {
    const auto vain = [&](bool given, std::string_view what) {
      if (given)
        conflicts.push_back(
            {StrCat(what, " changes nothing on a replica, which refuses writes anyway")});
    };
    vain(maxmemory.value_or(0) != 0, "maxmemory");
    vain(disk_error, "disk-error");
    vain(too_few_replicas, "too-few-replicas");
  }
  return conflicts;
}

std::span<const NamedDeployment> NamedDeployments() { return kNamed; }

Error AddNamed(std::string_view names, Deployment& deployment) {
  for (std::string_view rest = names;;) {
    const std::string_view name = rest.substr(0, rest.find('+'));
    if (Error error = AddOne(name, deployment)) return error;
    if (name.size() == rest.size()) return std::nullopt;
    rest.remove_prefix(name.size() + 1);
  }
}

Error Deploy(const Deployment& deployment, ServerState& server) {
  Conditions& conditions = server.conditions;
  if (deployment.role == Role::kReplica) conditions.role = Role::kReplica;
  if (deployment.primary_lost) {
    conditions.primary_link_down = true;
    conditions.replica_serve_stale_data = false;
  }
  conditions.cluster |= deployment.cluster;
  if (deployment.slots) server.GiveSlots(~*deployment.slots);
  conditions.disk_error |= deployment.disk_error;
  conditions.loading |= deployment.loading;
  conditions.strict_keys |= deployment.strict_keys;
  if (deployment.too_few_replicas) {
    server.directives.min_replicas_to_write = 1;
    conditions.too_few_replicas = true;
  }
  if (deployment.write_pause) {
    conditions.refuses_paused = true;
    server.pause.until = std::numeric_limits<int64_t>::max();
  }
  if (deployment.maxmemory) {
    server.directives.maxmemory = static_cast<int64_t>(*deployment.maxmemory);
    server.DirectivesChanged();
  }
  if (deployment.acl) return RestrictDefaultUser(*deployment.acl, server);
  return std::nullopt;
}

std::string ConditionOf(std::string_view check, const ServerState& server) {
  const Conditions& now = server.conditions;
  if (check == "memory") return StrCat("maxmemory ", server.directives.maxmemory);
  if (check == "disk") return "disk-error: the last snapshot failed";
  if (check == "replicas")
    return StrCat("min-replicas-to-write ", server.directives.min_replicas_to_write);
  if (check == "read-only-replica") return "role replica";
  if (check == "stale") return "role replica, its primary lost, replica-serve-stale-data no";
  if (check == "loading") return "loading";
  if (check == "slots" || check == "one-slot" || check == "cluster") {
    return now.cluster && server.cluster_node.elsewhere.any()
               ? StrCat("cluster, ", server.cluster_node.elsewhere.count(), " slots elsewhere")
               : "cluster";
  }
  if (check == "acl") return "the user's rules (ACL)";
  if (check == "strict-keys") return "strict-keys";
  if (check == "read-only-script" || check == "read-only-command") return "a read-only script";
  return "";
}

}  // namespace luarig

#ifndef LUARIG_ENGINE_DISPATCH_DEPLOYMENT_H_
#define LUARIG_ENGINE_DISPATCH_DEPLOYMENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/server/cluster_node.h"
#include "engine/server/server_state.h"

namespace luarig {

// What a server is deployed as, and what may have happened to it: what it refuses follows from
// this. The flags of the command line and the names of --under fill one of these.
struct Deployment {
  Role role = Role::kPrimary;
  bool primary_lost = false;          // a replica that serves nothing stale
  std::optional<uint64_t> maxmemory;  // bytes
  bool cluster = false;
  // Those that the node has kept; null: all of them. Two kilobytes, and each test has a deployment.
  std::shared_ptr<const SlotSet> slots;
  bool disk_error = false;  // the last snapshot failed
  bool too_few_replicas = false;
  bool loading = false;
  bool write_pause = false;  // CLIENT PAUSE WRITE, for good
  bool strict_keys = false;
  std::optional<std::string> acl;  // rules of the default user

  // Sets what `name` stands for ("role", "maxmemory", "slots", "disk-error", ...: the flags without
  // their dashes). `value` is empty for those that are on or off. Returns what is wrong with it.
  std::optional<std::string> Set(std::string_view name, std::string_view value);

  // What of it has no effect, or cannot be, next to the rest: "--slots without --cluster".
  // `impossible` things must be refused; the others may be told.
  struct Conflict {
    std::string text;
    bool impossible = false;
  };
  std::vector<Conflict> Conflicts() const;
};

// A name for --under, and what it sets: "role replica".
struct NamedDeployment {
  struct Setting {
    std::string_view name;
    std::string_view value;
  };
  std::string_view name;
  std::string_view summary;
  std::span<const Setting> settings;
};

std::span<const NamedDeployment> NamedDeployments();

// Adds to `deployment` what the name stands for, or several of them: "replica", "cluster+oom".
// Returns what is wrong with it.
std::optional<std::string> AddNamed(std::string_view names, Deployment& deployment);

// Makes the server so. Returns what is wrong with the rules of `acl`.
std::optional<std::string> Deploy(const Deployment& deployment, ServerState& server);

// The condition that a check of this name (checks.h) found, as one would write it: "maxmemory
// 10485760", "role replica". "" if none.
std::string ConditionOf(std::string_view check, const ServerState& server);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_DEPLOYMENT_H_

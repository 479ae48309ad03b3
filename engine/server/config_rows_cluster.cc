// Directives of a cluster's node.

#include "engine/server/config_rows.h"
#include "engine/server/config_words.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

bool& ClusterEnabled(ServerState& server) { return server.conditions.cluster; }

constexpr TargetSet kValkey = TargetId::kValkey80;

// clang-format off
constexpr DirectiveRow kRows[] = {
    YesNo("cluster-allow-pubsubshard-when-down", "yes"),
    YesNo("cluster-allow-reads-when-down", "no"),
    YesNo("cluster-allow-replica-migration", "yes"),
    Integer("cluster-announce-bus-port", "0", 0, kMaxPort),
    String("cluster-announce-hostname").RefusedBy(RefuseHostname),
    String("cluster-announce-human-nodename").For(kSince72),
    String("cluster-announce-ip"),
    Integer("cluster-announce-port", "0", 0, kMaxPort),
    Integer("cluster-announce-tls-port", "0", 0, kMaxPort),
    Integer("cluster-blacklist-ttl", "60", 0, UINT32_MAX).For(kValkey),
    String("cluster-config-file", "nodes.conf").Fixed(),
    YesNo("cluster-enabled", "no").In(ClusterEnabled).Fixed(),
    Memory("cluster-link-sendbuf-limit", "0", 0, kAll64Bits),
    Integer("cluster-migration-barrier", "1", 0, INT32_MAX),
    Integer("cluster-node-timeout", "15000", 0, kAny),
    Integer("cluster-port", "0", 0, kMaxPort).Fixed(),
    OneOf("cluster-preferred-endpoint-type", "ip", "ip, hostname, unknown-endpoint"),
    YesNo("cluster-replica-no-failover", "no").Alias("cluster-slave-no-failover"),
    Integer("cluster-replica-validity-factor", "10", 0, INT32_MAX).Alias("cluster-slave-validity-factor"),
    YesNo("cluster-require-full-coverage", "yes"),
    YesNo("cluster-slot-stats-enabled", "no").For(kValkey),
};
// clang-format on

}  // namespace

std::span<const DirectiveRow> ClusterDirectives() { return kRows; }

}  // namespace luarig

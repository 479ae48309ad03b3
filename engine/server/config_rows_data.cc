// Directives of what is stored and what is counted.

#include "engine/server/config_rows.h"
#include "engine/server/config_words.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

using enum DirectiveFlag;
using S = ServerState;

// clang-format off
int64_t& HashEntries(S& s)    { return s.store.limits.hash_max_listpack_entries; }
int64_t& HashValue(S& s)      { return s.store.limits.hash_max_listpack_value; }
int64_t& ListDepth(S& s)      { return s.store.limits.list_compress_depth; }
int64_t& ListSize(S& s)       { return s.store.limits.list_max_listpack_size; }
int64_t& SetIntset(S& s)      { return s.store.limits.set_max_intset_entries; }
int64_t& SetEntries(S& s)     { return s.store.limits.set_max_listpack_entries; }
int64_t& SetValue(S& s)       { return s.store.limits.set_max_listpack_value; }
int64_t& ZSetEntries(S& s)    { return s.store.limits.zset_max_listpack_entries; }
int64_t& ZSetValue(S& s)      { return s.store.limits.zset_max_listpack_value; }
int64_t& BusyThreshold(S& s)  { return s.directives.busy_reply_threshold; }
int64_t& MaxMemory(S& s)      { return s.directives.maxmemory; }
int64_t& Policy(S& s)         { return s.directives.maxmemory_policy; }
int64_t& HllSparse(S& s)      { return s.store.limits.hll_sparse_max_bytes; }
int64_t& StreamBytes(S& s)    { return s.store.limits.stream_node_max_bytes; }
int64_t& StreamEntries(S& s)  { return s.store.limits.stream_node_max_entries; }
int64_t& Samples(S& s)        { return s.directives.maxmemory_samples; }
int64_t& Tenacity(S& s)       { return s.directives.maxmemory_eviction_tenacity; }
int64_t& LfuDecay(S& s)       { return s.directives.lfu_decay_time; }
int64_t& LfuFactor(S& s)      { return s.directives.lfu_log_factor; }
int64_t& MaxBulk(S& s)        { return s.directives.proto_max_bulk_len; }
int64_t& SlowerThan(S& s)     { return s.directives.slowlog_log_slower_than; }
int64_t& SlowLogLength(S& s)  { return s.directives.slowlog_max_len; }
int64_t& LatencyThreshold(S& s) { return s.directives.latency_monitor_threshold; }
bool& LatencyTracking(S& s)   { return s.directives.latency_tracking; }
int64_t& TrackedKeys(S& s)    { return s.directives.tracking_table_max_keys; }
int64_t& Databases(S& s)      { return s.directives.databases; }
// clang-format on

void NotificationsChanged(S& server, std::string_view letters) {
  server.directives.notifications = *ParseNotifications(letters);
}

std::string ShowNotifications(const S& server) {
  return FormatNotifications(server.directives.notifications);
}

std::string_view RefuseLetters(std::string_view letters) {
  if (ParseNotifications(letters)) return "";
  return "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";
}

// It takes an allocator that tells of its gaps.
std::string_view RefuseDefrag(std::string_view text) {
  if (text != "yes") return "";
  return "Active defragmentation cannot be enabled: it requires a Redis server compiled with a "
         "modified Jemalloc like the one shipped by default with the Redis source distribution";
}

void DatabasesChanged(S& server, std::string_view) { server.MakeDatabases(); }

constexpr std::string_view kPolicies =
    "volatile-lru, volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, "
    "allkeys-random, noeviction";
constexpr TargetSet kRedis = kAllTargets.Without(TargetId::kValkey80);
constexpr TargetSet kValkey = TargetId::kValkey80;

void AclLogChanged(ServerState& server, std::string_view value) {
  server.acl.log.max_entries = static_cast<size_t>(ParseInteger(value).value_or(0));
}

// clang-format off
constexpr DirectiveRow kRows[] = {
    // Encodings. The names with "ziplist" are those of before 7.0.
    Integer("hash-max-listpack-entries", "512", 0, kAny).Alias("hash-max-ziplist-entries").In(HashEntries),
    Memory("hash-max-listpack-value", "64", 0, kAny).Alias("hash-max-ziplist-value").In(HashValue),
    Memory("hll-sparse-max-bytes", "3000", 0, kAny).In(HllSparse),
    Integer("list-compress-depth", "0", 0, INT32_MAX).In(ListDepth),
    Integer("list-max-listpack-size", "-2", INT32_MIN, INT32_MAX).Alias("list-max-ziplist-size").In(ListSize),
    Integer("set-max-intset-entries", "512", 0, kAny).In(SetIntset),
    Integer("set-max-listpack-entries", "128", 0, kAny).In(SetEntries).For(kSince72),
    Integer("set-max-listpack-value", "64", 0, kAny).In(SetValue).For(kSince72),
    Memory("stream-node-max-bytes", "4096", 0, kAny).In(StreamBytes),
    Integer("stream-node-max-entries", "100", 0, kAny).In(StreamEntries),
    Integer("zset-max-listpack-entries", "128", 0, kAny).Alias("zset-max-ziplist-entries").In(ZSetEntries),
    Memory("zset-max-listpack-value", "64", 0, kAny).Alias("zset-max-ziplist-value").In(ZSetValue),
    Memory("proto-max-bulk-len", "536870912", kMegabyte, kAny).In(MaxBulk),

    // Memory.
    Memory("maxmemory", "0", 0, kAll64Bits).In(MaxMemory),
    DirectiveRow{.name = "maxmemory-clients", .kind = DirectiveKind::kMemoryOrPercent, .initial = "0"},
    Integer("maxmemory-eviction-tenacity", "10", 0, 100).In(Tenacity),
    OneOf("maxmemory-policy", "noeviction", kPolicies).In(Policy),
    Integer("maxmemory-samples", "5", 1, INT32_MAX).In(Samples),
    Integer("lfu-decay-time", "1", 0, INT32_MAX).In(LfuDecay),
    Integer("lfu-log-factor", "10", 0, INT32_MAX).In(LfuFactor),
    YesNo("lazyfree-lazy-eviction", "no").For(kRedis),
    YesNo("lazyfree-lazy-expire", "no").For(kRedis),
    YesNo("lazyfree-lazy-server-del", "no").For(kRedis),
    YesNo("lazyfree-lazy-user-del", "no").For(kRedis),
    YesNo("lazyfree-lazy-user-flush", "no").For(kRedis),
    YesNo("lazyfree-lazy-eviction", "yes").For(kValkey),
    YesNo("lazyfree-lazy-expire", "yes").For(kValkey),
    YesNo("lazyfree-lazy-server-del", "yes").For(kValkey),
    YesNo("lazyfree-lazy-user-del", "yes").For(kValkey),
    YesNo("lazyfree-lazy-user-flush", "yes").For(kValkey),
    YesNo("activedefrag", "no").RefusedBy(RefuseDefrag),
    Integer("active-defrag-cycle-max", "25", 1, 99),
    Integer("active-defrag-cycle-min", "1", 1, 99),
    Memory("active-defrag-ignore-bytes", "104857600", 1, kAny),
    Integer("active-defrag-max-scan-fields", "1000", 1, kAny),
    Integer("active-defrag-threshold-lower", "10", 0, 1000),
    Integer("active-defrag-threshold-upper", "100", 0, 1000),
    YesNo("activerehashing", "yes"),
    YesNo("jemalloc-bg-thread", "yes"),

    // Keys and scripts.
    Integer("databases", "16", 1, INT32_MAX).In(Databases).Then(DatabasesChanged).Fixed(),
    String("notify-keyspace-events").RefusedBy(RefuseLetters).ShownBy(ShowNotifications).Then(NotificationsChanged),
    Integer("active-expire-effort", "1", 1, 10),
    Integer("busy-reply-threshold", "5000", 0, kAny).Alias("lua-time-limit").In(BusyThreshold),
    String("locale-collate").For(kSince72),
    YesNo("lua-enable-deprecated-api", "no").Fixed().With(kHidden),
    YesNo("extended-redis-compatibility", "no").For(kValkey),
    OneOf("sanitize-dump-payload", "no", "no, yes, clients"),

    // What is measured.
    Integer("slowlog-log-slower-than", "10000", -1, kAny).In(SlowerThan),
    Integer("slowlog-max-len", "128", 0, kAny).In(SlowLogLength),
    Integer("latency-monitor-threshold", "0", 0, kAny).In(LatencyThreshold),
    YesNo("latency-tracking", "yes").In(LatencyTracking),
    Special("latency-tracking-info-percentiles", "50 99 99.9", ReadPercentiles).With(kSeveralWords),
    Integer("tracking-table-max-keys", "1000000", 0, kAny).In(TrackedKeys),
    Integer("acllog-max-len", "128", 0, kAny).Then(AclLogChanged),
    Integer("prefetch-batch-max-size", "16", 0, 128).For(kValkey),
};
// clang-format on

}  // namespace

std::span<const DirectiveRow> DataDirectives() { return kRows; }

}  // namespace luarig

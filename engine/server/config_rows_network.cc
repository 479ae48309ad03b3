// Directives of connections and of the process. The engine has neither: most are only kept.

#include "engine/server/config_rows.h"
#include "engine/server/config_words.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

using enum DirectiveFlag;
using S = ServerState;

// clang-format off
int64_t& MaxClients(S& s)     { return s.directives.maxclients; }
int64_t& Timeout(S& s)        { return s.directives.timeout; }
int64_t& Port(S& s)           { return s.directives.port; }
int64_t& Hz(S& s)             { return s.directives.hz; }
int64_t& DebugCommand(S& s)   { return s.directives.enable_debug_command; }
int64_t& ModuleCommand(S& s)  { return s.directives.enable_module_command; }
int64_t& ProtectedOnes(S& s)  { return s.directives.enable_protected_configs; }
// clang-format on

void ChannelsChanged(S& s, std::string_view value) {
  s.acl.new_users_hear_all = value == "allchannels";
}

constexpr std::string_view kLocality = "no, yes, local";
constexpr std::string_view kSignals = "default, save, nosave, now, force";
constexpr TargetSet kBefore74 = kAllTargets.Without(kSince74);
constexpr TargetSet kValkey = TargetId::kValkey80;

// clang-format off
constexpr DirectiveRow kRows[] = {
    // Connections.
    Special("bind", "* -::*", ReadWords).With(kSeveralWords),
    String("bind-source-addr"),
    Integer("port", "6379", 0, kMaxPort).In(Port),
    String("unixsocket").Fixed(),
    String("unixsocketgroup").Fixed().For(kValkey),
    DirectiveRow{.name = "unixsocketperm", .kind = DirectiveKind::kOctal, .initial = "0", .max = 0777}.Fixed(),
    Integer("tcp-backlog", "511", 0, INT32_MAX).Fixed(),
    Integer("tcp-keepalive", "300", 0, INT32_MAX),
    Integer("timeout", "0", 0, INT32_MAX).In(Timeout),
    Integer("socket-mark-id", "0", 0, UINT32_MAX).Fixed(),
    YesNo("protected-mode", "yes"),
    Integer("maxclients", "10000", 1, UINT32_MAX).In(MaxClients),
    Integer("max-new-connections-per-cycle", "10", 1, 1000).For(kSince74),
    Integer("max-new-tls-connections-per-cycle", "1", 1, 1000).For(kSince74),
    Special("client-output-buffer-limit", kBufferLimits, ReadBufferLimits).With(kSeveralWords),
    Memory("client-query-buffer-limit", "1073741824", kMegabyte, kAny),
    Integer("io-threads", "1", 1, 128).Fixed(),
    YesNo("io-threads-do-reads", "no").Fixed(),
    Integer("events-per-io-thread", "2", 0, INT32_MAX).For(kValkey),

    // TLS.
    OneOf("tls-auth-clients", "yes", "no, yes, optional"),
    String("tls-ca-cert-dir"),
    String("tls-ca-cert-file"),
    String("tls-cert-file"),
    String("tls-ciphers"),
    String("tls-ciphersuites"),
    String("tls-client-cert-file"),
    String("tls-client-key-file"),
    String("tls-client-key-file-pass").With(kSensitive),
    YesNo("tls-cluster", "no"),
    String("tls-dh-params-file"),
    String("tls-key-file"),
    String("tls-key-file-pass").With(kSensitive),
    Integer("tls-port", "0", 0, kMaxPort),
    YesNo("tls-prefer-server-ciphers", "no"),
    String("tls-protocols"),
    YesNo("tls-replication", "no"),
    Integer("tls-session-cache-size", "20480", 0, INT32_MAX),
    Integer("tls-session-cache-timeout", "300", 0, INT32_MAX),
    YesNo("tls-session-caching", "yes"),

    // Who may do what.
    String("requirepass").With(kSensitive).Then(SetRequirePass),
    String("aclfile").Fixed(),
    OneOf("acl-pubsub-default", "resetchannels", "allchannels, resetchannels").Then(ChannelsChanged),
    OneOf("enable-debug-command", "yes", kLocality).In(DebugCommand).Fixed(),
    OneOf("enable-module-command", "no", kLocality).In(ModuleCommand).Fixed(),
    OneOf("enable-protected-configs", "yes", kLocality).In(ProtectedOnes).Fixed(),

    // The process.
    YesNo("daemonize", "no").Fixed(),
    OneOf("supervised", "no", "upstart, systemd, auto, no").Fixed(),
    String("pidfile").Fixed(),
    String("logfile").Fixed(),
    OneOf("loglevel", "notice", "debug, verbose, notice, warning"),
    YesNo("syslog-enabled", "no").Fixed(),
    OneOf("syslog-facility", "local0", "user, local0, local1, local2, local3, local4, local5, local6, local7").Fixed(),
    String("syslog-ident", "redis").Fixed(),
    YesNo("hide-user-data-from-log", "no").For(TargetId::kRedis74),
    YesNo("hide-user-data-from-log", "yes").For(kValkey),
    YesNo("crash-log-enabled", "yes"),
    YesNo("crash-memcheck-enabled", "yes"),
    YesNo("use-exit-on-panic", "no").With(kHidden),
    Integer("watchdog-period", "0", 0, INT32_MAX).With(kHidden),
    String("ignore-warnings"),
    YesNo("always-show-logo", "no").Fixed(),
    YesNo("set-proc-title", "yes").Fixed(),
    String("proc-title-template", "{title} {listen-addr} {server-mode}").RefusedBy(RefuseTitle),
    YesNo("disable-thp", "yes").Fixed(),
    YesNo("dynamic-hz", "yes"),
    Integer("hz", "10", 0, INT32_MAX).Clamped(1, 500).In(Hz),
    OneOf("oom-score-adj", "no", "no, yes, relative, absolute"),
    Special("oom-score-adj-values", "0 200 800", ReadOomScores).With(kSeveralWords),
    Integer("shutdown-timeout", "10", 0, INT32_MAX),
    DirectiveRow{.name = "shutdown-on-sigint", .kind = DirectiveKind::kEnumSet, .initial = "default", .choices = kSignals}.With(kSeveralWords).RefusedBy(RefuseShutdown),
    DirectiveRow{.name = "shutdown-on-sigterm", .kind = DirectiveKind::kEnumSet, .initial = "default", .choices = kSignals}.With(kSeveralWords).RefusedBy(RefuseShutdown),
    String("availability-zone").For(kValkey),
    String("server_cpulist").Fixed().For(kBefore74),
    String("bio_cpulist").Fixed().For(kBefore74),
    String("aof_rewrite_cpulist").Fixed().For(kBefore74),
    String("bgsave_cpulist").Fixed().For(kBefore74),
    String("server-cpulist").Alias("server_cpulist").Fixed().For(kSince74),
    String("bio-cpulist").Alias("bio_cpulist").Fixed().For(kSince74),
    String("aof-rewrite-cpulist").Alias("aof_rewrite_cpulist").Fixed().For(kSince74),
    String("bgsave-cpulist").Alias("bgsave_cpulist").Fixed().For(kSince74),
};
// clang-format on

}  // namespace

std::span<const DirectiveRow> NetworkDirectives() { return kRows; }

}  // namespace luarig

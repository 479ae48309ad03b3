#include "engine/dispatch/execute.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/dispatch/acl_permissions.h"
#include "engine/dispatch/call_timing.h"
#include "engine/dispatch/checks.h"
#include "engine/dispatch/command_keys.h"
#include "engine/dispatch/faults.h"
#include "engine/dispatch/gated_sink.h"
#include "engine/dispatch/monitor.h"
#include "engine/dispatch/observer.h"
#include "engine/dispatch/propagate.h"
#include "engine/dispatch/redact.h"
#include "engine/dispatch/reply_shuffle.h"
#include "engine/dispatch/waiting.h"
#include "engine/reply/reply.h"
#include "engine/reply/tee_sink.h"

namespace luarig {
namespace {

// Error replies are one line, and the server cuts what it quotes of a caller's words here.
constexpr size_t kQuotedLength = 128;
constexpr std::string_view kErr = "ERR ";

using enum CommandFlag;

std::string OneLine(std::string text) {
  std::ranges::replace(text, '\r', ' ');
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string UnknownCommand(std::span<const std::string_view> argv) {
  std::string quoted;
  for (size_t i = 1; i < argv.size() && quoted.size() < kQuotedLength; ++i) {
    quoted += StrCat("'", argv[i].substr(0, kQuotedLength - quoted.size()), "' ");
  }
  return OneLine(StrCat("ERR unknown command '", argv[0].substr(0, kQuotedLength),
                        "', with args beginning with: ", quoted));
}

std::string UnknownSubcommand(const Command& container, std::string_view word) {
  return OneLine(StrCat("ERR unknown subcommand '", word.substr(0, kQuotedLength), "'. Try ",
                        ToUpper(container.spec->name), " HELP."));
}

// What `command`, which argv[0] names, comes down to: itself, or the subcommand that argv[1] names.
struct Found {
  const Command* command = nullptr;
  const Command* container = nullptr;  // set if argv[1] names none of its subcommands
};

Found LookUp(const Command* command, std::span<const std::string_view> argv) {
  if (command == nullptr || command->subcommands.empty() || argv.size() < 2)
    return {command, nullptr};
  const Command* sub = command->FindSubcommand(argv[1]);
  return sub == nullptr ? Found{nullptr, command} : Found{sub, nullptr};
}

void Refuse(ServerState& server, ReplySink& reply, const Command* command, std::string_view text) {
  server.CountError(text);
  if (command != nullptr) ++command->stats.rejected;
  reply.Error(text);
}

// What a client reads it may cache. Redis 7.0 takes what a script's caller named for what its
// commands read.
void RememberKeys(const Command& command, std::span<const std::string_view> argv,
                  ServerState& server) {
  using Caching = ClientTracking::Caching;
  const CurrentCall& current = server.current;
  if (current.session == nullptr || current.session->tracking == nullptr) return;
  const ClientTracking& tracking = *current.session->tracking;
  if (tracking.broadcast || (tracking.opt_in && tracking.caching != Caching::kYes) ||
      (tracking.opt_out && tracking.caching == Caching::kNo)) {
    return;
  }
  const bool callers = !server.target.Has(Quirk::kTracksReadsOfScripts);
  const CommandSpec& spec = callers ? *current.command->spec : *command.spec;
  const auto words = callers ? current.argv : argv;
  for (const KeyWord& key : KeysOf(spec, words)) {
    server.tracking.Remember(*current.session, words[key.index]);
  }
}

// Runs a handler whose reply has no order, and draws one. Returns the refusal that it ended with,
// "" if with none.
std::string_view RunShuffled(const Command& command, std::span<const std::string_view> argv,
                             Session& session, ReplySink& reply) {
  ServerState& server = session.server;
  ReplyBuilder held(3, server.target.float_style());  // keeps maps and sets apart
  Call call{*command.spec, argv, session, server, server.keyspace(session), held};
  command.spec->run(call);
  if (!call.refusal.empty()) return call.refusal;
  Reply shuffled = held.Take();
  server.shuffle->Shuffle(command, argv, shuffled);
  WriteReply(shuffled, reply);
  return {};
}

// The reply of a handler that refused: `error` is one line.
void ReplyRefusal(const Command& command, ServerState& server, ReplySink& reply,
                  std::string_view error) {
  ++command.stats.failed;
  server.CountError(error);
  reply.Error(error);
}

// The same of one that threw.
void ReplyThrown(const Command& command, ServerState& server, ReplySink& reply,
                 const CommandError& error) {
  ++command.stats.failed;
  if (!error.counted()) server.CountError(error.what());
  // It may quote what the caller said.
  std::string text = error.what();
  text.resize(text.find_last_not_of("\r\n") + 1);
  reply.Error(OneLine(std::move(text)));
}

// Runs the handler; the one place where a refusal becomes a reply. Writes nothing if the
// session then waits.
void RunHandler(const Command& command, std::span<const std::string_view> argv, Session& session,
                ReplySink& reply) {
  ServerState& server = session.server;
  const bool first = server.rerunning == nullptr;
  if (first) ++server.commands_processed;
  if (session.script == nullptr && first) server.current = {&session, &command, argv};
  if (!server.monitors.empty() && command.flags.Has(CommandFlag::kSkipMonitor))
    SendToMonitors(session, argv);
  const CallTiming timing(command, session);
  server.store.touch = session.touch;
  server.store.counts_reads = !command.flags.Has(CommandFlag::kWrite);
  PropagatedCall propagated(server);
  try {
    std::string_view refusal;
    if (server.shuffle == nullptr || session.script == nullptr || !ReplyShuffle::Wants(command))
        [[likely]] {
      Call call{*command.spec, argv, session, server, server.keyspace(session), reply};
      command.spec->run(call);
      refusal = call.refusal;
    } else {
      refusal = RunShuffled(command, argv, session, reply);
    }
    if (!refusal.empty()) ReplyRefusal(command, server, reply, refusal);
  } catch (const CommandError& error) {
    ReplyThrown(command, server, reply, error);
  }
  propagated.End(session, argv);
  // Not before: INFO does not count itself.
  const int64_t micros = first ? timing.Count() : timing.CountAgain();
  if (timing.measured() && !session.waiting()) NoteDuration(command, session, argv, micros);
  if (!server.monitors.empty() && !command.flags.HasAny(kSkipMonitor | CommandFlag::kAdmin))
    SendToMonitors(session, argv);
  if (server.tracking.active() && command.flags.Has(CommandFlag::kReadOnly))
    RememberKeys(command, argv, server);
  if (!server.redacted.empty()) server.redacted.clear();
}

// Runs `run(sink)` with every observer told before and after, secrets left out.
template <typename F>
void RunWatched(Session& session, const Command* command, std::span<const std::string_view> argv,
                ReplySink& reply, F run) {
  ServerState& server = session.server;
  const auto redacted = Redacted(*server.commands, argv);
  CommandEvent event{.command = command,
                     .argv = redacted ? std::span(*redacted) : argv,
                     .session = session,
                     .depth = session.script == nullptr ? 0 : 1,
                     .place = session.script == nullptr ? SourcePlace{} : session.script->place};
  // Observers may come and go while a command runs.
  const std::vector<Observer*> observers = server.command_observers;
  for (Observer* observer : observers) observer->Before(event);

  const int64_t start = server.stopwatch == nullptr ? 0 : server.stopwatch->ElapsedMicros();
  ReplyBuilder kept(reply.resp3() ? 3 : 2, server.target.float_style());
  if (std::ranges::any_of(observers, &Observer::wants_replies)) {
    TeeSink both(reply, kept);
    run(both);
  } else {
    run(reply);
  }
  if (server.stopwatch != nullptr) event.micros = server.stopwatch->ElapsedMicros() - start;

  Reply value;
  if (kept.complete()) {
    value = kept.Take();
    event.reply = &value;
  }
  for (Observer* observer : observers) observer->After(event);
}

// The same, where there mostly is no observer.
template <typename F>
void Observed(Session& session, const Command* command, std::span<const std::string_view> argv,
              ReplySink& reply, F run) {
  if (session.server.command_observers.empty()) [[likely]]
    return run(reply);
  RunWatched(session, command, argv, reply, run);
}

// --- A client's command --------------------------------------------------------------------------

// Refuses a client's command, which spoils the transaction that it was meant for.
void RefuseClient(Session& session, ReplySink& reply, const Command* command,
                  std::string_view text) {
  if (session.transaction.open) session.transaction.aborted = true;
  Refuse(session.server, reply, command, text);
}

bool IsExec(const Command& command) { return command.spec->name == "exec"; }

// A refused EXEC ends the transaction, if there is one.
void RefuseExec(Session& session, ReplySink& reply, const Command& command, std::string_view text) {
  session.transaction.Close();
  session.server.watches.Forget(session);
  session.server.UpdateKeyEvents();
  Refuse(session.server, reply, &command, text);
}

// `why` is without "ERR ".
std::string ExecAbort(std::string_view why) {
  return StrCat("EXECABORT Transaction discarded because of: ", why);
}

// A transaction whose keys have several slots is told so as any command is.
std::string ExecRefusal(const Refusal& refusal) {
  return refusal.check == "one-slot" ? refusal.text : ExecAbort(refusal.text);
}

// Commands that MULTI does not queue.
bool RunsInsideMulti(const Command& command) {
  constexpr std::string_view kAtOnce[] = {"discard", "exec", "multi", "quit", "reset", "watch"};
  return std::ranges::find(kAtOnce, command.spec->name) != std::end(kAtOnce);
}

// What runs a script has the flags that the script declared. Looked at only where it matters.
CommandFlags DeclaredFlags(const Session& session, const Command& command,
                           std::span<const std::string_view> argv) {
  if (!command.flags.Has(kSkipMonitor) || !command.flags.Has(kNoScript)) return command.flags;
  const ServerState& server = session.server;
  const bool matters = session.monitoring || session.transaction.open ||
                       server.pause.lasts(server.now_micros) || !AreUsual(server.conditions);
  if (!matters) return command.flags;
  const std::optional<Declaration> declared = server.scripts->DeclarationOf(argv);
  if (!declared) return command.flags;
  CommandFlags flags = command.flags.Without(kStale | kMayReplicate);
  if (declared->allow_stale) flags |= kStale;
  if (!declared->no_writes) {
    flags |= kWrite;
    if (!declared->allow_oom) flags |= kDenyOom;
  }
  return flags;
}

// EXEC is what it would run, and may run only where all of that may. While a script runs it may
// not, even to end it.
CommandFlags EffectiveFlags(const Session& session, const Command& command,
                            std::span<const std::string_view> argv) {
  CommandFlags flags = DeclaredFlags(session, command, argv);
  if (IsExec(command)) {
    constexpr CommandFlags kWhereAllMay = kStale | kLoading;
    for (const Transaction::Queued& queued : session.transaction.queue) {
      flags |= queued.flags.Without(kWhereAllMay | kAllowBusy);
      flags = flags.Without(kWhereAllMay.Without(queued.flags));
    }
  }
  return flags;
}

bool IsPaused(const ServerState& server, CommandFlags flags) {
  if (!server.pause.lasts(server.now_micros)) return false;
  return server.pause.all || flags.HasAny(CommandFlag::kWrite | CommandFlag::kMayReplicate);
}

void HoldBack(Session& session, const Command& command, std::span<const std::string_view> argv) {
  session.server.waiters.Add(session, {.command = &command,
                                       .argv = std::vector<std::string>(argv.begin(), argv.end()),
                                       .paused = true});
}

void DispatchToClient(Session& session, const Command& command,
                      std::span<const std::string_view> argv, ReplySink& reply) {
  ServerState& server = session.server;
  if (!command.spec->arity.Accepts(argv.size()) || command.spec->run == nullptr) {
    std::string text = CommandError::WrongArity(command.full_name).what();
    if (IsExec(command))
      return RefuseExec(session, reply, command, ExecAbort(text.substr(kErr.size())));
    return RefuseClient(session, reply, &command, text);
  }
  if (!server.scripts->running()) {
    server.CheckMemory();
    if (server.propagation.pending()) EndPropagatedUnit(server, nullptr);
  }
  Transaction& transaction = session.transaction;
  const CommandFlags flags = EffectiveFlags(session, command, argv);
  if (const auto refusal = CheckClientCommand({command, argv, session, server, flags})) {
    if (IsExec(command)) return RefuseExec(session, reply, command, ExecRefusal(*refusal));
    return RefuseClient(session, reply, &command, refusal->text);
  }
  // What MULTI would only queue waits as well.
  if (IsPaused(server, flags)) {
    if (session.outbox != nullptr) return HoldBack(session, command, argv);
    if (server.conditions.refuses_paused) {
      return RefuseClient(session, reply, &command,
                          "PAUSED a client would wait here until CLIENT PAUSE WRITE is over");
    }
  }
  if (transaction.open && !RunsInsideMulti(command)) {
    transaction.queue.push_back({&command, {argv.begin(), argv.end()}, flags});
    return reply.Status("QUEUED");
  }
  RunHandler(command, argv, session, reply);
}

// The first words of what a browser sends: somebody's web page tries to reach the server.
bool IsHttp(std::string_view word) {
  return EqualsIgnoreCase(word, "post") || EqualsIgnoreCase(word, "host:");
}

void LookUpAndRun(Session& session, std::span<const std::string_view> argv, ReplySink& reply) {
  if (session.outbox != nullptr && IsHttp(argv[0])) {
    session.closing = Closing::kNow;
    return;
  }
  const auto [command, container] = LookUp(session.server.commands->Find(argv[0]), argv);
  session.last_command = command;
  Observed(session, command, argv, reply, [&, found = command, owner = container](ReplySink& sink) {
    if (found != nullptr) return DispatchToClient(session, *found, argv, sink);
    RefuseClient(session, sink, nullptr,
                 owner != nullptr ? UnknownSubcommand(*owner, argv[1]) : UnknownCommand(argv));
  });
}

// What a client said for its next command only has served its time.
void EndCommand(Session& session) {
  if (session.reply_mode == ReplyMode::kSkip) session.reply_mode = ReplyMode::kOn;
  if (session.reply_mode == ReplyMode::kSkipNext) session.reply_mode = ReplyMode::kSkip;
  if (session.tracking == nullptr || session.transaction.open) return;
  const bool of_client =
      session.last_command != nullptr && session.last_command->full_name.starts_with("client|");
  if (!of_client) session.tracking->caching = ClientTracking::Caching::kUnsaid;
}

}  // namespace

void ExecuteCommand(Session& session, std::span<const std::string_view> argv, ReplySink& reply) {
  ServerState& server = session.server;
  const bool while_script_runs = server.scripts->running();
  const CurrentCall outer = std::exchange(server.current, {&session, nullptr, argv});
  if (!while_script_runs) {
    server.FreezeClock();
    for (const auto& keys : server.databases) keys->RemoveExpired();
    if (server.propagation.pending()) EndPropagatedUnit(server, nullptr);
  }
  session.running = true;
  session.last_interaction = server.now_micros;
  ++session.commands;
  if (session.reply_mode == ReplyMode::kOn) {
    LookUpAndRun(session, argv, reply);
  } else {
    GatedSink gated(session, reply);
    LookUpAndRun(session, argv, gated);
  }
  session.running = false;
  session.SendHeldBack();
  if (!while_script_runs) {
    if (server.propagation.pending()) EndPropagatedUnit(server, session.last_command);
    if (server.waiters.has_changed()) ServeWaiters(server);
    if (server.tracking.active()) server.tracking.Flush();
  }
  server.current = outer;
  EndCommand(session);
  if (!while_script_runs && std::exchange(server.pause.lifted, false)) ResumePaused(server);
}

void ExecuteAgain(Session& session) {
  ServerState& server = session.server;
  Wait& wait = *session.wait;
  wait.again = false;
  const std::vector<std::string_view> argv(wait.argv.begin(), wait.argv.end());
  server.rerunning = &session;
  session.running = true;
  RunHandler(*wait.command, argv, session, *session.outbox);
  if (server.propagation.pending()) EndPropagatedUnit(server, wait.command);
  session.running = false;
  server.rerunning = nullptr;
  if (!wait.again) {
    server.waiters.Remove(session);
    server.UpdateKeyEvents();
  }
  session.SendHeldBack();
}

void ExecuteQueued(Session& session, ReplySink& reply) {
  Transaction& transaction = session.transaction;
  const std::vector<Transaction::Queued> queue = std::move(transaction.queue);
  transaction.Close();
  transaction.running = true;
  reply.Array(queue.size());
  ReplyBuilder unheard(2, session.server.target.float_style());
  for (const Transaction::Queued& one : queue) {
    const Command* command = one.command;
    const std::vector<std::string_view> argv(one.argv.begin(), one.argv.end());
    // A debugging session is the last that a connection hears of.
    const bool is_over = session.debugging.on && session.closing != Closing::kNo;
    ReplySink& to = is_over ? unheard : reply;
    Observed(session, command, argv, to, [&, queued = command](ReplySink& sink) {
      // What was allowed when it was queued may no longer be.
      if (!session.unrestricted()) {
        const std::string refusal = AclRefusal(AclPlace::kQueue, session, *queued, argv);
        if (!refusal.empty()) return Refuse(session.server, sink, queued, refusal);
      }
      RunHandler(*queued, argv, session, sink);
    });
  }
  transaction.running = false;
}

namespace {

// Keeps the keys that a command of a script changed, until there are enough. Most scripts write to
// one key many times.
void NoteWritten(const Command& command, std::span<const std::string_view> argv,
                 ScriptRun& script) {
  std::vector<std::string>& written = script.written;
  if (written.size() == kMostWritten || command.first_key == 0) return;
  if (!written.empty() && written.back() == argv[static_cast<size_t>(command.first_key)]) return;
  for (const KeyWord& key : KeysOf(*command.spec, argv)) {
    const std::string_view name = argv[key.index];
    if (written.size() == kMostWritten) return;
    if (std::ranges::find(written, name) == written.end()) written.emplace_back(name);
  }
}

// What stands in the way of a command that is about to run in a script, and hardly ever does:
// faults that are tried, and checks. Returns true, with the reply written, if it is refused.
bool IsRefusedInScript(const Command& command, std::span<const std::string_view> argv,
                       Session& session, ReplySink& reply) {
  ServerState& server = session.server;
  ScriptRun& script = *session.script;
  if (server.faults != nullptr) {
    if (const auto error = server.faults->Instead(command, argv, script)) {
      Refuse(server, reply, &command, *error);
      return true;
    }
  }
  if (!NeedsScriptCallChecks(command, session)) return false;
  const auto refusal = CheckScriptCall({command, argv, session, server, command.flags});
  if (!refusal) return false;
  script.refused_by = refusal->check;
  Refuse(server, reply, &command, refusal->text);
  return true;
}

// `command` is null if nobody knows it.
void CallFromScript(const Command* command, std::span<const std::string_view> argv,
                    Session& session, ReplySink& reply) {
  ServerState& server = session.server;
  ScriptRun& script = *session.script;
  if (command == nullptr)
    return Refuse(server, reply, nullptr, server.text(Text::kScriptUnknownCommand));
  script.refused_by = {};
  if (!command->spec->arity.Accepts(argv.size()) || command->spec->run == nullptr)
    return Refuse(server, reply, command, server.text(Text::kScriptWrongArity));
  if (server.faults != nullptr || NeedsScriptCallChecks(*command, session)) [[unlikely]] {
    if (IsRefusedInScript(*command, argv, session, reply)) return;
  }
  const uint64_t before = server.store.changes;
  script.wrote |= command->flags.Has(CommandFlag::kWrite);
  RunHandler(*command, argv, session, reply);
  if (server.store.changes == before) return;
  script.writes += server.store.changes - before;
  if (!server.observers.empty()) NoteWritten(*command, argv, script);
}

}  // namespace

void ExecuteFromScript(Session& session, std::span<const std::string_view> argv, ReplySink& reply,
                       const Command* named) {
  ServerState& server = session.server;
  const Command* command =
      LookUp(named != nullptr ? named : server.commands->Find(argv[0]), argv).command;
  if (server.command_observers.empty()) [[likely]]
    return CallFromScript(command, argv, session, reply);
  RunWatched(session, command, argv, reply,
             [&](ReplySink& sink) { CallFromScript(command, argv, session, sink); });
}

}  // namespace luarig

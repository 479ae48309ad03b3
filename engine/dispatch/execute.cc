#include "engine/dispatch/execute.h"

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/dispatch/checks.h"
#include "engine/dispatch/observer.h"
#include "engine/reply/reply.h"
#include "engine/reply/tee_sink.h"

namespace luarig {
namespace {

// Error replies are one line, and the server cuts what it quotes of a caller's words here.
constexpr size_t kQuotedLength = 128;

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

// Runs the handler; the one place where a CommandError becomes a reply.
void RunHandler(const Command& command, std::span<const std::string_view> argv, Session& session,
                ReplySink& reply) {
  ServerState& server = session.server;
  ++server.commands_processed;
  const int64_t start = server.stopwatch == nullptr ? 0 : server.stopwatch->ElapsedMicros();
  server.store.touch = session.touch;
  try {
    Call call{*command.spec, argv, session, server, server.keyspace(session), reply};
    command.spec->run(call);
  } catch (const CommandError& error) {
    ++command.stats.failed;
    if (!error.counted()) server.CountError(error.what());
    reply.Error(error.what());
  }
  ++command.stats.calls;  // not before: INFO does not count itself
  if (server.stopwatch != nullptr) {
    command.stats.micros += static_cast<uint64_t>(server.stopwatch->ElapsedMicros() - start);
  }
}

// Runs `run(sink)` with every observer told before and after.
template <typename F>
void Observed(Session& session, const CommandSpec* spec, std::span<const std::string_view> argv,
              ReplySink& reply, F run) {
  ServerState& server = session.server;
  if (server.command_observers.empty()) return run(reply);

  CommandEvent event{.spec = spec,
                     .argv = argv,
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

}  // namespace

void ExecuteCommand(Session& session, std::span<const std::string_view> argv, ReplySink& reply) {
  ServerState& server = session.server;
  server.FreezeClock();
  for (const auto& keys : server.databases) keys->RemoveExpired();

  const auto [command, container] = LookUp(server.commands->Find(argv[0]), argv);
  Observed(session, command == nullptr ? nullptr : command->spec, argv, reply,
           [&, found = command, owner = container](ReplySink& sink) {
             if (owner != nullptr)
               return Refuse(server, sink, nullptr, UnknownSubcommand(*owner, argv[1]));
             if (found == nullptr) return Refuse(server, sink, nullptr, UnknownCommand(argv));
             if (!found->spec->arity.Accepts(argv.size()) || found->spec->run == nullptr) {
               return Refuse(server, sink, found,
                             CommandError::WrongArity(found->full_name).what());
             }
             if (const auto refusal = CheckClientCommand({*found, argv, session, server})) {
               return Refuse(server, sink, found, refusal->text);
             }
             RunHandler(*found, argv, session, sink);
           });
}

void ExecuteFromScript(Session& session, std::span<const std::string_view> argv, ReplySink& reply,
                       const Command* named) {
  ServerState& server = session.server;
  const auto [command, container] =
      LookUp(named != nullptr ? named : server.commands->Find(argv[0]), argv);
  Observed(session, command == nullptr ? nullptr : command->spec, argv, reply,
           [&, found = command](ReplySink& sink) {
             if (found == nullptr) {
               return Refuse(server, sink, nullptr, server.text(Text::kScriptUnknownCommand));
             }
             if (!found->spec->arity.Accepts(argv.size()) || found->spec->run == nullptr) {
               return Refuse(server, sink, found, server.text(Text::kScriptWrongArity));
             }
             if (const auto refusal = CheckScriptCall({*found, argv, session, server})) {
               return Refuse(server, sink, found, refusal->text);
             }
             const bool write = found->flags.Has(CommandFlag::kWrite);
             const uint64_t before = server.store.changes;
             if (write) session.script->wrote = true;
             RunHandler(*found, argv, session, sink);
             session.script->writes += server.store.changes - before;
           });
}

}  // namespace luarig

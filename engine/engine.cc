#include "engine/engine.h"

#include <algorithm>
#include <cassert>

#include "engine/commands/families.h"
#include "engine/dispatch/execute.h"
#include "engine/dispatch/registry.h"
#include "engine/dispatch/waiting.h"
#include "engine/script/script_family.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

std::vector<std::span<const CommandSpec>> EngineFamilies() {
  auto families = AllFamilies();
  families.push_back(ScriptCommands());
  return families;
}

}  // namespace

struct Engine::Parts {
  explicit Parts(const EngineOptions& options)
      : state(*options.target, options.databases, options.seed),
        commands(EngineFamilies(), options.target->id),
        scripts(state),
        session(state, state.next_session_id++) {
    assert(options.clock != nullptr);
    state.clock = options.clock;
    state.stopwatch = options.stopwatch;
    state.times_calls = options.times_calls;
    state.process = options.process;
    state.interrupt = options.interrupt;
    state.commands = &commands;
    state.scripts = &scripts;
    state.FreezeClock();
    state.started = state.persistence.last_save = state.now_micros;
    session.created = session.last_interaction = state.now_micros;
  }

  // Has what is propagated kept while somebody wants to know, and only then.
  void WatchPropagation() {
    state.propagation.set_watched(!state.propagation_observers.empty());
    state.UpdateKeyEvents();
  }

  ServerState state;
  CommandTable commands;
  ScriptHost scripts;
  Session session;
};

Engine::Engine(const EngineOptions& options) : parts_(std::make_unique<Parts>(options)) {}
Engine::~Engine() = default;

void Engine::Execute(Session& session, std::span<const std::string_view> argv, ReplySink& reply) {
  ExecuteCommand(session, argv, reply);
}

Reply Engine::Run(Session& session, std::span<const std::string> argv) {
  const std::vector<std::string_view> words(argv.begin(), argv.end());
  ReplyBuilder reply(session.resp, state().target.float_style());
  Execute(session, words, reply);
  return reply.complete() ? reply.Take() : Reply();
}

Reply Engine::Run(Session& session, std::initializer_list<std::string_view> argv) {
  ReplyBuilder reply(session.resp, state().target.float_style());
  Execute(session, std::span(argv.begin(), argv.size()), reply);
  return reply.complete() ? reply.Take() : Reply();
}

std::unique_ptr<Session> Engine::NewSession() {
  return std::make_unique<Session>(parts_->state, parts_->state.next_session_id++);
}

Session& Engine::default_session() { return parts_->session; }
std::optional<int64_t> Engine::NextDeadline() const { return luarig::NextDeadline(parts_->state); }
void Engine::RunTimers() { luarig::RunTimers(parts_->state); }

ServerState& Engine::state() { return parts_->state; }
const CommandTable& Engine::commands() const { return parts_->commands; }

void Engine::AddObserver(Observer& observer) {
  parts_->state.observers.push_back(&observer);
  if (observer.watches_commands()) parts_->state.command_observers.push_back(&observer);
  if (observer.watches_lines()) parts_->state.line_observers.push_back(&observer);
  if (observer.watches_branches()) parts_->state.branch_observers.push_back(&observer);
  if (observer.watches_propagation()) parts_->state.propagation_observers.push_back(&observer);
  parts_->WatchPropagation();
}

void Engine::RemoveObserver(Observer& observer) {
  std::erase(parts_->state.observers, &observer);
  std::erase(parts_->state.command_observers, &observer);
  std::erase(parts_->state.line_observers, &observer);
  std::erase(parts_->state.branch_observers, &observer);
  std::erase(parts_->state.propagation_observers, &observer);
  parts_->WatchPropagation();
}

Journal::Mark Engine::Checkpoint(Journal::Keep keep) {
  return parts_->state.store.journal.Checkpoint(keep);
}
void Engine::RollBack(Journal::Mark mark) { parts_->state.store.journal.RollBack(mark); }
void Engine::Release(Journal::Mark mark) { parts_->state.store.journal.Release(mark); }

}  // namespace luarig

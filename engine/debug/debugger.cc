#include "engine/debug/debugger.h"

#include "engine/debug/debugger_impl.h"

namespace luarig {
namespace {

Failure NothingStands() { return Failure{"no code stands still"}; }

}  // namespace

Debugger::Debugger(Engine& engine, DebugFrontEnd& front_end, const Options& options)
    : impl_(std::make_unique<Impl>(engine, front_end, options)) {}
Debugger::~Debugger() = default;

CodeFiles& Debugger::files() { return impl_->files; }

Breakpoints& Debugger::breakpoints() {
  impl_->Touch();
  return impl_->breakpoints;
}

Reply Debugger::Run(Session& session, std::span<const std::string> argv) {
  return impl_->Run(session, argv);
}

void Debugger::Pause() { impl_->Pause(); }

bool Debugger::stopped() const { return impl_->inspector != nullptr; }

const std::vector<DebugFrame>& Debugger::frames() {
  static const std::vector<DebugFrame> none;
  return stopped() ? impl_->inspector->frames() : none;
}

std::vector<Variable> Debugger::Variables(size_t frame, Scope scope) {
  if (frame >= frames().size()) return {};
  return impl_->inspector->Variables(frame, scope);
}

std::vector<Variable> Debugger::Children(int handle, size_t first, size_t count) {
  return stopped() ? impl_->inspector->Children(handle, first, count) : std::vector<Variable>();
}

Result<ShownValue> Debugger::Evaluate(size_t frame, std::string_view code, Purpose purpose) {
  if (frame >= frames().size()) return NothingStands();
  return impl_->Evaluate(frame, code, purpose);
}

Result<std::string> Debugger::Print(size_t frame, std::string_view code, size_t most_bytes) {
  if (frame >= frames().size()) return NothingStands();
  return impl_->Print(frame, code, most_bytes);
}

Result<ShownValue> Debugger::SetVariable(size_t frame, Scope scope, std::string_view name,
                                         std::string_view code) {
  if (frame >= frames().size()) return NothingStands();
  return impl_->SetVariable(frame, scope, name, code);
}

Result<ShownValue> Debugger::SetChild(int handle, std::string_view name, size_t frame,
                                      std::string_view code) {
  if (frame >= frames().size()) return NothingStands();
  return impl_->SetChild(handle, name, frame, code);
}

std::vector<std::string> Debugger::Complete(size_t frame, std::string_view text) {
  if (frame >= frames().size()) return {};
  return impl_->inspector->Complete(frame, text);
}

Reply Debugger::RunCommand(std::span<const std::string> words) { return impl_->RunCommand(words); }

const std::vector<Debugger::UsedKey>& Debugger::used_keys() const { return impl_->used_keys(); }

std::vector<KeyDifference> Debugger::Differences() const {
  if (!impl_->start) return {};
  const ServerState& state = impl_->engine.state();
  return DiffSince(state.store.journal, *impl_->start, state.databases);
}

Moment Debugger::now() const { return impl_->now(); }
std::string Debugger::WhyNotBack() const { return impl_->WhyNotBack(); }

}  // namespace luarig

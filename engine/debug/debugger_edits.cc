// What a person asks, and changes, while the code stands still.

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/flag_guard.h"
#include "engine/debug/debugger_impl.h"
#include "engine/dispatch/execute.h"

namespace luarig {
namespace {

// An expression that calls nothing changes nothing.
bool MayCall(std::string_view code) {
  return code.find_first_of("({\"'[") != std::string_view::npos;
}

}  // namespace

void Debugger::Impl::NoteEdit(Edit edit) {
  edit.moment = now();
  if (!inspector->frames().empty())
    edit.place = {.file = inspector->frames()[0].file, .line = inspector->frames()[0].line};
  const auto behind = std::ranges::upper_bound(edits_, edit.moment, {}, &Edit::moment);
  edits_.insert(behind, std::move(edit));
  // What comes after it may be another way now.
  std::erase_if(edits_, [&](const Edit& other) { return other.moment > now(); });
  next_edit_ = edits_.size();
  trail_.clear();
  uses_.ForgetAfter(now());
}

Result<ShownValue> Debugger::Impl::Evaluate(size_t frame, std::string_view code, Purpose purpose) {
  const bool edits = purpose == Purpose::kEdit;
  const FlagGuard evaluating(flags_.evaluating);
  bool& read_only = host_.session().script->read_only;
  const FlagGuard only_looks(read_only, read_only || !edits);
  const uint64_t changes = engine.state().store.changes;
  Evaluated how;
  auto value = inspector->Evaluate(frame, code, {.may_change = edits}, &how);
  if (!edits) return value;
  const bool certain =
      how.assigned || engine.state().store.changes != changes || (how.ok && !how.is_expression);
  if (certain || (how.is_expression && MayCall(code))) {
    NoteEdit({.kind = Edit::Kind::kEvaluate,
              .frame = frame,
              .code = std::string(code),
              .certain = certain});
  }
  return value;
}

Result<std::string> Debugger::Impl::Print(size_t frame, std::string_view code, size_t most_bytes) {
  const FlagGuard evaluating(flags_.evaluating);
  bool& read_only = host_.session().script->read_only;
  const FlagGuard only_looks(read_only);
  return inspector->Print(frame, code, most_bytes);
}

Result<ShownValue> Debugger::Impl::SetVariable(size_t frame, Scope scope, std::string_view name,
                                               std::string_view code) {
  const FlagGuard evaluating(flags_.evaluating);
  auto value = inspector->SetVariable(frame, scope, name, code);
  if (value.ok()) {
    NoteEdit({.kind = Edit::Kind::kVariable,
              .frame = frame,
              .scope = scope,
              .name = std::string(name),
              .code = std::string(code)});
  }
  return value;
}

Result<ShownValue> Debugger::Impl::SetChild(int handle, std::string_view name, size_t frame,
                                            std::string_view code) {
  const FlagGuard evaluating(flags_.evaluating);
  if (!inspector->Knows(handle)) return Failure{"that value was shown before the code went on"};
  const std::string path = inspector->PathOf(handle);
  auto value = inspector->SetChild(handle, name, frame, code);
  if (value.ok()) {
    const bool index = name.starts_with('[');
    NoteEdit({.kind = Edit::Kind::kEvaluate,
              .frame = inspector->FrameOf(handle),
              .code = StrCat(path, index ? "" : ".", name, " = ", code)});
  }
  return value;
}

Reply Debugger::Impl::RunInScript(std::span<const std::string> words) {
  const FlagGuard evaluating(flags_.evaluating);
  Session& session = host_.session();
  const std::vector<std::string_view> argv(words.begin(), words.end());
  ReplyBuilder reply(session.resp, engine.state().target.float_style());
  ExecuteFromScript(session, argv, reply);
  return reply.complete() ? reply.Take() : Reply();
}

Reply Debugger::Impl::RunCommand(std::span<const std::string> words) {
  if (inspector == nullptr) return engine.Run(engine.default_session(), words);
  if (kind_ == ScriptKind::kLibrary)
    return {.kind = Reply::Kind::kError, .text = "ERR a library calls no commands while it loads"};
  const uint64_t changes = engine.state().store.changes;
  Reply reply = RunInScript(words);
  if (engine.state().store.changes != changes)
    NoteEdit({.kind = Edit::Kind::kCommand, .words = {words.begin(), words.end()}});
  return reply;
}

void Debugger::Impl::Apply(const Edit& edit, Inspector& at) {
  if (edit.kind == Edit::Kind::kCommand) {
    RunInScript(edit.words);
    return;
  }
  const FlagGuard evaluating(flags_.evaluating);
  if (edit.frame >= at.frames().size()) return;
  if (edit.kind == Edit::Kind::kVariable) {
    (void)at.SetVariable(edit.frame, edit.scope, edit.name, edit.code);
  } else {
    (void)at.Evaluate(edit.frame, edit.code, {.may_change = true});
  }
}

// Makes again what was changed by hand at this moment.
void Debugger::Impl::ApplyEdits(const Event& event) {
  if (!NextEditIsAt(now())) return;
  const auto at = Inspect(event);
  for (; NextEditIsAt(now()); ++next_edit_) Apply(edits_[next_edit_], *at);
}

const std::vector<Debugger::UsedKey>& Debugger::Impl::used_keys() {
  constexpr auto kLast = std::numeric_limits<uint32_t>::max();
  // When the run is over, commands of its last line count as well.
  const Moment until = inspector == nullptr ? Moment{.line = now().line, .command = kLast} : now();
  used_keys_ = uses_.Until(until);
  return used_keys_;
}

}  // namespace luarig

#include "engine/script/code_counter.h"

#include <algorithm>
#include <utility>

#include <lua.hpp>

#include "engine/dispatch/observer.h"
#include "engine/script/chunk_reader.h"
#include "engine/script/line_events.h"
#include "engine/script/script_host.h"

namespace luarig {

std::unique_ptr<CodeCounter> CodeCounter::For(lua_State* lua, const ServerState& server,
                                              const ScriptSource& source) {
  if (server.branch_observers.empty() || !KnowsProgramCounter()) return nullptr;
  auto& host = static_cast<ScriptHost&>(*server.scripts);
  const CodeModel& model = host.ModelFor(source.kind, source.text);
  return std::unique_ptr<CodeCounter>(new CodeCounter(lua, server, source, model));
}

CodeCounter::CodeCounter(lua_State* lua, const ServerState& server, const ScriptSource& source,
                         const CodeModel& model)
    : lua_(lua), server_(server), source_(source), model_(model) {
  counts_.calls.resize(model_.map.functions.size());
  counts_.outcomes.resize(model_.map.branches.size());
  lua_pushlightuserdata(lua_, this);
  lua_newtable(lua_);
  lua_rawset(lua_, LUA_REGISTRYINDEX);
}

CodeCounter::~CodeCounter() {
  lua_pushlightuserdata(lua_, this);
  lua_pushnil(lua_);
  lua_rawset(lua_, LUA_REGISTRYINDEX);
  const CodeCounts sum = Sum();
  for (Observer* observer : server_.branch_observers) observer->OnCounts(source_, sum);
}

CodeCounts CodeCounter::Sum() const {
  CodeCounts sum = counts_;
  for (const auto& seen : seen_) {
    for (size_t i = 0; i < seen->size(); ++i) {
      const auto line = static_cast<size_t>(seen->function->lines[i]);
      if (sum.instructions.size() <= line) sum.instructions.resize(line + 1);
      sum.instructions[line] += seen->hits[i];
    }
  }
  return sum;
}

CodeCounter::Seen* CodeCounter::Find(Instruction at) {
  const auto behind = std::ranges::upper_bound(
      seen_, at, {}, [](const std::unique_ptr<Seen>& seen) { return seen->begin; });
  if (behind == seen_.begin()) return nullptr;
  Seen* seen = std::prev(behind)->get();
  return seen->Contains(at) ? seen : nullptr;
}

CodeCounter::Seen* CodeCounter::See(lua_State* lua, lua_Debug* where, Instruction begin) {
  lua_getinfo(lua, "f", where);
  const auto found = model_.functions.find(ChunkBytes(lua));
  if (found == model_.functions.end()) {
    lua_pop(lua, 1);
    return nullptr;
  }
  lua_pushlightuserdata(lua, this);
  lua_rawget(lua, LUA_REGISTRYINDEX);
  lua_insert(lua, -2);
  lua_rawseti(lua, -2, static_cast<int>(seen_.size() + 1));
  lua_pop(lua, 1);

  const ModelFunction& function = found->second;
  auto seen = std::make_unique<Seen>(Seen{
      .begin = begin, .function = &function, .hits = std::vector<uint64_t>(function.site.size())});
  const auto place = std::ranges::upper_bound(
      seen_, begin, {}, [](const std::unique_ptr<Seen>& other) { return other->begin; });
  return seen_.insert(place, std::move(seen))->get();
}

void CodeCounter::EnterThread(lua_State* lua) {
  const auto resumer = std::ranges::find(threads_, lua, &Thread::lua);
  if (resumer == threads_.end()) {
    threads_.push_back({.lua = lua, .pending = pending_.size()});
    return;
  }
  // Those that it had resumed have yielded or ended. None yields with a branch pending, because no
  // code that a branch calls can.
  if (resumer + 1 != threads_.end()) pending_.resize((resumer + 1)->pending);
  threads_.erase(resumer + 1, threads_.end());
}

// The call at `depth` of the running thread comes to an instruction; `seen` is null where that is
// none of the text.
void CodeCounter::Settle(int depth, const Seen* seen, size_t index) {
  // Deeper ones were left by an error.
  while (pending_.size() > threads_.back().pending && pending_.back().depth >= depth) {
    const Pending pending = pending_.back();
    pending_.pop_back();
    if (pending.depth != depth || pending.seen != seen) continue;
    auto& outcomes = counts_.outcomes[static_cast<size_t>(pending.site->branch)];
    for (size_t way = 0; way < outcomes.size(); ++way) {
      if (pending.site->ways[way] == index) ++outcomes[way];
    }
  }
}

void CodeCounter::OnCall(lua_State* lua, lua_Debug* where) {
  if (threads_.empty() || threads_.back().lua != lua) EnterThread(lua);
  // What was at this depth is over.
  Settle(where->i_ci, nullptr, 0);
  lua_getinfo(lua, "S", where);
  if (where->source != ChunkName(source_.kind)) return;
  const Instruction begin = ProgramCounter(lua);
  Seen* seen = Find(begin);
  if (seen == nullptr) seen = See(lua, where, begin);
  if (seen == nullptr) return;
  last_ = seen;
  if (seen->function->number != ModelFunction::kNone)
    ++counts_.calls[static_cast<size_t>(seen->function->number)];
}

void CodeCounter::OnInstruction(lua_State* lua, const lua_Debug* where) {
  if (threads_.empty() || threads_.back().lua != lua) EnterThread(lua);
  const Instruction at = ProgramCounter(lua);
  if (last_ == nullptr || !last_->Contains(at)) last_ = Find(at);
  const size_t index = last_ == nullptr ? 0 : static_cast<size_t>(at - last_->begin);
  if (pending_.size() > threads_.back().pending) Settle(where->i_ci, last_, index);
  if (last_ == nullptr) return;
  ++last_->hits[index];
  const int site = last_->function->site[index];
  if (site == ModelFunction::kNone) return;
  pending_.push_back({.seen = last_,
                      .site = &last_->function->sites[static_cast<size_t>(site)],
                      .depth = where->i_ci});
}

}  // namespace luarig

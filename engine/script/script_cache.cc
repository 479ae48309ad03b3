#include "engine/script/script_cache.h"

#include "engine/base/bytes.h"
#include "engine/base/sha1.h"
#include "engine/script/libs.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

constexpr size_t kMaxEvalScripts = 500;  // from 7.4 on (SCRIPTING.md section 1.3)

}  // namespace

ScriptCache::ScriptCache(ScriptHost& host)
    : host_(host), interpreter_(host, Interpreter::Kind::kEval) {}

const CachedScript* ScriptCache::Peek(std::string_view sha) const {
  auto found = scripts_.find(sha);  // as most write it
  if (found == scripts_.end()) found = scripts_.find(ToLower(sha));
  return found == scripts_.end() ? nullptr : &found->second;
}

const CachedScript* ScriptCache::Find(std::string_view sha) {
  const CachedScript* script = Peek(sha);
  if (script != nullptr && script->by_eval)
    eval_order_.splice(eval_order_.end(), eval_order_, script->age);
  return script;
}

Result<ScriptCache::Compiled> ScriptCache::FunctionOf(const std::string& sha,
                                                      std::string_view body) {
  if (const auto found = spare_.find(sha); found != spare_.end()) {
    const Compiled kept = found->second;
    spare_.erase(found);
    return kept;
  }
  lua_State* lua = interpreter_->lua();
  const StackGuard guard(lua);
  if (interpreter_->Compile(body, "@user_script") != 0) {
    return Failure{StrCat("ERR Error compiling script (new function): ", StringAt(lua, -1))};
  }
  const GlobalsUse use = interpreter_->ReadGlobalsDirectly();
  return Compiled{.ref = luaL_ref(lua, LUA_REGISTRYINDEX), .use = use};
}

Result<const CachedScript*> ScriptCache::Load(std::string_view body, bool by_eval) {
  std::string sha = Sha1Hex(body);
  if (const auto found = scripts_.find(sha); found != scripts_.end()) {
    CachedScript& script = found->second;
    if (script.by_eval && by_eval) eval_order_.splice(eval_order_.end(), eval_order_, script.age);
    if (script.by_eval && !by_eval) {  // loaded on purpose: it stays
      eval_order_.erase(script.age);
      script.by_eval = false;
    }
    return &script;
  }
  const auto header = ReadScriptHeader(body);
  if (!header.ok()) return Failure{header.error()};

  const auto function = FunctionOf(sha, header.value().body);
  if (!function.ok()) return Failure{function.error()};
  using Text = CachedScript::Text;
  CachedScript script{.text = std::make_shared<const Text>(Text{sha, std::string(body)}),
                      .ref = function.value().ref,
                      .use = function.value().use,
                      .has_flags = header.value().present,
                      .flags = header.value().flags,
                      .by_eval = by_eval};
  if (by_eval) {
    Evict();
    script.age = eval_order_.insert(eval_order_.end(), sha);
  }
  dict_.Added(scripts_.size());
  text_bytes_ += TextBytes(body);
  return &scripts_.emplace(std::move(sha), std::move(script)).first->second;
}

size_t ScriptCache::TextBytes(std::string_view body) const {
  return ScriptTextBytes(body, host_.server().store.memory.model());
}

ScriptMemory ScriptCache::memory() const {
  return MemoryOfScripts(scripts_.size(), text_bytes_, dict_.bytes(),
                         host_.server().store.memory.model());
}

void ScriptCache::Evict() {
  if (!host_.server().target.Has(Quirk::kEvalCacheLimit)) return;
  while (eval_order_.size() >= kMaxEvalScripts) {
    const auto oldest = scripts_.find(eval_order_.front());
    luaL_unref(interpreter_->lua(), LUA_REGISTRYINDEX, oldest->second.ref);
    text_bytes_ -= TextBytes(oldest->second.text->body);
    scripts_.erase(oldest);
    ++host_.server().statistics.evicted_scripts;
    dict_.Removed(scripts_.size());
    eval_order_.pop_front();
  }
}

void ScriptCache::Flush() {
  scripts_.clear();
  eval_order_.clear();
  dict_ = {};
  text_bytes_ = 0;
  spare_.clear();
  interpreter_.Reset();
}

void ScriptCache::MarkStart() {
  start_.clear();
  for (const std::string& sha : eval_order_)
    start_.push_back({.text = scripts_.at(sha).text, .by_eval = true});
  for (const auto& [sha, script] : scripts_) {
    if (!script.by_eval) start_.push_back({.text = script.text});
  }
}

void ScriptCache::DropSpare() {
  for (const auto& [sha, kept] : spare_)
    luaL_unref(interpreter_->lua(), LUA_REGISTRYINDEX, kept.ref);
  spare_.clear();
}

void ScriptCache::Restart() {
  if (const Interpreter* made = interpreter_.made()) ResetLibraryOptions(made->lua());
  if (scripts_.empty() && start_.empty()) return;
  constexpr size_t kMostSpare = 1000;
  if (spare_.size() > kMostSpare) DropSpare();
  for (const auto& [sha, script] : scripts_) spare_.emplace(sha, Compiled{script.ref, script.use});
  scripts_.clear();
  eval_order_.clear();
  dict_ = {};
  text_bytes_ = 0;
  for (const Started& script : start_) (void)Load(script.text->body, script.by_eval);
}

}  // namespace luarig

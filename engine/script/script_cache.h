#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_CACHE_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_CACHE_H_

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/text_hash.h"
#include "engine/script/lazy_interpreter.h"
#include "engine/script/script_flags.h"
#include "engine/script/script_memory.h"
#include "engine/store/dict_model.h"

namespace luarig {

class ScriptHost;

// A compiled script.
struct CachedScript {
  struct Text {
    std::string sha;
    std::string body;
  };
  std::shared_ptr<const Text> text;  // kept by a run, too: the script may flush the cache
  int ref = LUA_NOREF;               // in the registry of the scripts' interpreter
  GlobalsUse use;
  bool has_flags = false;
  ScriptFlags flags;
  bool by_eval = false;                  // came by EVAL: may be evicted where the target does that
  std::list<std::string>::iterator age;  // its place in the eviction order, if by_eval
};

// The scripts of EVAL and SCRIPT LOAD by their SHA, and the interpreter that they run in.
class ScriptCache {
 public:
  explicit ScriptCache(ScriptHost& host);

  // The script with that SHA in any letter case, or null. Notes the use.
  const CachedScript* Find(std::string_view sha);
  // The same without noting it.
  const CachedScript* Peek(std::string_view sha) const;
  bool Contains(std::string_view sha) const { return Peek(sha) != nullptr; }

  // Compiles `body` unless it is there already. Fails with the server's error reply; then nothing
  // is kept.
  Result<const CachedScript*> Load(std::string_view body, bool by_eval);

  // Forgets all scripts and what they did to the interpreter.
  void Flush();

  // Restart() goes back to the scripts that were there at MarkStart(). What it forgets stays
  // compiled for a while, unseen, in case it comes again.
  void MarkStart();
  void Restart();

  size_t size() const { return scripts_.size(); }
  ScriptMemory memory() const;
  Interpreter& interpreter() { return *interpreter_; }
  // Null until it was needed.
  Interpreter* made_interpreter() const { return interpreter_.made(); }

 private:
  void Evict();
  // What a body is compiled to.
  struct Compiled {
    int ref = LUA_NOREF;
    GlobalsUse use;
  };
  // The error's text if it cannot be.
  Result<Compiled> FunctionOf(const std::string& sha, std::string_view body);
  void DropSpare();
  size_t TextBytes(std::string_view body) const;

  ScriptHost& host_;
  LazyInterpreter interpreter_;
  std::unordered_map<std::string, CachedScript, TextHash, std::equal_to<>> scripts_;
  std::list<std::string> eval_order_;  // least recently used first
  DictModel dict_;                     // the server's table of them
  size_t text_bytes_ = 0;              // of all bodies, as ScriptTextBytes() has them

  struct Started {
    std::shared_ptr<const CachedScript::Text> text;
    bool by_eval = false;
  };
  std::vector<Started> start_;                       // of MarkStart(), in their eviction order
  std::unordered_map<std::string, Compiled> spare_;  // scripts that Restart() forgot
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_CACHE_H_

#ifndef LUARIG_ENGINE_SCRIPT_LAZY_INTERPRETER_H_
#define LUARIG_ENGINE_SCRIPT_LAZY_INTERPRETER_H_

#include <memory>
#include <utility>

#include "engine/script/interpreter.h"

namespace luarig {

// An interpreter that is made when it is first needed: most who start an engine run scripts or
// functions, not both.
class LazyInterpreter {
 public:
  LazyInterpreter(ScriptHost& host, Interpreter::Kind kind) : host_(&host), kind_(kind) {}

  Interpreter& operator*() {
    if (made_ == nullptr) made_ = std::make_unique<Interpreter>(*host_, kind_);
    return *made_;
  }
  Interpreter* operator->() { return &**this; }

  // Null until it was needed.
  Interpreter* made() const { return made_.get(); }

  // Begins anew; who holds what is returned may Restore() it.
  std::unique_ptr<Interpreter> Reset() { return std::move(made_); }
  void Restore(std::unique_ptr<Interpreter> made) { made_ = std::move(made); }

 private:
  ScriptHost* host_;
  Interpreter::Kind kind_;
  std::unique_ptr<Interpreter> made_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LAZY_INTERPRETER_H_

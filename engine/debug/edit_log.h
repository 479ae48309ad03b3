#ifndef LUARIG_ENGINE_DEBUG_EDIT_LOG_H_
#define LUARIG_ENGINE_DEBUG_EDIT_LOG_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/debug/debugger.h"

namespace luarig {

// What a person changed while the code stood still, and when, so that a run that is repeated has it
// again.
struct Edit {
  enum class Kind : unsigned char { kEvaluate, kVariable, kCommand };

  Kind kind = Kind::kEvaluate;
  Moment moment;
  size_t frame = 0;
  Scope scope = Scope::kLocals;    // kVariable
  std::string name;                // of the variable
  std::string code;                // that was run, or gave the value
  std::vector<std::string> words;  // kCommand
  bool certain = true;             // it did change something; else it may have
  FilePlace place;

  // "set x = 5", "redis SET k v".
  std::string Text() const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_EDIT_LOG_H_

#ifndef LUARIG_ENGINE_SERVER_TEXTS_H_
#define LUARIG_ENGINE_SERVER_TEXTS_H_

#include <cstdint>
#include <string_view>

#include "engine/base/target.h"

namespace luarig {

// Error texts that differ between targets or are used in more than one place, with their codes.
enum class Text : uint8_t {
  kNoScript,
  kScriptUnknownCommand,
  kScriptWrongArity,
  kScriptNoArguments,
  kScriptArgumentTypes,
  kScriptNotAllowed,
  kScriptReadOnlyWrite,
  kScriptStale,
  kScriptOneCommandCrossSlot,  // %s: the command's name (unused on targets that do not show it)
  kScriptCrossSlot,
  kScriptNoCluster,
  kScriptRoNeedsNoWrites,
  kOom,
  kReadOnly,
  kMisconf,
  kNoReplicas,
  kMasterDown,
  kLoading,
  kCrossSlot,
  kSelectInCluster,
  kNotBusy,
  kOldFunctionFormat,
};

std::string_view TextOf(Text text, TargetId target);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_TEXTS_H_

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
  kScriptNonLocal,
  kScriptCrossSlot,
  kScriptNoCluster,
  kScriptRoNeedsNoWrites,
  // Why a script that declared its flags may not begin in a transaction; outside of one the
  // command that runs it is refused as any other is.
  kScriptStartOom,
  kScriptStartReadOnly,
  kScriptStartMisconf,
  kScriptStartMasterDown,
  kOom,
  kReadOnly,
  kMisconf,
  kNoReplicas,
  kMasterDown,
  kLoading,
  kCrossSlot,
  kSelectInCluster,
  kNotBusy,
  kBusyScript,
  kBusyFunction,
  kTimeoutTooLarge,
  kOldFunctionFormat,
  kHelloNeedsLogin,
  // What a user may not do: %u is its name, %s the command, key or channel. Each place has three,
  // in this order.
  kAclCommand,
  kAclKey,
  kAclChannel,
  kAclQueuedCommand,  // by EXEC
  kAclQueuedKey,
  kAclQueuedChannel,
  kAclScriptCommand,
  kAclScriptKey,
  kAclScriptChannel,
  kAclDryRunCommand,
  kAclDryRunKey,
  kAclDryRunChannel,
  kAclNoFile,
  kUnbalancedXread,
  kUnbalancedXreadgroup,
};

std::string_view TextOf(Text text, TargetId target);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_TEXTS_H_

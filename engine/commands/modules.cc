// MODULE: there are none, and none can be loaded. Redis documentation:
// https://redis.io/docs/latest/commands/module-list/

#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

void CheckAllowed(const Call& call) {
  const auto from = static_cast<AllowedFrom>(call.server.directives.enable_module_command);
  if (MayUse(call.session, from)) return;
  throw CommandError(
      "ERR MODULE command not allowed. If the enable-module-command option is set to \"local\", "
      "you can run it from a local connection, otherwise you need to set this option in the "
      "configuration file, and then restart the server.");
}

void ModuleList(Call& call) { call.reply.Array(0); }

void ModuleLoad(Call& call) {
  CheckAllowed(call);
  throw CommandError("ERR Error loading the extension. Please check the server logs.");
}

void ModuleUnload(Call& call) {
  CheckAllowed(call);
  throw CommandError("ERR Error unloading module: no such module with that name");
}

using enum CommandFlag;

constexpr CommandFlags kOfAdmin = kAdmin | kNoScript;
constexpr CommandFlags kLoads = kOfAdmin | kNoAsyncLoading;

// clang-format off
constexpr CommandSpec kModuleParts[] = {
    // name     arity flags              acl keys since    run           usage
    {"help",     2,   kLoading | kStale, {}, {},  "5.0.0", ShowHelp,     ""},
    {"list",     2,   kOfAdmin,          {}, {},  "4.0.0", ModuleList,   ""},
    {"load",    -3,   kLoads,            {}, {},  "4.0.0", ModuleLoad,   "path [arg [arg ...]]"},
    {"loadex",  -3,   kLoads,            {}, {},  "7.0.0", ModuleLoad,   "path [CONFIG name value [CONFIG name value ...]] [ARGS args [args ...]]"},
    {"unload",   3,   kLoads,            {}, {},  "4.0.0", ModuleUnload, "name"},
};

constexpr CommandSpec kModules[] = {
    {"module",  -2,   {},                {}, {},  "4.0.0", nullptr,      "", kAllTargets, kModuleParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ModuleCommands() { return kModules; }

}  // namespace luarig

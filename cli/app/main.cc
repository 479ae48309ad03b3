// The program: streams and signals; everything else is RunLuarig.

#include <iostream>

#include "cli/app/files.h"
#include "cli/app/output.h"
#include "cli/app/subcommand.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  luarig::InstallInterrupt();
  luarig::Console console = luarig::ProcessConsole();
#ifdef LUARIG_QUICK_START
  console.ends_process = true;
#endif
  return static_cast<int>(luarig::RunLuarig({argv + 1, argv + argc}, console));
}

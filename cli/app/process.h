#ifndef LUARIG_CLI_APP_PROCESS_H_
#define LUARIG_CLI_APP_PROCESS_H_

#include <memory>
#include <string>

#include "engine/base/process.h"

namespace luarig {

// This process. `config_file` is the one it was started with, "" if there was none.
std::unique_ptr<Process> ThisProcess(const std::string& config_file);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_PROCESS_H_

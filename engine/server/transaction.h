#ifndef LUARIG_ENGINE_SERVER_TRANSACTION_H_
#define LUARIG_ENGINE_SERVER_TRANSACTION_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/flags.h"

namespace luarig {

struct Command;
enum class CommandFlag : uint8_t;

// A session's MULTI and WATCH.
struct Transaction {
  struct Queued {
    const Command* command;
    std::vector<std::string> argv;
    Flags<CommandFlag> flags;  // by what a script had declared when it was queued
  };

  bool open = false;     // after MULTI
  bool aborted = false;  // a command could not be queued: EXEC refuses
  bool running = false;  // EXEC runs the queue
  std::vector<Queued> queue;

  std::vector<std::pair<int, std::string>> watched;  // database and key, each once
  bool touched = false;                              // one of them changed: EXEC answers null

  // Ends MULTI. What is watched stays: Watches::Forget ends that.
  void Close() {
    open = aborted = false;
    queue.clear();
  }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_TRANSACTION_H_

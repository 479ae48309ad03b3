#ifndef LUARIG_CLI_APP_PROGRESS_H_
#define LUARIG_CLI_APP_PROGRESS_H_

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/app/subcommand.h"

namespace luarig {

// A bar on `err`, if that is a terminal, for work that takes over a second.
class Progress {
 public:
  Progress(Console& console, std::string what);

  void Show(size_t done, size_t total);

  // Takes the bar off the screen.
  void Clear();

 private:
  Console& console_;
  std::string what_;
  std::chrono::steady_clock::time_point next_;  // when the bar is drawn next
  bool shown_ = false;
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_PROGRESS_H_

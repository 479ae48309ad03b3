#ifndef LUARIG_ENGINE_TRACE_RECORDER_H_
#define LUARIG_ENGINE_TRACE_RECORDER_H_

#include <functional>
#include <string_view>

#include "engine/dispatch/observer.h"

namespace luarig {

// Writes down what clients send, a command a line, as MONITOR shows it:
//
//   1700000000.000000 [0 127.0.0.1:4711] "EVALSHA" "5f3..." "1" "stock:1"
//
// Unlike MONITOR it has every command of every client, in the order in which they were run, MULTI
// and what follows it as they were sent; and only what clients sent, not what their scripts called.
// Passwords read (redacted).
class Recorder final : public Observer {
 public:
  // `write` gets each line, with its end.
  explicit Recorder(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

  bool watches_commands() const override { return true; }
  void Before(const CommandEvent& event) override;

 private:
  std::function<void(std::string_view)> write_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_RECORDER_H_

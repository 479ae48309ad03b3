#ifndef LUARIG_ENGINE_BASE_COMMAND_ERROR_H_
#define LUARIG_ENGINE_BASE_COMMAND_ERROR_H_

#include <stdexcept>
#include <string>
#include <string_view>

namespace luarig {

// A command refused to run. Thrown inside a handler, caught only by Execute(), and always before
// the handler's first write to the reply. what() is the reply: it starts with its code.
class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  // The end of a script by an error that an inner command has already counted in the statistics.
  static CommandError Counted(const std::string& reply) {
    CommandError error(reply);
    error.counted_ = true;
    return error;
  }
  bool counted() const { return counted_; }

  static constexpr const char* kWrongType =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  static constexpr const char* kNotInteger = "ERR value is not an integer or out of range";

  static CommandError WrongType() { return CommandError(kWrongType); }
  // `command` is the canonical lower-case name, "config|get" for a subcommand.
  static CommandError WrongArity(std::string_view command) {
    return CommandError("ERR wrong number of arguments for '" + std::string(command) + "' command");
  }
  static CommandError Syntax() { return CommandError("ERR syntax error"); }
  static CommandError NotInteger() { return CommandError(kNotInteger); }
  static CommandError NotFloat() { return CommandError("ERR value is not a valid float"); }
  static CommandError NoSuchKey() { return CommandError("ERR no such key"); }
  static CommandError OutOfRange() { return CommandError("ERR index out of range"); }

 private:
  bool counted_ = false;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_COMMAND_ERROR_H_

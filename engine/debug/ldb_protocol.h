#ifndef LUARIG_ENGINE_DEBUG_LDB_PROTOCOL_H_
#define LUARIG_ENGINE_DEBUG_LDB_PROTOCOL_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// The wire of the server's own debugger: words come as an array of bulk strings, lines go as an
// array of statuses.

struct LdbWords {
  enum class State : unsigned char { kMissing, kWhole, kBroken };

  State state = State::kMissing;
  std::vector<std::string> words;  // of kWhole: at least one
};

// Reads the first command of `bytes`. It is the server's own small parser: whatever stands before
// the first '*' is skipped, so are bytes behind the command; a word has 1 to 1024 bytes, a command
// as many words.
LdbWords ReadLdbWords(std::string_view bytes);

// The lines as the client gets them. CR and LF in them become two blanks.
std::string WriteLdbLines(std::span<const std::string> lines);

// The integer that a text starts with, as C's atoi has it: 0 if there is none.
int LdbNumber(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_LDB_PROTOCOL_H_

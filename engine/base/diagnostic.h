#ifndef LUARIG_ENGINE_BASE_DIAGNOSTIC_H_
#define LUARIG_ENGINE_BASE_DIAGNOSTIC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

enum class Severity : uint8_t { kNote, kWarning, kError };

// A place in a text that a person wrote. Lines and columns start at 1; 0 means unknown.
struct SourcePlace {
  std::string file;  // as the user named it, "@user_script" where there is no file
  int line = 0;
  int column = 0;    // in bytes
  int length = 0;    // bytes to underline, 0 for the whole line
  std::string path;  // JSON path ("$.keys.user:1.ttl") where the text is JSON
};

// One level of a traceback, innermost first.
struct TraceFrame {
  SourcePlace place;
  std::string function;  // "" for the top level of a script
};

inline constexpr size_t kMostWritten = 8;

// What went wrong, where, and the way out: one type for every tool of the program.
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;     // the error's first word ("WRONGTYPE", "OOM") or a rule's name
  std::string message;  // what happened, exactly as the server words it where it is a reply
  SourcePlace where;
  std::vector<TraceFrame> traceback;
  std::vector<std::string> command;  // the inner command that was refused, with its arguments
  std::string condition;  // what refused it: "maxmemory 10mb", "role replica"; "" if nothing did
  uint64_t writes = 0;    // changes made before the error, which stay
  std::vector<std::string> written;  // the first kMostWritten keys that they were made to
  std::string help;                  // what to do about it
};

// Takes an error that a compiler or loader put into words ("ERR Error compiling script (new
// function): user_script:3: ...") apart; a reply without a place becomes a diagnostic without one.
Diagnostic DiagnoseReply(std::string_view reply);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_DIAGNOSTIC_H_

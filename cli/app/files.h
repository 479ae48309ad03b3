#ifndef LUARIG_CLI_APP_FILES_H_
#define LUARIG_CLI_APP_FILES_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace luarig {

// The whole content of a file. Throws UsageError "cannot read x.lua: No such file or directory".
std::string ReadFile(const std::string& path);

// What a path, or a chain of symbolic links, ends in: absolute. The path itself if there is
// nothing.
std::string Resolved(const std::string& path);

// Writes beside `path`, then renames: whoever looks sees the old file or the new one, whole, and
// an interrupt leaves nothing behind. A file that exists keeps its permissions; a symbolic link
// stays one. Throws UsageError.
void WriteFile(const std::string& path, std::string_view content);

// When a file was last written; nothing if it is not there.
std::optional<std::filesystem::file_time_type> WrittenAt(const std::string& path);

// Asks five times a second, and returns when it has.
void WaitUntil(const std::function<bool()>& has_happened);

// Makes Ctrl-C remove what WriteFile has begun and end the process with 130.
void InstallInterrupt();

// From now on the first two of them are only counted, and the third does that.
void CountInterrupts();
void StopCountingInterrupts();
int InterruptsSoFar();

// From now on Ctrl-C calls this instead, in the signal handler; what it returns is whether that was
// all. Null: as before.
void DivertInterrupts(bool (*to)());

}  // namespace luarig

#endif  // LUARIG_CLI_APP_FILES_H_

#ifndef LUARIG_ENGINE_SERVER_CONFIG_WORDS_H_
#define LUARIG_ENGINE_SERVER_CONFIG_WORDS_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace luarig {

// Readers of directives with a grammar of their own (DirectiveRow::read): from words, and the value
// so far, to the text that CONFIG GET prints, or why not. `words` is empty for an empty text.

// "900 1 300 10": seconds and changes.
Result<std::string> ReadSave(std::span<const std::string_view> words, std::string_view value);
// "normal 0 0 0 pubsub 32mb 8mb 60": changes the classes that are named.
Result<std::string> ReadBufferLimits(std::span<const std::string_view> words,
                                     std::string_view value);
inline constexpr std::string_view kBufferLimits =
    "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";
// Three numbers from -2000 to 2000.
Result<std::string> ReadOomScores(std::span<const std::string_view> words, std::string_view value);
Result<std::string> ReadPercentiles(std::span<const std::string_view> words,
                                    std::string_view value);
// "host port", or "no one".
Result<std::string> ReadPrimary(std::span<const std::string_view> words, std::string_view value);
// Any words.
Result<std::string> ReadWords(std::span<const std::string_view> words, std::string_view value);

// Why a text is no value (DirectiveRow::refuse); "" if it is one.
std::string_view RefuseTitle(std::string_view text);
std::string_view RefuseHostname(std::string_view text);
std::string_view RefuseShutdown(std::string_view text);
std::string_view RefuseDirectory(std::string_view text);
std::string_view RefuseDbFilePath(std::string_view text);
std::string_view RefuseAofPath(std::string_view text);
std::string_view RefuseAofDirPath(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CONFIG_WORDS_H_

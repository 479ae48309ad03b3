#ifndef LUARIG_ENGINE_DISPATCH_ARG_READER_H_
#define LUARIG_ENGINE_DISPATCH_ARG_READER_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace luarig {

// Arguments as numbers; each throws CommandError with the server's usual text when it is none.
int64_t IntegerArg(std::string_view word);  // ERR value is not an integer or out of range
double FloatArg(std::string_view word);     // ERR value is not a valid float
// An integer in [min, max], else ERR value is out of range, must be positive (or the text given).
int64_t IntegerArg(std::string_view word, int64_t min, int64_t max, std::string_view error);
// A count in [0, 2^63): ERR value is out of range, must be positive.
int64_t PositiveArg(std::string_view word);

// Reads a command's optional words from left to right: NX, COUNT n, LIMIT a b.
class ArgReader {
 public:
  ArgReader(std::span<const std::string_view> argv, size_t first) : argv_(argv), at_(first) {}

  bool done() const { return at_ >= argv_.size(); }
  size_t left() const { return argv_.size() - at_; }
  size_t position() const { return at_; }

  // The next word; a syntax error if there is none.
  std::string_view Next();
  int64_t NextInteger();
  double NextFloat();

  // Takes the next word if it is `keyword` in any letter case.
  bool Take(std::string_view keyword);
  // The same, but only if at least `arguments` more words follow it, as the server tests options.
  bool Take(std::string_view keyword, size_t arguments);

  // The rest of the words.
  std::span<const std::string_view> Rest() const { return argv_.subspan(at_); }
  // Takes `count` words. REQUIRES: count <= left().
  std::span<const std::string_view> Words(size_t count);

 private:
  std::span<const std::string_view> argv_;
  size_t at_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_ARG_READER_H_

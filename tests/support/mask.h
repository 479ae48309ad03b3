#ifndef LUARIG_TESTS_SUPPORT_MASK_H_
#define LUARIG_TESTS_SUPPORT_MASK_H_

#include <regex>
#include <string>

namespace luarig::test {

// A regular expression of a fact, as Python reads it, whose matches are not compared. What comes
// before a match may be asked for in front: (?<=literal) or (?<!literal).
class Mask {
 public:
  explicit Mask(const std::string& pattern);

  // `text` with "<*>" in the place of each match.
  std::string Apply(const std::string& text) const;
  // True if the whole text is one match.
  bool Covers(const std::string& text) const;

 private:
  bool StandsBehind(const std::string& text, size_t at) const;

  std::string before_;  // what must stand there, or must not
  bool wanted_ = true;
  std::regex regex_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_MASK_H_

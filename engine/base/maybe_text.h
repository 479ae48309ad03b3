#ifndef LUARIG_ENGINE_BASE_MAYBE_TEXT_H_
#define LUARIG_ENGINE_BASE_MAYBE_TEXT_H_

#include <optional>
#include <string_view>

namespace luarig {

// A text, or none: what optional<string_view> says, in two registers. A flag that is written as a
// byte and read again, at once, with what stands beside it makes a processor wait; what hot
// functions return is written and read in the same words.
class MaybeText {
 public:
  constexpr MaybeText() = default;
  constexpr MaybeText(std::nullopt_t) {}
  // REQUIRES: text.data() is not null.
  constexpr MaybeText(std::string_view text) : text_(text) {}

  constexpr explicit operator bool() const { return text_.data() != nullptr; }
  constexpr bool has_value() const { return text_.data() != nullptr; }
  // REQUIRES: there is one.
  constexpr std::string_view operator*() const { return text_; }
  constexpr const std::string_view* operator->() const { return &text_; }

  constexpr std::string_view value_or(std::string_view other) const {
    return has_value() ? text_ : other;
  }
  friend constexpr bool operator==(const MaybeText& one, std::string_view text) {
    return one.has_value() && *one == text;
  }

 private:
  std::string_view text_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_MAYBE_TEXT_H_

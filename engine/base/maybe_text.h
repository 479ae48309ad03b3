#ifndef LUARIG_ENGINE_BASE_MAYBE_TEXT_H_
#define LUARIG_ENGINE_BASE_MAYBE_TEXT_H_

#include <optional>
#include <string_view>

namespace luarig {

// A text, or none: what optional<string_view> says, in two registers. What hot functions return is
// written and read as a whole so; a flag that is written as a byte, and read again with what stands
// beside it, makes a processor wait as long as for thirty instructions.
class MaybeText {
 public:
  constexpr MaybeText() = default;
  constexpr MaybeText(std::nullopt_t) {}  // NOLINT(google-explicit-constructor)
  // REQUIRES: text.data() is not null.
  constexpr MaybeText(std::string_view text)
      : text_(text) {}  // NOLINT(google-explicit-constructor)

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

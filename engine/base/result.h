#ifndef LUARIG_ENGINE_BASE_RESULT_H_
#define LUARIG_ENGINE_BASE_RESULT_H_

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace luarig {

// Why something did not work, in words for a person.
struct Failure {
  std::string message;
};

// A value, or the reason why there is none. (std::expected is C++23.)
template <typename T>
class [[nodiscard]] Result {
 public:
  explicit(false) Result(T value) : state_(std::move(value)) {}
  explicit(false) Result(Failure failure) : state_(std::move(failure)) {}

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() { return *std::get_if<T>(&state_); }
  const T& value() const { return *std::get_if<T>(&state_); }
  T& operator*() { return value(); }
  T* operator->() { return &value(); }

  // REQUIRES: !ok().
  const std::string& error() const { return std::get_if<Failure>(&state_)->message; }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_RESULT_H_

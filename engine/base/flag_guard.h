#ifndef LUARIG_ENGINE_BASE_FLAG_GUARD_H_
#define LUARIG_ENGINE_BASE_FLAG_GUARD_H_

namespace luarig {

// Keeps a flag at a value for as long as it lives; then the flag is as it was before.
class FlagGuard {
 public:
  explicit FlagGuard(bool& flag, bool value = true) : flag_(flag), before_(flag) { flag_ = value; }
  ~FlagGuard() { flag_ = before_; }
  FlagGuard(const FlagGuard&) = delete;
  FlagGuard& operator=(const FlagGuard&) = delete;

 private:
  bool& flag_;
  bool before_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_FLAG_GUARD_H_

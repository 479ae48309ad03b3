#ifndef LUARIG_ENGINE_DEBUG_USE_LOG_H_
#define LUARIG_ENGINE_DEBUG_USE_LOG_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/text_hash.h"
#include "engine/debug/debugger.h"
#include "engine/debug/key_use.h"

namespace luarig {

// Which keys a run has used up to which moment. A run that is repeated uses the same, so moments
// that were noted once are not noted again.
class UseLog {
 public:
  // True if what is used at this moment is not noted yet.
  bool IsNews(Moment now) const { return until_ < now; }

  // A command has run. REQUIRES: IsNews(now).
  void Note(Moment now, int database, const std::vector<KeyUse>& uses, bool changed);

  // From that moment on the run may be another one.
  void ForgetAfter(Moment moment);

  // Those of up to `now`, in the order of their first use.
  std::vector<Debugger::UsedKey> Until(Moment now) const;

 private:
  struct Use {
    Debugger::UsedKey key;
    Moment first;
    std::optional<Moment> written;
  };
  Use& Find(Moment now, int database, std::string_view key);

  std::vector<Use> uses_;  // by `first`
  // Where in uses_ a name stands, of each database that has it.
  std::unordered_multimap<std::string, size_t, TextHash, std::equal_to<>> places_;
  Moment until_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_USE_LOG_H_

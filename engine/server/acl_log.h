#ifndef LUARIG_ENGINE_SERVER_ACL_LOG_H_
#define LUARIG_ENGINE_SERVER_ACL_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace luarig {

// What was refused, as ACL LOG shows it.
struct AclLogEntry {
  std::string_view reason;   // "command", "key", "channel", "auth"; static text
  std::string_view context;  // "toplevel", "multi", "lua", "module"; static text
  std::string object;        // the command, key or channel; of "auth" the word that AUTH came by
  std::string username;
  std::string client;  // a line as CLIENT LIST has them

  // Kept by the log.
  int64_t count = 0;
  uint64_t number = 0;     // from 0, never used again
  int64_t created_ms = 0;  // by the data clock
  int64_t updated_ms = 0;
};

// The newest refusals first. One like another of the last minute only adds to its count, if that
// is among the newest few.
class AclLog {
 public:
  void Add(AclLogEntry entry, int64_t now_ms);
  void Clear() { entries_.clear(); }
  const std::deque<AclLogEntry>& entries() const { return entries_; }
  // How often something was refused for that reason, whatever the entries say by now.
  uint64_t denied(std::string_view reason) const;
  void ForgetDenied() { denied_.clear(); }

  size_t max_entries = 128;  // acllog-max-len; obeyed when the next one is added

 private:
  std::deque<AclLogEntry> entries_;
  uint64_t next_number_ = 0;
  std::map<std::string_view, uint64_t> denied_;  // by reason
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_ACL_LOG_H_

#ifndef LUARIG_ENGINE_SERVER_SLOW_LOG_H_
#define LUARIG_ENGINE_SERVER_SLOW_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// The commands that took long, the latest first.
class SlowLog {
 public:
  struct Entry {
    int64_t id = 0;
    int64_t time = 0;               // seconds since 1970
    int64_t micros = 0;             // how long it took
    std::vector<std::string> argv;  // at most 32 words of at most 128 bytes, and what was left out
    std::string address;            // of the client; "?:0" inside scripts
    std::string client_name;
  };

  // `entry` comes with the time and the client; the words are cut here, those whose places are in
  // `redacted` made unreadable. At most `limit` entries stay.
  void Add(Entry entry, std::span<const std::string_view> argv, std::span<const size_t> redacted,
           size_t limit);
  void Clear() { entries_.clear(); }

  size_t size() const { return entries_.size(); }
  const std::deque<Entry>& entries() const { return entries_; }

 private:
  std::deque<Entry> entries_;
  int64_t next_id_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SLOW_LOG_H_

#ifndef LUARIG_ENGINE_SERVER_WATCHES_H_
#define LUARIG_ENGINE_SERVER_WATCHES_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luarig {

class Session;

// Who watches which key (WATCH). A change of one marks its watchers' transactions as touched.
class Watches {
 public:
  bool empty() const { return by_key_.empty(); }
  size_t keys() const { return by_key_.size(); }

  // Watching a key twice is watching it once.
  void Add(Session& session, int database, std::string_view key);
  // Ends all that `session` watches, and that something of it changed.
  void Forget(Session& session);
  void Touch(int database, std::string_view key);

 private:
  using Key = std::pair<int, std::string>;
  std::map<Key, std::vector<Session*>> by_key_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_WATCHES_H_

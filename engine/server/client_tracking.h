#ifndef LUARIG_ENGINE_SERVER_CLIENT_TRACKING_H_
#define LUARIG_ENGINE_SERVER_CLIENT_TRACKING_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>

namespace luarig {

// How a client wants to be told that keys it may have cached were changed: CLIENT TRACKING.
struct ClientTracking {
  // CLIENT CACHING: for the next command only.
  enum class Caching : uint8_t { kUnsaid, kYes, kNo };

  bool broadcast = false;  // of all keys with its prefixes, not of those it has read
  bool opt_in = false;     // reads count only after CLIENT CACHING YES
  bool opt_out = false;    // ... unless after CLIENT CACHING NO
  bool no_loop = false;    // not of its own changes
  Caching caching = Caching::kUnsaid;
  uint64_t redirect = 0;                        // the client that is told instead; 0: itself
  bool broken = false;                          // that client is gone
  std::set<std::string, std::less<>> prefixes;  // of broadcasts
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CLIENT_TRACKING_H_

#ifndef LUARIG_TESTS_SUPPORT_PEER_H_
#define LUARIG_TESTS_SUPPORT_PEER_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/target.h"
#include "engine/reply/reply.h"
#include "tests/support/oracle.h"
#include "tests/support/setting.h"

namespace luarig {
class Engine;
}

namespace luarig::test {

using Words = std::vector<std::string>;

// Something that answers commands as Redis does, or claims to: one client's view of it. What a
// peer cannot answer at all (a lost server) is a std::runtime_error.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual std::string_view name() const = 0;

  virtual Reply Run(std::span<const std::string> words) = 0;
  Reply Run(std::initializer_list<std::string> words) {
    return Run(std::span(words.begin(), words.size()));
  }

  // The protocol of the replies from here on, 2 or 3.
  virtual void Speak(int resp) = 0;

  // As new: no keys, scripts or functions, configuration and statistics as at the start, a client
  // that has just connected.
  virtual void Reset() = 0;

  // False if Run() has to pass these words around the peer's own way, so that the reply says
  // nothing about it.
  virtual bool Covers(std::span<const std::string> /*words*/) const { return true; }

  // The engine behind it, null for a server.
  virtual Engine* engine() { return nullptr; }
};

// Engine::Run. The data clock is the time of day.
std::unique_ptr<Peer> MakeEnginePeer(const Target& target, Setting setting = Setting::kPlain);

// The same engine with the words through redis.pcall in a script. Around it go: what scripts may
// not call, wrong arity (both have texts of their own in scripts), SELECT and everything between
// MULTI and EXEC (which are the client's), and more words than Lua's unpack() takes.
std::unique_ptr<Peer> MakeLuaPeer(const Target& target, Setting setting = Setting::kPlain);

// A connection to `oracle`, which must outlive the peer and was started for `setting`.
std::unique_ptr<Peer> MakeServerPeer(const Oracle& oracle, Setting setting = Setting::kPlain);

// What of `reply` is left on its way through a script: integers are doubles there, RESP2 has one
// null, RESP3's null ends an array and removes a map's field, maps and sets have no order (they
// are sorted here). Two replies went the same way if their views are equal.
Reply LuaView(Reply reply, int resp);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_PEER_H_

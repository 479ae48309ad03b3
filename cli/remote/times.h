#ifndef LUARIG_CLI_REMOTE_TIMES_H_
#define LUARIG_CLI_REMOTE_TIMES_H_

#include <cstdint>
#include <map>
#include <string>

namespace luarig {

// How the clock of a test, which stands still, goes together with that of a server, which does not.
// Milliseconds since 1970.
//
// A server's clock is ahead of the test's by a fixed amount and by the lag: the real time that the
// test has taken so far. A time that the fixture set comes back exactly. Of any other it is only
// known that it was set some time within the lag, so it is the test's clock plus the roundest TTL
// that fits (whole seconds before tenths): EXPIRE key 60 reads as 60 seconds however long the test
// takes. A time that was read once reads the same until it changes.
class TestTimes {
 public:
  // The test's clock stands at `test_ms` when the server's shows `server_ms`.
  void Start(int64_t test_ms, int64_t server_ms);
  // Real time since Start(), and how much of it the test's clock was moved by.
  void SetElapsed(int64_t real_ms, int64_t moved_ms);

  int64_t ToServer(int64_t test_ms) const { return test_ms + ahead_; }
  // Of a time that the test's clock had when it was set.
  int64_t Exactly(int64_t server_ms) const { return server_ms - ahead_; }
  // Of any time of `what` (a key, or a field of one), which is not over on the server.
  int64_t ToTest(const std::string& what, int64_t server_ms);

  int64_t now_ms() const { return start_ms_ + moved_ms_; }

 private:
  struct Read {
    int64_t server_ms = 0;
    int64_t test_ms = 0;
  };

  int64_t start_ms_ = 0;
  int64_t ahead_ = 0;
  int64_t moved_ms_ = 0;
  int64_t lag_ms_ = 0;
  std::map<std::string, Read> read_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_TIMES_H_

#ifndef LUARIG_CLI_SERVE_POLLER_H_
#define LUARIG_CLI_SERVE_POLLER_H_

#include <cstddef>
#include <vector>

#include "cli/serve/socket.h"

namespace luarig {

// Tells which of many file descriptors can be read or written: epoll on Linux, poll elsewhere.
// Holds no callbacks, so it can be asked again while its last answer is being worked on.
class Poller {
 public:
  struct Ready {
    int fd;
    bool readable;  // or at its end, or broken: a read tells
    bool writable;
  };

  Poller();

  // Reading is always wanted; writing while `write`. REQUIRES: `fd` is open, and added once.
  void Add(int fd, bool write = false);
  void Want(int fd, bool write);
  // REQUIRES: before `fd` is closed.
  void Remove(int fd);

  // What is ready, after at most `timeout_ms` (0: at once); nothing if a signal came.
  std::vector<Ready> Wait(int timeout_ms);

 private:
  struct Entry {
    int fd;
    bool write;
  };

  Socket epoll_;                // not open where there is none
  std::vector<Entry> entries_;  // then all of them
  size_t added_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_POLLER_H_

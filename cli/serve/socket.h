#ifndef LUARIG_CLI_SERVE_SOCKET_H_
#define LUARIG_CLI_SERVE_SOCKET_H_

#include <cstdint>
#include <string>
#include <vector>

namespace luarig {

// An owned file descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

// Listening sockets, non-blocking. Both throw UsageError that says what is in the way.
// REQUIRES: IsAddress(address).
Socket ListenOnPort(const std::string& address, uint16_t port);
// A socket file that nobody answers on is taken over; anything else at `path` is left alone.
Socket ListenOnPath(const std::string& path);

// The port that a TCP socket listens on.
uint16_t PortOf(const Socket& socket);

// The next client, non-blocking; not open if there is none. `listener` listens.
Socket AcceptFrom(const Socket& listener);
// After that: whether the process may have no more files.
bool OutOfFiles();
// An open file that is good for nothing else.
Socket SpareFile();

// True for a socket with a path.
bool IsUnix(const Socket& socket);

// "127.0.0.1:53012", "[::1]:53012" or "/path:0": the near and the far end.
std::string NearAddress(const Socket& socket);
std::string FarAddress(const Socket& socket);

// The path of the first unix socket among them; "" if there is none.
std::string UnixPathOf(const std::vector<Socket>& listeners);

// True for IPv4 and IPv6 addresses in figures.
bool IsAddress(const std::string& text);
// True for addresses that only this machine reaches.
bool IsLoopback(const std::string& address);

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_SOCKET_H_

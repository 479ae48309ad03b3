#include "cli/serve/socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

// Any of the families of addresses that a socket may have.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::string Shown(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.storage.ss_family == AF_INET) {
    const auto& ip = reinterpret_cast<const sockaddr_in&>(address.storage);
    inet_ntop(AF_INET, &ip.sin_addr, text.data(), text.size());
    return StrCat(text.data(), ":", ntohs(ip.sin_port));
  }
  if (address.storage.ss_family == AF_INET6) {
    const auto& ip = reinterpret_cast<const sockaddr_in6&>(address.storage);
    inet_ntop(AF_INET6, &ip.sin6_addr, text.data(), text.size());
    return StrCat("[", text.data(), "]:", ntohs(ip.sin6_port));
  }
  const auto& path = reinterpret_cast<const sockaddr_un&>(address.storage);
  return StrCat(path.sun_path, ":0");
}

// Its family is AF_UNSPEC if `text` is no address.
Address ParseAddress(const std::string& text, uint16_t port) {
  Address address;
  auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.size = sizeof(v4);
  } else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.size = sizeof(v6);
  }
  return address;
}

sockaddr_un PathAddress(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    throw UsageError(StrCat("--unix ", path, ": longer than the ", sizeof(address.sun_path) - 1,
                            " bytes that a socket's path may have"));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

bool SomebodyAnswers(const sockaddr_un& address) {
  const Socket probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return connect(probe.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

void SetNonBlocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

}  // namespace

Socket::~Socket() { Close(); }

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void Socket::Close() {
  if (open()) close(std::exchange(fd_, -1));
}

Socket ListenOnPort(const std::string& address, uint16_t port) {
  Address where = ParseAddress(address, port);
  Socket listener(socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(listener.fd(), where.get(), where.size) != 0 || listen(listener.fd(), SOMAXCONN) != 0) {
    const char* way_out = errno == EADDRINUSE ? "; another server has it: stop that one, or use "
                                                "--port auto"
                                              : "";
    throw UsageError(
        StrCat("cannot listen on ", address, " port ", port, ": ", std::strerror(errno), way_out));
  }
  SetNonBlocking(listener.fd());
  return listener;
}

Socket ListenOnPath(const std::string& path) {
  const sockaddr_un where = PathAddress(path);
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode))
      throw UsageError(StrCat("--unix ", path, ": there is a file, and it is no socket"));
    if (SomebodyAnswers(where))
      throw UsageError(StrCat("--unix ", path, ": another server answers there"));
    unlink(path.c_str());  // left over from a server that is gone
  }
  Socket listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(listener.fd(), reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0 ||
      listen(listener.fd(), SOMAXCONN) != 0) {
    throw UsageError(StrCat("cannot listen on ", path, ": ", std::strerror(errno)));
  }
  SetNonBlocking(listener.fd());
  return listener;
}

uint16_t PortOf(const Socket& socket) {
  Address address;
  getsockname(socket.fd(), address.get(), &address.size);
  return address.storage.ss_family == AF_INET6
             ? ntohs(reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port)
             : ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
}

Socket AcceptFrom(const Socket& listener) {
  Socket client(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  const int on = 1;                   // refused on unix sockets, which never wait anyway
  if (!client.open()) return client;  // errno says why
  setsockopt(client.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return client;
}

bool IsUnix(const Socket& socket) {
  Address address;
  getsockname(socket.fd(), address.get(), &address.size);
  return address.storage.ss_family == AF_UNIX;
}

std::string NearAddress(const Socket& socket) {
  Address address;
  getsockname(socket.fd(), address.get(), &address.size);
  return Shown(address);
}

std::string FarAddress(const Socket& socket) {
  Address address;
  getpeername(socket.fd(), address.get(), &address.size);
  // The far end of a unix socket has no name; the server shows its own.
  return address.storage.ss_family == AF_UNIX ? NearAddress(socket) : Shown(address);
}

bool OutOfFiles() { return errno == EMFILE || errno == ENFILE; }

Socket SpareFile() { return Socket(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

std::string UnixPathOf(const std::vector<Socket>& listeners) {
  for (const Socket& listener : listeners) {
    Address address;
    getsockname(listener.fd(), address.get(), &address.size);
    if (address.storage.ss_family == AF_UNIX)
      return reinterpret_cast<const sockaddr_un&>(address.storage).sun_path;
  }
  return "";
}

bool IsAddress(const std::string& text) {
  return ParseAddress(text, 0).storage.ss_family != AF_UNSPEC;
}

bool IsLoopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

}  // namespace luarig

#include "cli/serve/poller.h"

#include <algorithm>

#ifdef __linux__
#include <sys/epoll.h>
#else
#include <poll.h>
#endif

namespace luarig {

#ifdef __linux__

namespace {

epoll_event Interest(int fd, bool write) {
  epoll_event event{};
  event.events = write ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.fd = fd;
  return event;
}

}  // namespace

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

void Poller::Add(int fd, bool write) {
  epoll_event event = Interest(fd, write);
  epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, fd, &event);
  ++added_;
}

void Poller::Want(int fd, bool write) {
  epoll_event event = Interest(fd, write);
  epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, fd, &event);
}

void Poller::Remove(int fd) {
  epoll_ctl(epoll_.fd(), EPOLL_CTL_DEL, fd, nullptr);
  --added_;
}

std::vector<Poller::Ready> Poller::Wait(int timeout_ms) {
  constexpr size_t kAtOnce = 1024;
  std::vector<epoll_event> events(std::clamp<size_t>(added_, 1, kAtOnce));
  const int count =
      epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), timeout_ms);
  std::vector<Ready> ready;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    ready.push_back({.fd = event.data.fd,
                     .readable = (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0,
                     .writable = (event.events & EPOLLOUT) != 0});
  }
  return ready;
}

#else

Poller::Poller() = default;

void Poller::Add(int fd, bool write) { entries_.push_back({fd, write}); }

void Poller::Want(int fd, bool write) {
  std::ranges::find(entries_, fd, &Entry::fd)->write = write;
}

void Poller::Remove(int fd) {
  std::erase_if(entries_, [fd](const Entry& entry) { return entry.fd == fd; });
}

std::vector<Poller::Ready> Poller::Wait(int timeout_ms) {
  std::vector<pollfd> polled;
  for (const Entry& entry : entries_) {
    const int events = entry.write ? POLLIN | POLLOUT : POLLIN;
    polled.push_back({.fd = entry.fd, .events = static_cast<short>(events), .revents = 0});
  }
  std::vector<Ready> ready;
  if (poll(polled.data(), static_cast<nfds_t>(polled.size()), timeout_ms) <= 0) return ready;
  for (const pollfd& entry : polled) {
    if (entry.revents == 0) continue;
    ready.push_back({.fd = entry.fd,
                     .readable = (entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0,
                     .writable = (entry.revents & POLLOUT) != 0});
  }
  return ready;
}

#endif

}  // namespace luarig

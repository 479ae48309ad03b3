#include "cli/debug/dap_transport.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr std::string_view kEndOfHeader = "\r\n\r\n";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The length that the lines of a header announce; nothing if they do not.
std::optional<int64_t> AnnouncedLength(std::string_view header) {
  std::optional<int64_t> length;
  while (!header.empty()) {
    const std::string_view line = header.substr(0, header.find("\r\n"));
    header.remove_prefix(std::min(header.size(), line.size() + 2));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!EqualsIgnoreCase(Trimmed(line.substr(0, colon)), "Content-Length")) continue;
    length = ParseInteger(Trimmed(line.substr(colon + 1)));
    if (!length) return std::nullopt;
  }
  return length;
}

// A client that takes nothing for so long is as good as gone.
constexpr int kWriteMillis = 10'000;

// False if it takes longer.
bool CanWriteSoon(int fd) {
  pollfd wanted{.fd = fd, .events = POLLOUT, .revents = 0};
  return poll(&wanted, 1, kWriteMillis) != 0;
}

}  // namespace

void DapFramer::Push(std::string_view bytes) {
  if (!error_.empty()) return;
  bytes_.erase(0, std::exchange(at_, 0));
  bytes_ += bytes;
}

void DapFramer::Refuse(std::string why) {
  error_ = std::move(why);
  bytes_.clear();
  at_ = 0;
}

bool DapFramer::ReadHeader() {
  const std::string_view rest = std::string_view(bytes_).substr(at_);
  const size_t end = rest.substr(0, kMostHeader).find(kEndOfHeader);
  if (end == std::string_view::npos) {
    if (rest.size() >= kMostHeader) {
      Refuse(StrCat("no message of the Debug Adapter Protocol begins in ", kMostHeader,
                    " bytes; is this a debugger's client?"));
    }
    return false;
  }
  const auto length = AnnouncedLength(rest.substr(0, end));
  if (!length || *length < 0) {
    Refuse(StrCat("a message's header has no Content-Length that is a number: ",
                  Quote(rest.substr(0, std::min<size_t>(end, 80)))));
    return false;
  }
  if (static_cast<uint64_t>(*length) > kMostMessage) {
    Refuse(StrCat("a message of ", *length, " bytes; at most ", kMostMessage, " are taken"));
    return false;
  }
  size_ = static_cast<size_t>(*length);
  at_ += end + kEndOfHeader.size();
  return true;
}

std::optional<std::string> DapFramer::Next() {
  if (!size_ && !ReadHeader()) return std::nullopt;
  if (bytes_.size() - at_ < *size_) return std::nullopt;
  std::string message = bytes_.substr(at_, *size_);
  at_ += *std::exchange(size_, std::nullopt);
  return message;
}

std::string DapFrame(std::string_view message) {
  return StrCat("Content-Length: ", message.size(), kEndOfHeader, message);
}

bool DapDescriptors::Fill(Wait wait) {
  pollfd wanted{.fd = in_, .events = POLLIN, .revents = 0};
  const int ready = poll(&wanted, 1, wait == Wait::kYes ? -1 : 0);
  if (ready < 0 && errno == EINTR) return wait == Wait::kYes;
  if (ready == 0) return false;
  std::array<char, 64 << 10> buffer{};
  const ssize_t got = read(in_, buffer.data(), buffer.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return wait == Wait::kYes;
  if (got <= 0) {
    over_ = true;
    return false;
  }
  framer_.Push({buffer.data(), static_cast<size_t>(got)});
  return true;
}

std::optional<std::string> DapDescriptors::Read(Wait wait) {
  for (;;) {
    if (auto message = framer_.Next()) return message;
    if (!framer_.error().empty()) over_ = true;
    if (over_ || !Fill(wait)) return std::nullopt;
  }
}

void DapDescriptors::Write(std::string_view message) {
  const std::string framed = DapFrame(message);
  std::string_view rest = framed;
  while (!rest.empty() && !deaf_) {
    const ssize_t wrote = write(out_, rest.data(), rest.size());
    if (wrote > 0) {
      rest.remove_prefix(static_cast<size_t>(wrote));
    } else if (wrote < 0 && errno == EAGAIN) {
      deaf_ = !CanWriteSoon(out_);
    } else if (wrote >= 0 || errno != EINTR) {
      deaf_ = true;
    }
  }
  over_ = over_ || deaf_;
}

}  // namespace luarig

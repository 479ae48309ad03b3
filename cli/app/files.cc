#include "cli/app/files.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

// The file that is being written, for the signal handler; "" for none.
std::array<char, PATH_MAX> unfinished_file{};

volatile std::sig_atomic_t counting_interrupts = 0;
volatile std::sig_atomic_t interrupts = 0;
std::atomic<bool (*)()> diverted = nullptr;

[[noreturn]] void Refuse(std::string_view verb, const std::string& path) {
  throw UsageError(StrCat("cannot ", verb, " ", path, ": ", std::strerror(errno)));
}

// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// A file beside the one that is meant; removed unless Rename() was reached.
class Draft {
 public:
  Draft(const std::string& path, mode_t mode) : path_(path + ".luarig-XXXXXX"), target_(path) {
    if (path_.size() >= unfinished_file.size()) {
      errno = ENAMETOOLONG;
      Refuse("write", path);
    }
    file_ = std::make_unique<Descriptor>(mkstemp(path_.data()));
    if (file_->number() < 0) Refuse("write", path);
    std::memcpy(unfinished_file.data(), path_.c_str(), path_.size() + 1);
    if (fchmod(file_->number(), mode) != 0) Fail();
  }
  ~Draft() {
    if (unfinished_file[0] == '\0') return;
    unlink(path_.c_str());
    unfinished_file[0] = '\0';
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void Write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = write(file_->number(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) Fail();
      content.remove_prefix(static_cast<size_t>(written));
    }
  }
  void Rename() {
    if (fsync(file_->number()) != 0 && errno != EINVAL) Fail();
    if (rename(path_.c_str(), target_.c_str()) != 0) Fail();
    unfinished_file[0] = '\0';
  }

 private:
  [[noreturn]] void Fail() {
    const int error = errno;
    unlink(path_.c_str());
    unfinished_file[0] = '\0';
    errno = error;
    Refuse("write", target_);
  }

  std::string path_;
  std::string target_;
  std::unique_ptr<Descriptor> file_;
};

void OnInterrupt(int) {
  constexpr int kLast = 3;
  if (const auto to = diverted.load(); to != nullptr && to()) return;
  if (counting_interrupts != 0) {
    interrupts = interrupts + 1;
    if (interrupts < kLast) return;
  }
  if (unfinished_file[0] != '\0') unlink(unfinished_file.data());
  _exit(static_cast<int>(ExitCode::kInterrupted));
}

}  // namespace

std::optional<std::filesystem::file_time_type> WrittenAt(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  return error ? std::nullopt : std::optional(time);
}

void WaitUntil(const std::function<bool()>& has_happened) {
  constexpr auto kLook = std::chrono::milliseconds(200);
  do {
    std::this_thread::sleep_for(kLook);
  } while (!has_happened());
}

std::string Resolved(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  return real == nullptr ? path : std::string(real.get());
}

std::string ReadFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) Refuse("read", path);
  constexpr size_t kAtFirst = 65536;
  struct stat info {};
  const bool sized = fstat(file.number(), &info) == 0 && info.st_size > 0;
  // A byte more, to see the end without growing.
  std::string content(sized ? static_cast<size_t>(info.st_size) + 1 : kAtFirst, '\0');
  for (size_t size = 0;;) {
    if (size == content.size()) content.resize(2 * size);
    const ssize_t got = read(file.number(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Refuse("read", path);
    size += static_cast<size_t>(got);
    if (got > 0) continue;
    content.resize(size);
    return content;
  }
}

void WriteFile(const std::string& path, std::string_view content) {
  const std::string target = Resolved(path);  // so that a link itself is not replaced
  struct stat info {};
  const bool exists = stat(target.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    Refuse("write", path);
  }
  if (exists && !S_ISREG(info.st_mode)) {  // a pipe or a device: there is nothing to keep whole
    const Descriptor device(open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (device.number() < 0) Refuse("write", path);
    while (!content.empty()) {
      const ssize_t written = write(device.number(), content.data(), content.size());
      if (written < 0 && errno != EINTR) Refuse("write", path);
      if (written > 0) content.remove_prefix(static_cast<size_t>(written));
    }
    return;
  }
  if (exists && access(target.c_str(), W_OK) != 0) Refuse("write", path);
  const mode_t mask = umask(0);
  umask(mask);
  Draft draft(target, exists ? info.st_mode & 07777 : 0666 & ~mask);
  draft.Write(content);
  draft.Rename();
}

void InstallInterrupt() {
  struct sigaction action {};
  sigaction(SIGINT, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;  // whoever started us wants it so
  action.sa_handler = OnInterrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

void CountInterrupts() {
  interrupts = 0;
  counting_interrupts = 1;
}

void StopCountingInterrupts() { counting_interrupts = 0; }

int InterruptsSoFar() { return interrupts; }

void DivertInterrupts(bool (*to)()) { diverted = to; }

}  // namespace luarig

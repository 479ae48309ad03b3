#include "cli/app/progress.h"

#include <ostream>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr size_t kCells = 30;

}  // namespace

Progress::Progress(Console& console, std::string what)
    : console_(console),
      what_(std::move(what)),
      next_(std::chrono::steady_clock::now() + kPatience) {}

void Progress::Show(size_t done, size_t total) {
  if (!console_.err_is_terminal || total == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  shown_ = true;
  const size_t filled = done * kCells / total;
  console_.err << StrCat("\r", what_, " [", std::string(filled, '#'),
                         std::string(kCells - filled, '.'), "] ", done * 100 / total, "%")
               << std::flush;
}

void Progress::Clear() {
  if (shown_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

}  // namespace luarig

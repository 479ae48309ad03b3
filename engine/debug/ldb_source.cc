#include "engine/debug/ldb_source.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "engine/base/bytes.h"

namespace luarig {

LdbSource::LdbSource(std::string_view script)
    : text_(script.substr(0, script.find_last_not_of("\r\n") + 1)) {
  std::string_view rest = text_;
  if (rest.empty()) return;
  for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines_.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  lines_.push_back(rest);
}

bool LdbSource::IsBreakpoint(int line) const {
  return std::ranges::find(breakpoints_, line) != breakpoints_.end();
}

bool LdbSource::Add(int line) {
  if (line <= 0 || static_cast<size_t>(line) > lines_.size() || IsBreakpoint(line)) return false;
  breakpoints_.push_back(line);
  return true;
}

bool LdbSource::Remove(int line) {
  const auto found = std::ranges::find(breakpoints_, line);
  if (found == breakpoints_.end()) return false;
  // The server moves as many bytes down as there are numbers: so it drops one of those behind, and
  // shows another twice.
  const auto left = static_cast<size_t>(breakpoints_.end() - found) - 1;
  if (left != 0) std::memmove(&*found, &*found + 1, left);
  breakpoints_.pop_back();
  return true;
}

std::string LdbSource::Shown(int line, int current) const {
  const bool is_here = line == current;
  std::string number = StrCat(line);
  constexpr size_t kWidth = 3;
  number.resize(std::max(number.size(), kWidth), ' ');
  const bool known = line > 0 && static_cast<size_t>(line) <= lines_.size();
  return StrCat(is_here ? "->" : "  ", IsBreakpoint(line) ? "#" : " ", number, " ",
                known ? lines_[static_cast<size_t>(line) - 1]
                      : std::string_view("<out of range source code line>"));
}

std::vector<std::string> LdbSource::Around(int line, int context, int current) const {
  std::vector<std::string> shown;
  for (int at = 1; at <= static_cast<int>(lines_.size()); ++at) {
    if (line == 0 || std::abs(line - at) <= context) shown.push_back(Shown(at, current));
  }
  return shown;
}

}  // namespace luarig

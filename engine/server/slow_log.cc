#include "engine/server/slow_log.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kMaxWords = 32;
constexpr size_t kMaxWordSize = 128;

std::string Cut(std::string_view word) {
  if (word.size() <= kMaxWordSize) return std::string(word);
  return StrCat(word.substr(0, kMaxWordSize), "... (", word.size() - kMaxWordSize, " more bytes)");
}

}  // namespace

void SlowLog::Add(Entry entry, std::span<const std::string_view> argv,
                  std::span<const size_t> redacted, size_t limit) {
  entry.id = next_id_++;
  // The last word says how many are missing.
  const size_t shown = argv.size() > kMaxWords ? kMaxWords - 1 : argv.size();
  for (size_t i = 0; i < shown; ++i) {
    const bool hidden = std::ranges::find(redacted, i) != redacted.end();
    entry.argv.push_back(hidden ? "(redacted)" : Cut(argv[i]));
  }
  if (shown < argv.size())
    entry.argv.push_back(StrCat("... (", argv.size() - shown, " more arguments)"));
  entries_.push_front(std::move(entry));
  if (entries_.size() > limit) entries_.resize(limit);
}

}  // namespace luarig

#include "engine/debug/ldb_protocol.h"

#include <algorithm>
#include <cstdlib>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr int kMost = 1024;  // words, and bytes of a word

// Takes what stands before the next line end, with it; false if that has not come.
bool TakeLine(std::string_view& bytes, std::string_view& line) {
  const size_t end = bytes.find(kLineEnd);
  if (end == std::string_view::npos) return false;
  line = bytes.substr(0, end);
  bytes.remove_prefix(end + kLineEnd.size());
  return true;
}

LdbWords Of(LdbWords::State state) { return {.state = state, .words = {}}; }

// Takes one word; kWhole if that worked.
LdbWords::State TakeWord(std::string_view& bytes, std::vector<std::string>& words) {
  using State = LdbWords::State;
  std::string_view line;
  if (bytes.empty()) return State::kMissing;
  if (bytes.front() != '$') return State::kBroken;
  if (!TakeLine(bytes, line)) return State::kMissing;
  const int size = LdbNumber(line.substr(1));
  if (size <= 0 || size > kMost) return State::kBroken;
  const auto bytes_of_word = static_cast<size_t>(size);
  if (bytes.size() < bytes_of_word + kLineEnd.size()) return State::kMissing;
  if (bytes.substr(bytes_of_word, kLineEnd.size()) != kLineEnd) return State::kBroken;
  words.emplace_back(bytes.substr(0, bytes_of_word));
  bytes.remove_prefix(bytes_of_word + kLineEnd.size());
  return State::kWhole;
}

}  // namespace

LdbWords ReadLdbWords(std::string_view bytes) {
  using State = LdbWords::State;
  if (bytes.empty()) return Of(State::kMissing);
  const size_t start = bytes.find('*');
  if (start == std::string_view::npos) return Of(State::kBroken);
  bytes.remove_prefix(start);
  std::string_view line;
  if (!TakeLine(bytes, line)) return Of(State::kMissing);
  const int count = LdbNumber(line.substr(1));
  if (count <= 0 || count > kMost) return Of(State::kBroken);

  LdbWords read = Of(State::kWhole);
  for (int i = 0; i < count; ++i) {
    const State state = TakeWord(bytes, read.words);
    if (state != State::kWhole) return Of(state);
  }
  return read;
}

std::string WriteLdbLines(std::span<const std::string> lines) {
  std::string out = StrCat("*", lines.size(), kLineEnd);
  for (const std::string& line : lines) {
    const size_t start = out.size();
    out += '+';
    out += line;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
        [](char c) { return c == '\r' || c == '\n'; }, ' ');
    out += kLineEnd;
  }
  return out;
}

int LdbNumber(std::string_view text) {
  return static_cast<int>(std::strtol(std::string(text).c_str(), nullptr, 10));
}

}  // namespace luarig

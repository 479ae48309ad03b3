// Both readers of RESP: however the bytes are cut into pieces, the same commands and replies come
// out. The first byte says how long the pieces are.

#include <span>
#include <string>
#include <vector>

#include "engine/reply/resp_reader.h"
#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

using Words = std::vector<std::string>;

Words Copy(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }
Reply Copy(Reply& reply) { return std::move(reply); }

// Feeds `bytes` in pieces of that many and takes what is complete after each.
template <typename Reader, typename Item>
std::vector<Item> ReadAll(Reader& reader, std::string_view bytes, size_t piece) {
  std::vector<Item> items;
  for (size_t begin = 0; begin < bytes.size(); begin += piece) {
    reader.Feed(bytes.substr(begin, piece));
    while (auto item = reader.Next()) items.push_back(Copy(*item));
  }
  return items;
}

void ReadCommands(std::string_view bytes, size_t piece) {
  CommandReader whole;
  CommandReader pieces;
  const auto expected = ReadAll<CommandReader, Words>(whole, bytes, bytes.size());
  const auto read = ReadAll<CommandReader, Words>(pieces, bytes, piece);
  Require(read == expected, "commands do not depend on how they arrive");
  Require(pieces.error() == whole.error(), "nor do protocol errors:", pieces.error());
}

void ReadReplies(std::string_view bytes, size_t piece) {
  ReplyReader whole;
  ReplyReader pieces;
  const auto expected = ReadAll<ReplyReader, Reply>(whole, bytes, bytes.size());
  const auto read = ReadAll<ReplyReader, Reply>(pieces, bytes, piece);
  Require(read == expected, "replies do not depend on how they arrive");
  Require(pieces.broken() == whole.broken(), "nor does it when they are broken");
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes = luarig::test::InputText(data + 1, size - 1);
  const size_t piece = 1 + data[0] % 16;
  luarig::test::ReadCommands(bytes, piece);
  luarig::test::ReadReplies(bytes, piece);
  return 0;
}

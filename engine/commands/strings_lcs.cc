// LCS: the longest common subsequence of two strings.
// Redis documentation: https://redis.io/docs/latest/commands/lcs/

#include "engine/commands/strings_lcs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/number.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

struct LcsOptions {
  bool length_only = false;
  bool indexes = false;
  bool with_match_length = false;
  size_t min_match_length = 0;
};

LcsOptions ReadOptions(const Call& call) {
  LcsOptions options;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("IDX")) {
      options.indexes = true;
    } else if (args.Take("LEN")) {
      options.length_only = true;
    } else if (args.Take("WITHMATCHLEN")) {
      options.with_match_length = true;
    } else if (args.Take("MINMATCHLEN", 1)) {
      options.min_match_length = static_cast<size_t>(std::max<int64_t>(args.NextInteger(), 0));
    } else {
      throw CommandError::Syntax();
    }
  }
  if (options.indexes && options.length_only) {
    throw CommandError("ERR If you want both the length and indexes, please just use IDX.");
  }
  return options;
}

// The string at a key, empty if there is none.
std::string_view TextArg(Call& call, std::string_view key, NumberText& scratch) {
  const Entry* entry = call.keys.FindEntry(key);
  if (entry == nullptr) return {};
  if (entry->type() != ValueType::kString)
    throw CommandError("ERR The specified keys must contain string values");
  return entry->Text(scratch);
}

// Lengths of the longest common subsequences of all pairs of prefixes.
class LcsTable {
 public:
  // Throws CommandError if it would be larger than `limit` bytes.
  LcsTable(std::string_view a, std::string_view b, int64_t limit) : columns_(b.size() + 1) {
    if (a.size() >= UINT32_MAX - 1 || b.size() >= UINT32_MAX - 1)
      throw CommandError("ERR String too long for LCS");
    const size_t cells = (a.size() + 1) * columns_;
    if (cells > static_cast<size_t>(limit) / sizeof(uint32_t)) {
      throw CommandError(
          "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }
    lengths_.resize(cells);
    for (size_t i = 1; i <= a.size(); ++i) {
      for (size_t j = 1; j <= b.size(); ++j) {
        lengths_[i * columns_ + j] =
            a[i - 1] == b[j - 1] ? At(i - 1, j - 1) + 1 : std::max(At(i - 1, j), At(i, j - 1));
      }
    }
  }

  // For the first `i` bytes of one and the first `j` of the other.
  uint32_t At(size_t i, size_t j) const { return lengths_[i * columns_ + j]; }

 private:
  size_t columns_;
  std::vector<uint32_t> lengths_;
};

// A run of bytes that both have, as positions of the first.
struct Match {
  size_t a;
  size_t b;
  size_t length;
};

// Walks back from the end; where both ways are as long, in the second string, as the server does.
std::vector<Match> FindMatches(std::string_view a, std::string_view b, const LcsTable& table) {
  std::vector<Match> matches;  // last first
  size_t i = a.size();
  size_t j = b.size();
  while (i > 0 && j > 0) {
    if (a[i - 1] == b[j - 1]) {
      --i;
      --j;
      const bool extends =
          !matches.empty() && matches.back().a == i + 1 && matches.back().b == j + 1;
      if (extends) {
        matches.back() = {i, j, matches.back().length + 1};
      } else {
        matches.push_back({i, j, 1});
      }
    } else if (table.At(i - 1, j) > table.At(i, j - 1)) {
      --i;
    } else {
      --j;
    }
  }
  return matches;
}

void ReplyRange(Call& call, size_t first, size_t length) {
  call.reply.Array(2);
  call.reply.Integer(static_cast<int64_t>(first));
  call.reply.Integer(static_cast<int64_t>(first + length - 1));
}

void ReplyMatches(Call& call, const LcsOptions& options, std::vector<Match> matches,
                  uint32_t length) {
  std::erase_if(matches,
                [&](const Match& match) { return match.length < options.min_match_length; });
  call.reply.Map(2);
  call.reply.Bulk("matches");
  call.reply.Array(matches.size());
  for (const Match& match : matches) {
    call.reply.Array(options.with_match_length ? 3 : 2);
    ReplyRange(call, match.a, match.length);
    ReplyRange(call, match.b, match.length);
    if (options.with_match_length) call.reply.Integer(static_cast<int64_t>(match.length));
  }
  call.reply.Bulk("len");
  call.reply.Integer(length);
}

}  // namespace

void Lcs(Call& call) {
  NumberText a_scratch;
  NumberText b_scratch;
  const std::string_view a = TextArg(call, call.argv[1], a_scratch);
  const std::string_view b = TextArg(call, call.argv[2], b_scratch);
  const LcsOptions options = ReadOptions(call);
  const LcsTable table(a, b, call.server.directives.proto_max_bulk_len);
  const uint32_t length = table.At(a.size(), b.size());
  if (options.length_only) return call.reply.Integer(length);

  std::vector<Match> matches = FindMatches(a, b, table);
  if (options.indexes) return ReplyMatches(call, options, std::move(matches), length);
  std::ranges::reverse(matches);
  std::string common;
  common.reserve(length);
  for (const Match& match : matches) common += a.substr(match.a, match.length);
  call.reply.Bulk(common);
}

}  // namespace luarig

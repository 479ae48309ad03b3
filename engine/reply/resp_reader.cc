#include "engine/reply/resp_reader.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

using Kind = Reply::Kind;

// An announced size must not allocate before its elements come.
constexpr uint64_t kMaxReserved = 1024;

// Limits of the server: the longest line that may wait for its end, and what a client may send
// before it has authenticated.
constexpr size_t kMaxLine = size_t{64} << 10;
constexpr int64_t kMaxUnauthenticatedWords = 10;
constexpr int64_t kMaxUnauthenticatedBulk = 16384;

std::optional<int64_t> ParseLength(std::string_view text, int64_t limit) {
  const std::optional<int64_t> length = ParseInteger(text);
  if (!length || *length < 0 || *length > limit) return std::nullopt;
  return length;
}

}  // namespace

void ByteQueue::Feed(std::string_view bytes) {
  // Moves the unread rest only when at least as much was read before it.
  if (start_ != 0 && start_ >= size()) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
  bytes_ += bytes;
}

void ByteQueue::Consume(size_t count) {
  assert(count <= size());
  start_ += count;
  searched_ = 0;
}

size_t ByteQueue::Find(char wanted, bool blind_to_nul) {
  const std::string_view rest = unread();
  const size_t at = rest.find(wanted, searched_);
  const size_t nul =
      blind_to_nul ? rest.substr(0, at).find('\0', searched_) : std::string_view::npos;
  if (nul != std::string_view::npos) {
    searched_ = nul;
    return std::string_view::npos;
  }
  searched_ = at == std::string_view::npos ? rest.size() : at;
  return at;
}

std::optional<Reply> ReplyReader::Next() {
  while (!broken_ && !done_ && (blob_type_ != 0 ? ReadBlob() : ReadItem())) {
  }
  if (broken_) return std::nullopt;
  return std::exchange(done_, std::nullopt);
}

// Reads one line. False while its end has not come.
bool ReplyReader::ReadItem() {
  const size_t end = input_.Find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view line = input_.unread().substr(0, end);
  if (line.size() < 2 || line.back() != '\r') {
    Break();
    return false;
  }
  ReadLine(line.front(), line.substr(1, line.size() - 2));
  input_.Consume(end + 1);
  return true;
}

void ReplyReader::ReadLine(char type, std::string_view text) {
  switch (type) {
    case '+':
      return Add({.kind = Kind::kStatus, .text = std::string(text)});
    case '-':
      return Add({.kind = Kind::kError, .text = std::string(text)});
    case ',':
      return Add({.kind = Kind::kDouble, .text = std::string(text)});
    case '(':
      return Add({.kind = Kind::kBigNumber, .text = std::string(text)});
    case '_':
      return text.empty() ? Add({.kind = Kind::kNull}) : Break();
    case '#':
      if (text != "t" && text != "f") return Break();
      return Add({.kind = Kind::kBool, .integer = text == "t" ? 1 : 0});
    case ':': {
      const std::optional<int64_t> value = ParseInteger(text);
      return value ? Add({.kind = Kind::kInteger, .integer = *value}) : Break();
    }
    case '$':
      if (text == "-1") return Add({.kind = Kind::kNull});
      return StartBlob(type, text);
    case '=':
    case '!':
      return StartBlob(type, text);
    case '*':
      if (text == "-1") return Add({.kind = Kind::kNullArray});
      return Open(Kind::kArray, text);
    case '%':
      return Open(Kind::kMap, text);
    case '~':
      return Open(Kind::kSet, text);
    case '>':
      return Open(Kind::kPush, text);
    case '|':
      return Open(Kind::kMap, text, true);
    default:
      return Break();
  }
}

void ReplyReader::StartBlob(char type, std::string_view length) {
  const std::optional<int64_t> size = ParseLength(length, kMaxBulk);
  if (!size) return Break();
  blob_type_ = type;
  blob_size_ = static_cast<size_t>(*size);
}

// Reads the bytes of a blob. False while some have not come.
bool ReplyReader::ReadBlob() {
  if (input_.size() < blob_size_ + 2) return false;
  const std::string_view bytes = input_.unread().substr(0, blob_size_);
  if (input_.unread().substr(blob_size_, 2) != "\r\n" ||
      (blob_type_ == '=' && (bytes.size() < 4 || bytes[3] != ':'))) {
    Break();
    return false;
  }
  Reply reply;
  reply.kind = blob_type_ == '!' ? Kind::kError : Kind::kBulk;
  if (blob_type_ == '=') {
    reply.kind = Kind::kVerbatim;
    reply.format = std::string(bytes.substr(0, 3));
    reply.text = std::string(bytes.substr(4));
  } else {
    reply.text = std::string(bytes);
  }
  input_.Consume(blob_size_ + 2);
  blob_type_ = 0;
  Add(std::move(reply));
  return true;
}

void ReplyReader::Open(Kind kind, std::string_view length, bool attribute) {
  const std::optional<int64_t> size = ParseLength(length, kMaxElements);
  if (!size || open_.size() >= kMaxDepth) return Break();
  const uint64_t missing = static_cast<uint64_t>(*size) * (kind == Kind::kMap ? 2 : 1);
  if (missing == 0) return attribute ? void() : Add({.kind = kind});
  Frame& frame = open_.emplace_back(
      Frame{.collection = {.kind = kind}, .missing = missing, .attribute = attribute});
  // What is told about an attribute is told about its reply.
  auto& told = attribute ? frame.collection.elements : frame.collection.attributes;
  told = std::exchange(attributes_, {});
  frame.collection.elements.reserve(frame.collection.elements.size() +
                                    std::min(missing, kMaxReserved));
}

void ReplyReader::Add(Reply reply) {
  if (!attributes_.empty()) reply.attributes = std::exchange(attributes_, {});
  while (!open_.empty()) {
    Frame& innermost = open_.back();
    innermost.collection.elements.push_back(std::move(reply));
    if (--innermost.missing != 0) return;
    const bool attribute = innermost.attribute;
    reply = std::move(innermost.collection);
    open_.pop_back();
    if (!attribute) continue;
    attributes_ = std::move(reply.elements);
    return;
  }
  done_ = std::move(reply);
}

std::optional<std::span<const std::string_view>> CommandReader::Next() {
  if (words_missing_ == 0 && error_.empty() && TakeWhole()) return views_;
  Step step = Step::kGoOn;
  while (error_.empty() && step == Step::kGoOn) {
    if (words_missing_ != 0) {
      step = ReadWord();
    } else if (input_.size() == 0) {
      step = Step::kMissing;
    } else {
      step = input_.unread().front() == '*' ? ReadCount() : ReadInline();
    }
  }
  if (step != Step::kDone || !error_.empty()) return std::nullopt;
  word_bytes_ = 0;
  views_.assign(words_.begin(), words_.end());
  return views_;
}

// Most commands have come whole and are as clients write them: those are not copied. False for all
// others, with nothing changed.
bool CommandReader::TakeWhole() {
  const std::string_view input = input_.unread();
  const char* at = input.data();
  const char* const end = at + input.size();
  // A type byte, a few digits without a leading zero, CR LF; -1 if it is anything else.
  const auto number = [&](char type) -> int64_t {
    constexpr ptrdiff_t kDigits = 7;
    if (at == end || *at != type) return -1;
    const char* const digits = ++at;
    int64_t value = 0;
    while (at != end && *at >= '0' && *at <= '9' && at - digits < kDigits)
      value = value * 10 + (*at++ - '0');
    const bool good = at != digits && (*digits != '0' || at - digits == 1) && end - at >= 2 &&
                      at[0] == '\r' && at[1] == '\n';
    at += 2;
    return good ? value : -1;
  };
  constexpr int64_t kMostWords = 1024;
  const int64_t count = authenticated_ && !input.empty() ? number('*') : -1;
  if (count <= 0 || count > kMostWords) return false;
  views_.clear();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t size = number('$');
    if (size < 0 || size > max_bulk_ || end - at < size + 2) return false;
    views_.emplace_back(at, static_cast<size_t>(size));
    at += size + 2;
  }
  input_.Consume(static_cast<size_t>(at - input.data()));
  return true;
}

CommandReader::Step CommandReader::Refuse(std::string_view what) {
  error_ = StrCat("ERR Protocol error: ", what);
  return Step::kMissing;
}

CommandReader::Step CommandReader::ReadInline() {
  const size_t end = input_.Find('\n', true);
  if (end == std::string_view::npos) {
    return input_.size() > kMaxLine ? Refuse("too big inline request") : Step::kMissing;
  }
  std::string_view line = input_.unread().substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::optional<std::vector<std::string>> words = SplitWords(line);
  if (!words) return Refuse("unbalanced quotes in request");
  input_.Consume(end + 1);
  words_ = std::move(*words);
  return words_.empty() ? Step::kGoOn : Step::kDone;
}

// The text between the type byte and the CR LF, nothing while it has not come whole. The LF may be
// any byte: the server does not look at it.
std::optional<std::string_view> CommandReader::Line(std::string_view name_of_count) {
  const size_t end = input_.Find('\r', true);
  if (end == std::string_view::npos) {
    if (input_.size() > kMaxLine) Refuse(StrCat("too big ", name_of_count, " count string"));
    return std::nullopt;
  }
  if (end + 1 >= input_.size()) return std::nullopt;
  return input_.unread().substr(0, end);
}

CommandReader::Step CommandReader::ReadCount() {
  const std::optional<std::string_view> line = Line("mbulk");
  if (!line) return Step::kMissing;
  const std::optional<int64_t> count = ParseInteger(line->substr(1));
  if (!count || *count > std::numeric_limits<int32_t>::max()) {
    return Refuse("invalid multibulk length");
  }
  if (*count > kMaxUnauthenticatedWords && !authenticated_) {
    return Refuse("unauthenticated multibulk length");
  }
  input_.Consume(line->size() + 2);
  if (*count <= 0) return Step::kGoOn;
  words_missing_ = *count;
  words_.clear();
  words_.reserve(std::min(static_cast<uint64_t>(*count), kMaxReserved));
  return Step::kGoOn;
}

CommandReader::Step CommandReader::ReadWord() {
  if (bulk_size_ < 0) {
    const std::optional<std::string_view> line = Line("bulk");
    if (!line) return Step::kMissing;
    const char type = line->empty() ? ' ' : line->front();
    if (type != '$') return Refuse(StrCat("expected '$', got '", type == '\n' ? ' ' : type, "'"));
    const std::optional<int64_t> size = ParseLength(line->substr(1), max_bulk_);
    if (!size) return Refuse("invalid bulk length");
    if (*size > kMaxUnauthenticatedBulk && !authenticated_) {
      return Refuse("unauthenticated bulk length");
    }
    input_.Consume(line->size() + 2);
    bulk_size_ = *size;
  }
  const auto size = static_cast<size_t>(bulk_size_);
  if (input_.size() < size + 2) return Step::kMissing;
  words_.emplace_back(input_.unread().substr(0, size));
  word_bytes_ += size + sizeof(std::string);
  input_.Consume(size + 2);
  bulk_size_ = -1;
  return --words_missing_ == 0 ? Step::kDone : Step::kGoOn;
}

}  // namespace luarig

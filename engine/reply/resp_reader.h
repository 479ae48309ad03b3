#ifndef LUARIG_ENGINE_REPLY_RESP_READER_H_
#define LUARIG_ENGINE_REPLY_RESP_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/reply/reply.h"

namespace luarig {

// Bytes that arrived and were not read yet. Every byte is searched and moved a bounded number of
// times, in however small pieces the bytes come.
class ByteQueue {
 public:
  void Feed(std::string_view bytes);

  // What is unread; valid until the next Feed().
  std::string_view unread() const { return std::string_view(bytes_).substr(start_); }
  size_t size() const { return bytes_.size() - start_; }
  // The bytes stay where they are until the next Feed(). REQUIRES: count <= size().
  void Consume(size_t count);

  // Where the first `wanted` stands in unread(), npos if it has not come yet; the next search
  // continues where this one ended. With `blind_to_nul` nothing behind a NUL byte is found.
  // REQUIRES: between two Consume() always the same search.
  size_t Find(char wanted, bool blind_to_nul = false);

 private:
  std::string bytes_;
  size_t start_ = 0;     // bytes_ before it are read
  size_t searched_ = 0;  // bytes of unread() that Find() has seen without success
};

// Reads RESP2 and RESP3 replies from bytes that arrive in pieces (the client's side). Attributes
// are read and dropped; a blob error is an error.
class ReplyReader {
 public:
  // What a peer may send; beyond it the stream counts as broken.
  static constexpr int64_t kMaxBulk = int64_t{1} << 30;      // bytes
  static constexpr int64_t kMaxElements = int64_t{1} << 31;  // of a map its pairs
  static constexpr size_t kMaxDepth = 9000;  // deeper than any script's reply can nest

  void Feed(std::string_view bytes) { input_.Feed(bytes); }

  // The next whole reply, or nothing while bytes are missing. After a protocol error: nothing, and
  // broken().
  std::optional<Reply> Next();
  bool broken() const { return broken_; }

 private:
  struct Frame {
    Reply collection;
    uint64_t missing = 0;    // more than zero while it is open
    bool attribute = false;  // its elements are about the reply that comes next
  };

  bool ReadItem();
  bool ReadBlob();
  void ReadLine(char type, std::string_view text);
  void StartBlob(char type, std::string_view length);
  void Open(Reply::Kind kind, std::string_view length, bool attribute = false);
  void Add(Reply reply);
  void Break() { broken_ = true; }

  ByteQueue input_;
  bool broken_ = false;
  char blob_type_ = 0;  // of the blob whose length was read: '$', '=', '!'; 0: none
  size_t blob_size_ = 0;
  std::vector<Reply> attributes_;  // of the reply that comes next
  std::vector<Frame> open_;        // innermost last
  std::optional<Reply> done_;
};

// Reads commands from bytes that arrive in pieces (the server's side): RESP arrays of bulk strings,
// and inline commands.
class CommandReader {
 public:
  void Feed(std::string_view bytes) { input_.Feed(bytes); }

  // The words of the next command, valid until the next call of any kind; nothing while bytes are
  // missing. An empty command is skipped.
  // After a protocol error: nothing, and error() holds the server's words for it
  // ("ERR Protocol error: invalid bulk length"); the server sends them and hangs up.
  std::optional<std::span<const std::string_view>> Next();
  const std::string& error() const { return error_; }

  // Bytes that are held: unread ones, and the words of a command that is not complete.
  size_t buffered() const { return input_.size() + word_bytes_; }

  // The longest argument a client may send, proto-max-bulk-len.
  void set_max_bulk(int64_t bytes) { max_bulk_ = bytes; }
  // A client that still has to authenticate may send ten words of 16 KiB at most.
  void set_authenticated(bool authenticated) { authenticated_ = authenticated; }

 private:
  enum class Step : uint8_t { kMissing, kGoOn, kDone };

  bool TakeWhole();
  Step ReadInline();
  Step ReadCount();
  Step ReadWord();
  Step Refuse(std::string_view what);
  std::optional<std::string_view> Line(std::string_view name_of_count);

  ByteQueue input_;
  std::string error_;
  int64_t max_bulk_ = int64_t{512} << 20;
  bool authenticated_ = true;
  int64_t words_missing_ = 0;  // of the array being read; 0: between commands
  int64_t bulk_size_ = -1;     // of the word being read; -1: its length comes next
  std::vector<std::string> words_;
  size_t word_bytes_ = 0;                // what words_ takes
  std::vector<std::string_view> views_;  // of words_, or of input_, which keeps what it has read
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_RESP_READER_H_

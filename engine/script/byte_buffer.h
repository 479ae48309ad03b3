#ifndef LUARIG_ENGINE_SCRIPT_BYTE_BUFFER_H_
#define LUARIG_ENGINE_SCRIPT_BYTE_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace luarig {

// Memory to build a string in, kept for the next one.
class ByteBuffer {
 public:
  // Thrown where more than the limit is wanted.
  struct TooLarge {};

  explicit ByteBuffer(size_t limit = kMaxBytes) : limit_(limit) {}

  void SetLimit(size_t bytes) { limit_ = bytes; }

  char* data() { return bytes_.get(); }
  size_t capacity() const { return capacity_; }

  // Makes room for `wanted` bytes in all and keeps the first `used`. Moves the data.
  void Grow(size_t used, size_t wanted) {
    if (wanted > limit_) throw TooLarge();
    const size_t capacity = std::max({wanted, std::min(capacity_ * 2, limit_), size_t{256}});
    std::unique_ptr<char[]> bytes(new char[capacity]);
    if (used != 0) std::memcpy(bytes.get(), bytes_.get(), used);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  void Release() {
    bytes_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr size_t kMaxBytes = size_t{1} << 30;

  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
  size_t limit_;
};

// Appends to a ByteBuffer from its start. The caller asks for Room() once for a whole piece and
// then writes through Put(), so that no byte pays for a check of its own.
class ByteWriter {
 public:
  explicit ByteWriter(ByteBuffer& buffer)
      : buffer_(buffer), out_(buffer.data()), end_(buffer.data() + buffer.capacity()) {}

  // At least `bytes` can be put without asking again.
  void Room(size_t bytes) {
    if (static_cast<size_t>(end_ - out_) >= bytes) return;
    const size_t used = size();
    buffer_.Grow(used, used + bytes);
    out_ = buffer_.data() + used;
    end_ = buffer_.data() + buffer_.capacity();
  }

  // Where the next byte goes; after writing there, Skip() over it.
  char* position() { return out_; }
  void Skip(char* to) { out_ = to; }

  void Put(char c) { *out_++ = c; }
  void Put(std::string_view text) {
    text.copy(out_, text.size());  // not memcpy: nothing may go to no address
    out_ += text.size();
  }
  void Append(std::string_view text) {
    Room(text.size());
    Put(text);
  }

  size_t size() const { return static_cast<size_t>(out_ - buffer_.data()); }
  void Truncate(size_t size) { out_ = buffer_.data() + size; }
  std::string_view text() { return {buffer_.data(), size()}; }

 private:
  ByteBuffer& buffer_;
  char* out_;
  char* end_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_BYTE_BUFFER_H_

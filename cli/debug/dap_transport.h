#ifndef LUARIG_CLI_DEBUG_DAP_TRANSPORT_H_
#define LUARIG_CLI_DEBUG_DAP_TRANSPORT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace luarig {

// Cuts what comes over a connection into the messages of the Debug Adapter Protocol:
//
//   Content-Length: 119\r\n
//   \r\n
//   {"seq":1,"type":"request", ...}
//
// What is no header, or announces more than is taken, cannot be got over: nobody knows where the
// next message begins. Then error() says what is wrong, and nothing more comes.
class DapFramer {
 public:
  static constexpr size_t kMostHeader = size_t{4} << 10;    // bytes, blank line included
  static constexpr size_t kMostMessage = size_t{16} << 20;  // bytes

  void Push(std::string_view bytes);
  // The next message without its header; nothing until it is whole.
  std::optional<std::string> Next();

  const std::string& error() const { return error_; }
  // Some of a message has come, but not all of it.
  bool inside_message() const { return at_ < bytes_.size(); }

 private:
  bool ReadHeader();
  void Refuse(std::string why);

  std::string bytes_;
  size_t at_ = 0;               // what was cut off stays until the next Push
  std::optional<size_t> size_;  // of the message whose header was read
  std::string error_;
};

// A message with its header.
std::string DapFrame(std::string_view message);

// The way to one client.
class DapChannel {
 public:
  virtual ~DapChannel() = default;

  enum class Wait : bool { kNo, kYes };
  // The next message; nothing if none has come, or, after waiting, if none will.
  virtual std::optional<std::string> Read(Wait wait) = 0;
  virtual void Write(std::string_view message) = 0;
  // Why no more messages come, if that is not just the end of the stream; "" otherwise.
  virtual std::string error() const = 0;
  // The client is gone, or what it sends cannot be read.
  virtual bool over() const = 0;
};

// Over two file descriptors, which may be the same one (a socket), and stay open.
class DapDescriptors final : public DapChannel {
 public:
  DapDescriptors(int in, int out) : in_(in), out_(out) {}

  std::optional<std::string> Read(Wait wait) override;
  void Write(std::string_view message) override;
  std::string error() const override { return framer_.error(); }
  bool over() const override { return over_; }

 private:
  bool Fill(Wait wait);

  int in_;
  int out_;
  DapFramer framer_;
  bool over_ = false;
  bool deaf_ = false;  // the client reads no more; one that says no more may read on
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_TRANSPORT_H_

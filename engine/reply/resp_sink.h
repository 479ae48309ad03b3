#ifndef LUARIG_ENGINE_REPLY_RESP_SINK_H_
#define LUARIG_ENGINE_REPLY_RESP_SINK_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/base/target.h"
#include "engine/reply/sink.h"

namespace luarig {

// Appends replies to `out` as the bytes of RESP2 or RESP3. `out` must outlive the sink.
//
// What RESP2 does not know is narrowed as the server narrows it: doubles, big numbers and verbatim
// strings are bulks, booleans :1 and :0, maps, sets and pushes arrays. CR and LF in a status or an
// error are sent as blanks, so that a script's text cannot break the protocol.
class RespSink final : public ReplySink {
 public:
  RespSink(std::string& out, int resp, FloatStyle floats)
      : out_(out), resp_(resp), floats_(floats) {}

  void set_resp(int resp) { resp_ = resp; }

  void Null() override;
  void NullArray() override;
  void Integer(int64_t value) override;
  void Double(double value) override;
  void FixedDouble(double value) override;
  void Bool(bool value) override;
  void Bulk(std::string_view bytes) override;
  void Status(std::string_view text) override;
  void Error(std::string_view text) override;
  void BigNumber(std::string_view digits) override;
  void Verbatim(std::string_view format, std::string_view text) override;
  void Array(size_t elements) override;
  void Map(size_t pairs) override;
  void Set(size_t elements) override;
  void Push(size_t elements) override;
  bool Attribute(size_t pairs) override;
  bool resp3() const override { return resp_ == 3; }
  void Speak(int resp) override { resp_ = resp; }

 private:
  void Line(char prefix, std::string_view text);
  void Length(char prefix, size_t length);

  std::string& out_;
  int resp_;
  FloatStyle floats_;
};

// Appends a command as a client sends it: an array of bulks.
void AppendCommand(std::string& out, std::span<const std::string> words);

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_RESP_SINK_H_

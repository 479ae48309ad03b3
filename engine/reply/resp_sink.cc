#include "engine/reply/resp_sink.h"

#include "engine/base/number.h"

namespace luarig {

void RespSink::Null() { out_ += resp3() ? "_\r\n" : "$-1\r\n"; }

void RespSink::NullArray() { out_ += resp3() ? "_\r\n" : "*-1\r\n"; }

void RespSink::Integer(int64_t value) {
  NumberText buffer;
  out_ += ':';
  out_.append(FormatInteger(value, buffer)).append("\r\n");
}

void RespSink::Double(double value) {
  NumberText buffer;
  const std::string_view digits = FormatDouble(value, floats_, buffer);
  if (resp3()) return Line(',', digits);
  Bulk(digits);
}

void RespSink::FixedDouble(double value) {
  const std::string digits = FormatLongDouble(value);
  if (resp3()) return Line(',', digits);
  Bulk(digits);
}

void RespSink::Bool(bool value) {
  if (resp3()) {
    out_ += value ? "#t\r\n" : "#f\r\n";
  } else {
    out_ += value ? ":1\r\n" : ":0\r\n";
  }
}

void RespSink::Bulk(std::string_view bytes) {
  Length('$', bytes.size());
  out_.append(bytes).append("\r\n");
}

void RespSink::Status(std::string_view text) { Line('+', text); }

void RespSink::Error(std::string_view text) { Line('-', text); }

void RespSink::BigNumber(std::string_view digits) {
  if (resp3()) return Line('(', digits);
  Bulk(digits);
}

void RespSink::Verbatim(std::string_view format, std::string_view text) {
  if (!resp3()) return Bulk(text);
  Length('=', format.size() + 1 + text.size());
  out_.append(format).append(":").append(text).append("\r\n");
}

void RespSink::Array(size_t elements) { Length('*', elements); }

void RespSink::Map(size_t pairs) {
  if (resp3()) return Length('%', pairs);
  Length('*', 2 * pairs);
}

void RespSink::Set(size_t elements) { Length(resp3() ? '~' : '*', elements); }

void RespSink::Push(size_t elements) { Length(resp3() ? '>' : '*', elements); }

bool RespSink::Attribute(size_t pairs) {
  if (resp3()) Length('|', pairs);
  return resp3();
}

void RespSink::Line(char prefix, std::string_view text) {
  out_ += prefix;
  const size_t start = out_.size();
  out_ += text;
  for (size_t at = out_.find_first_of("\r\n", start); at != std::string::npos;
       at = out_.find_first_of("\r\n", at + 1)) {
    out_[at] = ' ';
  }
  out_ += "\r\n";
}

void RespSink::Length(char prefix, size_t length) {
  NumberText buffer;
  out_ += prefix;
  out_.append(FormatInteger(static_cast<int64_t>(length), buffer)).append("\r\n");
}

void AppendCommand(std::string& out, std::span<const std::string> words) {
  RespSink sink(out, 2, FloatStyle::kSeventeenDigits);
  sink.Array(words.size());
  for (const std::string& word : words) sink.Bulk(word);
}

}  // namespace luarig

#include "engine/testing/reply_notation.h"

#include <cmath>
#include <span>

#include "engine/base/bytes.h"
#include "engine/testing/reply_words.h"

namespace luarig {
namespace {

using reply_words::Kind;
using reply_words::NumberIn;

void Append(std::string& out, const Reply& reply, const JsonLayout& layout);

void AppendTextBytes(std::string& out, std::string_view bytes) {
  if (IsValidUtf8(bytes)) return AppendJsonString(out, bytes);
  out += StrCat("{\"$b64\": \"", EncodeBase64(bytes), "\"}");
}

void AppendElements(std::string& out, std::span<const Reply> elements, const JsonLayout& layout) {
  JsonItems items(layout);
  for (const Reply& element : elements) {
    Append(items.text(), element, layout.Deeper());
    items.End();
  }
  items.WriteTo(out, '[', ']');
}

void AppendPairsOf(std::string& out, const Reply& map, const JsonLayout& layout) {
  JsonItems items(layout);
  for (size_t i = 0; i + 1 < map.elements.size(); i += 2) {
    AppendElements(items.text(), std::span(map.elements).subspan(i, 2), layout.Deeper());
    items.End();
  }
  items.WriteTo(out, '[', ']');
}

void AppendDouble(std::string& out, const std::string& digits) {
  const auto value = NumberIn(digits);
  const bool number = value && std::isfinite(*value) && digits.find_first_of("+xX") != 0;
  out += "{\"double\": ";
  if (number) {
    out += digits;
  } else {
    AppendJsonString(out, digits);
  }
  out += '}';
}

void AppendTyped(std::string& out, std::string_view type, std::string_view text) {
  out += StrCat("{\"", type, "\": ");
  AppendTextBytes(out, text);
}

void Append(std::string& out, const Reply& reply, const JsonLayout& layout) {
  switch (reply.kind) {
    case Kind::kNull:
    case Kind::kNullArray:
      out += "null";
      break;
    case Kind::kInteger:
      out += std::to_string(reply.integer);
      break;
    case Kind::kBool:
      out += reply.integer != 0 ? "true" : "false";
      break;
    case Kind::kBulk:
    case Kind::kStatus:
      AppendTextBytes(out, reply.text);
      break;
    case Kind::kDouble:
      AppendDouble(out, reply.text);
      break;
    case Kind::kError:
      AppendTyped(out, "error", reply.text);
      out += '}';
      break;
    case Kind::kBigNumber:
      AppendTyped(out, "big_number", reply.text);
      out += '}';
      break;
    case Kind::kVerbatim:
      AppendTyped(out, "verbatim", reply.text);
      out += ", \"format\": ";
      AppendTextBytes(out, reply.format);
      out += '}';
      break;
    case Kind::kMap:
      out += "{\"map\": ";
      AppendPairsOf(out, reply, layout);
      out += '}';
      break;
    case Kind::kSet:
      out += "{\"set\": ";
      AppendElements(out, reply.elements, layout);
      out += '}';
      break;
    case Kind::kArray:
    case Kind::kPush:
      AppendElements(out, reply.elements, layout);
      break;
  }
}

}  // namespace

std::string ReplyNotation(const Reply& reply, const JsonLayout& layout) {
  std::string out;
  Append(out, reply, layout);
  return out;
}

}  // namespace luarig

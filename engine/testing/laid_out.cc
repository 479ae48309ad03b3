#include "engine/testing/laid_out.h"

#include <algorithm>

#include "engine/fixture/json_document.h"
#include "engine/fixture/notation.h"

namespace luarig {
namespace {

void Append(std::string& out, const JsonTape& tape, size_t value, const JsonLayout& layout) {
  const JsonTape::Token& token = tape.at(value);
  if (token.kind != JsonKind::kObject && token.kind != JsonKind::kArray)
    return AppendCompact(out, tape, value);
  JsonItems items(layout);
  const bool object = token.kind == JsonKind::kObject;
  if (object) {
    tape.ForMembers(value, [&](size_t key, size_t member) {
      Append(items.Member(tape.at(key).text), tape, member, layout.Deeper());
      items.End();
    });
  } else {
    tape.ForValues(value, [&](size_t element, size_t) {
      Append(items.text(), tape, element, layout.Deeper());
      items.End();
    });
  }
  items.WriteTo(out, object ? '{' : '[', object ? '}' : ']');
}

}  // namespace

std::string LaidOut(std::string_view text) {
  const JsonDocument document(text, "");
  if (document.error()) return std::string(text);
  std::string out;
  Append(out, document.tape(), 0, {.spaced = true, .wrapped = true});
  return out;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace luarig

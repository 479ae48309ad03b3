#include "engine/testing/grown_text.h"

#include <set>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/element_variants.h"

namespace luarig {
namespace {

// Where the elements of an array, or the members of an object, end: [i] behind the i'th.
struct Parts {
  std::vector<size_t> ends;
  size_t last = 0;      // the token of the last element, or of the last member's value
  size_t last_key = 0;  // of the last member
  std::set<std::string, std::less<>> names;  // of members
};

Parts PartsOf(const JsonTape& tape) {
  Parts parts;
  if (tape.at(0).kind == JsonKind::kArray) {
    tape.ForValues(0, [&](size_t element, size_t) {
      parts.ends.push_back(tape.EndOf(element));
      parts.last = element;
    });
  } else {
    tape.ForMembers(0, [&](size_t key, size_t value) {
      parts.ends.push_back(tape.EndOf(value));
      parts.last = value;
      parts.last_key = key;
      parts.names.emplace(tape.Written(key));
    });
  }
  return parts;
}

// `text` is the JSON of a container that has at least one part.
std::optional<std::string> GrownJson(std::string_view text, const JsonTape& tape, uint64_t size) {
  const Parts parts = PartsOf(tape);
  const std::string_view close = text.substr(tape.EndOf(0) - 1);
  if (parts.ends.empty()) return std::nullopt;
  if (parts.ends.size() >= size) return StrCat(text.substr(0, parts.ends[size - 1]), close);
  std::string out(text.substr(0, parts.ends.back()));
  const uint64_t missing = size - parts.ends.size();
  const std::string_view last = tape.Written(parts.last);
  const bool array = tape.at(0).kind == JsonKind::kArray;
  // In brackets a text is one of JSON, whose variants stay within its quotes.
  const ElementVariants variants(StrCat("[", array ? last : tape.Written(parts.last_key), "]"));
  const auto variant = [&](uint64_t number) {
    std::string wrapped = variants.At(number);
    return wrapped.substr(1, wrapped.size() - 2);
  };
  if (array) {
    // As in a list, an element may be there twice.
    for (uint64_t i = 1; i <= missing; ++i) out += StrCat(",", variant(i));
    return out.append(close);
  }
  if (!variants.any()) return std::nullopt;
  uint64_t added = 0;
  for (uint64_t number = 1; added < missing; ++number) {
    const std::string name = variant(number);
    if (parts.names.contains(name)) continue;
    out += StrCat(",", name, ":", last);
    ++added;
  }
  return out.append(close);
}

}  // namespace

std::optional<std::string> GrownText(std::string_view text, uint64_t size) {
  if (ParseInteger(text)) return std::to_string(size);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) {
    const JsonDocument document(text, "");
    if (!document.error()) return GrownJson(text, document.tape(), size);
  }
  if (text.empty()) return std::nullopt;
  std::string out;
  out.reserve(size);
  while (out.size() < size) out += text.substr(0, size - out.size());
  return out;
}

}  // namespace luarig

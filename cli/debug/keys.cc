#include "cli/debug/keys.h"

#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/fixture/notation.h"

namespace luarig {

std::string LiteralPattern(std::string_view key) {
  std::string pattern;
  for (const char c : key) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

std::string ValueText(Engine& engine, int database, std::string_view key, size_t longest) {
  const Databases& databases = engine.state().databases;
  const Entry* entry = databases.at(static_cast<size_t>(database))->FindEntry(key, false);
  if (entry == nullptr) return "";
  std::string text = ValueAsJson(*entry);
  if (text.size() <= longest) return text;
  return StrCat(Shortened(text, longest), " (", text.size(), " bytes)");
}

}  // namespace luarig

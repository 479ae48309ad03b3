#include "engine/debug/edit_log.h"

#include "engine/base/bytes.h"

namespace luarig {

std::string Edit::Text() const {
  switch (kind) {
    case Kind::kVariable:
      return StrCat("set ", name, " = ", code);
    case Kind::kEvaluate:
      return StrCat("eval ", code);
    case Kind::kCommand:
      break;
  }
  std::string text = "redis";
  for (const std::string& word : words) {
    const bool plain = word.find_first_of(" \"'\\\r\n\t") == std::string::npos && !word.empty();
    text += StrCat(" ", plain ? word : Quote(word));
  }
  return text;
}

}  // namespace luarig

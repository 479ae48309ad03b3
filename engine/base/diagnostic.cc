#include "engine/base/diagnostic.h"

#include <cctype>

#include "engine/base/bytes.h"

namespace luarig {

Diagnostic DiagnoseReply(std::string_view reply) {
  Diagnostic diagnostic;
  diagnostic.code = reply.substr(0, reply.find(' '));
  diagnostic.message = reply;
  for (const std::string_view source : {"user_script:", "user_function:"}) {
    const size_t at = reply.find(source);
    if (at == std::string_view::npos) continue;
    size_t next = at + source.size();
    while (next < reply.size() && reply[next] == ' ') ++next;
    int line = 0;
    while (next < reply.size() && std::isdigit(static_cast<unsigned char>(reply[next])) != 0 &&
           line < 100'000'000) {
      line = line * 10 + (reply[next++] - '0');
    }
    if (line == 0 || line > 100'000'000) continue;
    diagnostic.where = {.file = StrCat("@", source.substr(0, source.size() - 1)), .line = line};
    const size_t text = reply.find_first_not_of(": ", next);
    if (text != std::string_view::npos) {
      diagnostic.message = StrCat(diagnostic.code, " ", reply.substr(text));
    }
  }
  return diagnostic;
}

}  // namespace luarig

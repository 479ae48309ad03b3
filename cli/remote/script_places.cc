#include "cli/remote/script_places.h"

#include <algorithm>

#include "cli/app/excerpt.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/sha1.h"

namespace luarig {
namespace {

// What commands that run scripts name them by.
enum class NamedBy : uint8_t { kText, kSha, kFunction, kLibraryText };

struct Verb {
  std::string_view name;
  NamedBy named_by;
};
constexpr Verb kVerbs[] = {
    {"eval", NamedBy::kText},
    {"eval_ro", NamedBy::kText},
    {"evalsha", NamedBy::kSha},
    {"evalsha_ro", NamedBy::kSha},
    {"fcall", NamedBy::kFunction},
    {"fcall_ro", NamedBy::kFunction},
    {"function", NamedBy::kLibraryText},
};

// Puts the user's file in the place of the server's name for it, and finds the column.
void PointAt(Diagnostic& diagnostic, const TestFile& file) {
  FindColumn(diagnostic, LineOf(file.text, diagnostic.where.line));
  diagnostic.where.file = file.path;
}

}  // namespace

Diagnostic DiagnoseScriptReply(std::string_view reply) {
  // "MESSAGE script: NAME, on @user_function:12."
  for (const std::string_view source : {"@user_script", "@user_function"}) {
    const std::string mark = StrCat(", on ", source, ":");
    const size_t on = reply.rfind(mark);
    if (on == std::string_view::npos || !reply.ends_with('.')) continue;
    const size_t tail = reply.rfind(" script: ", on);
    const std::string_view digits =
        reply.substr(on + mark.size(), reply.size() - on - mark.size() - 1);
    const std::optional<int64_t> line = ParseInteger(digits);
    constexpr int64_t kMostLines = 100'000'000;
    if (tail == std::string_view::npos || !line || *line < 1 || *line > kMostLines) continue;
    Diagnostic diagnostic;
    diagnostic.code = reply.substr(0, reply.find(' '));
    diagnostic.message = reply.substr(0, tail);
    diagnostic.where = {.file = std::string(source), .line = static_cast<int>(*line)};
    return diagnostic;
  }
  return DiagnoseReply(reply);
}

void ScriptPlaces::NoteScript(const TestFile& script) { scripts_[Sha1Hex(script.text)] = script; }

const TestFile* ScriptPlaces::SourceOf(std::span<const std::string> words, std::string_view verb,
                                       RemoteServer& server) const {
  const auto* row = std::ranges::find(kVerbs, verb, &Verb::name);
  if (row == std::end(kVerbs) || words.size() < 2) return nullptr;
  if (row->named_by == NamedBy::kFunction) {
    const Result<std::map<std::string, std::string>> functions = server.FunctionsByName();
    if (!functions) return nullptr;
    const auto library = functions.value().find(ToLower(words[1]));
    if (library == functions.value().end()) return nullptr;
    const auto file = libraries_.find(library->second);
    return file == libraries_.end() ? nullptr : &file->second;
  }
  const bool by_sha = row->named_by == NamedBy::kSha;
  const std::string& text = row->named_by == NamedBy::kText ? words[1] : words.back();
  const auto file = scripts_.find(by_sha ? ToLower(words[1]) : Sha1Hex(text));
  return file == scripts_.end() ? nullptr : &file->second;
}

std::optional<Diagnostic> ScriptPlaces::Diagnose(std::span<const std::string> words,
                                                 const Reply& reply, RemoteServer& server) const {
  const std::string verb = ToLower(words.front());
  if (!reply.is_error() || std::ranges::find(kVerbs, verb, &Verb::name) == std::end(kVerbs))
    return std::nullopt;
  Diagnostic diagnostic = DiagnoseScriptReply(reply.text);
  if (diagnostic.where.line == 0) return diagnostic;
  if (const TestFile* file = SourceOf(words, verb, server)) PointAt(diagnostic, *file);
  return diagnostic;
}

Diagnostic ScriptPlaces::DiagnoseLibrary(const TestFile& library, std::string_view reply) {
  Diagnostic diagnostic = DiagnoseScriptReply(reply);
  if (diagnostic.where.line == 0) diagnostic.where.line = 1;
  PointAt(diagnostic, library);
  return diagnostic;
}

}  // namespace luarig

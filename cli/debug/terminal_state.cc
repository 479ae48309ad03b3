#include "cli/debug/terminal_state.h"

#include <algorithm>
#include <set>

#include "cli/app/output.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

// The file of that name. Throws UsageError that says which there are.
size_t ReadFileName(const CodeFiles& files, std::string_view name) {
  if (const auto file = files.Find(name)) return *file;
  std::vector<std::string_view> known;
  for (const CodeFiles::File& file : files.files()) known.emplace_back(file.name);
  throw UsageError(StrCat("no file ", Quote(name), ": ", UnknownWord(name, known)));
}

void CheckLine(const CodeFiles& files, FilePlace place) {
  const CodeFiles::File& file = files.files().at(place.file);
  const auto ends = std::ranges::count(file.text, '\n');
  const bool open_end = !file.text.empty() && !file.text.ends_with('\n');
  const auto lines = static_cast<int>(ends) + (open_end ? 1 : 0);
  if (place.line > lines)
    throw UsageError(StrCat(file.name, " has ", lines, " lines, and no line ", place.line));
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

FilePlace TerminalState::Here() const {
  if (ended) return last_place;
  const std::vector<DebugFrame>& frames = debugger().frames();
  if (frame >= frames.size() || frames[frame].line == 0) return stop.place;
  return {.file = frames[frame].file, .line = frames[frame].line};
}

FilePlace ReadPlace(const TerminalState& state, std::string_view text) {
  const CodeFiles& files = state.files();
  FilePlace place{.file = state.Here().file, .line = 0};
  if (const size_t colon = text.rfind(':');
      colon != std::string_view::npos && IsNumber(text.substr(colon + 1))) {
    place.file = ReadFileName(files, text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  if (IsNumber(text)) {
    place.line = ReadNumber(text, 1, "a line");
    CheckLine(files, place);
    return place;
  }
  if (const auto function = PlaceOfFunction(files, text)) return *function;
  const std::vector<std::string> names = FunctionNames(files);
  const std::string meant = DidYouMeanOneOf(text, names);
  throw UsageError(StrCat(Quote(text), " is no line, FILE:LINE or function",
                          meant.empty() ? "" : StrCat("; ", meant)));
}

std::optional<FilePlace> PlaceOfFunction(const CodeFiles& files, std::string_view name) {
  for (size_t i = 0; i < files.texts().size(); ++i) {
    for (const CodeFunction& function : files.texts()[i].functions) {
      if (function.name == name) return files.PlaceOf(i, function.line);
    }
  }
  return std::nullopt;
}

std::vector<std::string> FunctionNames(const CodeFiles& files) {
  std::set<std::string> names;
  for (const CodeFiles::Text& text : files.texts()) {
    for (const CodeFunction& function : text.functions) {
      if (!function.name.empty()) names.insert(function.name);
    }
  }
  return {names.begin(), names.end()};
}

std::string Cut(const TerminalState& state, std::string_view text) {
  if (text.size() <= state.most_bytes) return std::string(text);
  return StrCat(Shortened(text, state.most_bytes), " (", text.size(), " bytes; maxlen shows more)");
}

std::string ReadKey(TerminalState& state, std::string_view text) {
  text = Trimmed(text);
  if (!text.starts_with("KEYS[") && !text.starts_with("keys[")) return TakeWord(text);
  if (state.ended) throw UsageError("the run is over and KEYS are gone: name the key itself");
  const std::string code = StrCat("tostring(", text, ")");
  const auto key = state.debugger().Evaluate(state.frame, code, Purpose::kLook);
  if (!key.ok()) throw UsageError(key.error());
  const auto words = SplitWords(key.value().text);
  return words && words->size() == 1 ? words->front() : std::string(text);
}

}  // namespace luarig

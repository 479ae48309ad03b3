#include "cli/app/line_editor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <istream>
#include <ostream>
#include <utility>

#include <histedit.h>

namespace luarig {
namespace {

constexpr int kHistoryLines = 1000;

// Where a history of that name lives; "" if there is no such place.
std::string HistoryFile(const std::string& name) {
  namespace fs = std::filesystem;
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  fs::path folder;
  if (state != nullptr && *state != '\0') {
    folder = state;
  } else if (home != nullptr && *home != '\0') {
    folder = fs::path(home) / ".local" / "state";
  } else {
    return "";
  }
  std::error_code error;
  fs::create_directories(folder / "luarig", error);
  return error ? "" : (folder / "luarig" / name).string();
}

// What all of the words begin with.
std::string CommonStart(const std::vector<std::string>& words) {
  std::string start = words.front();
  for (const std::string& word : words) {
    const auto [end, other] = std::ranges::mismatch(start, word);
    start.erase(end, start.end());
  }
  return start;
}

// Words in columns, as wide as a terminal usually is.
std::string InColumns(const std::vector<std::string>& words) {
  constexpr size_t kWidth = 78;
  size_t widest = 0;
  for (const std::string& word : words) widest = std::max(widest, word.size() + 2);
  std::string text;
  size_t column = 0;
  for (const std::string& word : words) {
    if (column + widest > kWidth && column > 0) {
      text += '\n';
      column = 0;
    }
    text += word + std::string(widest - word.size(), ' ');
    column += widest;
  }
  return text + '\n';
}

}  // namespace

struct LineEditor::Terminal {
  Terminal(std::ostream& console_out, Options what)
      : out(console_out), options(std::move(what)), file(HistoryFile(options.history)) {
    editor = el_init("luarig", stdin, stdout, stderr);
    past = history_init();
    history(past, &event, H_SETSIZE, kHistoryLines);
    history(past, &event, H_SETUNIQUE, 1);
    if (!file.empty()) history(past, &event, H_LOAD, file.c_str());
    el_set(editor, EL_CLIENTDATA, this);
    el_set(editor, EL_PROMPT, &Terminal::Prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_SIGNAL, 1);  // on Ctrl-C the terminal is restored before our handler runs
    el_set(editor, EL_HIST, history, past);
    if (options.complete) {
      el_set(editor, EL_ADDFN, "luarig-complete", "Completes the word", &Terminal::CompleteWord);
      el_set(editor, EL_BIND, "^I", "luarig-complete", nullptr);
    }
    el_source(editor, nullptr);
  }
  ~Terminal() {
    history_end(past);
    el_end(editor);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  static Terminal& Of(EditLine* editor) {
    Terminal* terminal = nullptr;
    el_get(editor, EL_CLIENTDATA, &terminal);
    return *terminal;
  }

  static const char* Prompt(EditLine* editor) { return Of(editor).options.prompt.c_str(); }

  static unsigned char CompleteWord(EditLine* editor, int /*character*/) {
    return Of(editor).Complete();
  }

  // Types what is certain of the word at the cursor; if nothing is, shows what there is.
  unsigned char Complete() {
    const LineInfo* line = el_line(editor);
    const std::string before(line->buffer, line->cursor);
    const Completion found = options.complete(before);
    if (found.words.empty()) return CC_ERROR;
    std::string more = CommonStart(found.words);
    more.erase(0, std::min(before.size() - found.begin, more.size()));
    if (found.words.size() == 1) more += ' ';
    if (!more.empty()) return el_insertstr(editor, more.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    out << '\n' << InColumns(found.words) << std::flush;
    return CC_REDISPLAY;
  }

  std::ostream& out;
  Options options;
  std::string file;
  EditLine* editor = nullptr;
  History* past = nullptr;
  HistEvent event{};
};

LineEditor::LineEditor(Console& console, Options options)
    : console_(console),
      terminal_(console.in_is_terminal ? std::make_unique<Terminal>(console.out, std::move(options))
                                       : nullptr) {}

LineEditor::~LineEditor() = default;

std::optional<std::string> LineEditor::Read() {
  std::string line;
  if (terminal_ == nullptr) {
    if (!std::getline(console_.in, line)) return std::nullopt;
  } else {
    int length = 0;
    const char* text = nullptr;
    do {
      errno = 0;
      text = el_gets(terminal_->editor, &length);
      if (text == nullptr && errno == EINTR) std::puts("");
    } while (text == nullptr && errno == EINTR);
    if (text == nullptr || length <= 0) {
      std::puts("");
      return std::nullopt;
    }
    line.assign(text, static_cast<size_t>(length));
    if (line.find_first_not_of(" \n") != std::string::npos) {
      history(terminal_->past, &terminal_->event, H_ENTER, line.c_str());
      // Saved each time: the process may end by a signal.
      if (!terminal_->file.empty()) {
        history(terminal_->past, &terminal_->event, H_SAVE, terminal_->file.c_str());
      }
    }
    if (line.ends_with('\n')) line.pop_back();
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace luarig

#include "cli/app/line_editor.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <istream>
#include <utility>

#include <histedit.h>

namespace luarig {
namespace {

constexpr int kHistoryLines = 1000;

// Where the history lives; "" if there is no such place.
std::string HistoryFile() {
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
  return error ? "" : (folder / "luarig" / "history").string();
}

}  // namespace

struct LineEditor::Terminal {
  explicit Terminal(std::string prompt_text) : prompt(std::move(prompt_text)) {
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
    el_source(editor, nullptr);
  }
  ~Terminal() {
    history_end(past);
    el_end(editor);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  static const char* Prompt(EditLine* editor) {
    Terminal* terminal = nullptr;
    el_get(editor, EL_CLIENTDATA, &terminal);
    return terminal->prompt.c_str();
  }

  std::string prompt;
  std::string file = HistoryFile();
  EditLine* editor = nullptr;
  History* past = nullptr;
  HistEvent event{};
};

LineEditor::LineEditor(Console& console, std::string prompt)
    : console_(console),
      terminal_(console.in_is_terminal ? std::make_unique<Terminal>(std::move(prompt)) : nullptr) {}

LineEditor::~LineEditor() = default;

std::optional<std::string> LineEditor::Read() {
  std::string line;
  if (terminal_ == nullptr) {
    if (!std::getline(console_.in, line)) return std::nullopt;
  } else {
    int length = 0;
    const char* text = el_gets(terminal_->editor, &length);
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

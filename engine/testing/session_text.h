#ifndef LUARIG_ENGINE_TESTING_SESSION_TEXT_H_
#define LUARIG_ENGINE_TESTING_SESSION_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// A line of a text, with where it stands.
struct TextLine {
  std::string_view text;  // without its end
  size_t begin = 0;       // bytes of the whole text
  int number = 0;         // from 1
};

// One thing that a session says: "> COMMAND" with the reply below it, or "@directive words".
struct SessionItem {
  enum class Kind : uint8_t { kCommand, kDirective };

  Kind kind = Kind::kCommand;
  TextLine line;
  std::vector<std::string> words;  // of a directive: its name without the @ first
  std::string expected;            // the lines below, their backslashes gone; "": nothing is said
  size_t reply_begin = 0;  // bytes of the lines below, the last line's end included; of @expect
  size_t reply_end = 0;    // those of its JSON
};

// A part of a session that starts from the fixture.
struct SessionStory {
  std::string name;
  TextLine line;  // its heading
  std::vector<SessionItem> items;
};

struct SessionError {
  TextLine line;
  std::string message;
  std::string help;
};

// A session, or the ```session blocks of a Markdown page, taken apart.
//
//   @libraries stock.lua          what all stories share stands in front of the first
//   # takes from the shelf        a heading begins a story
//   > FCALL take 1 stock:lamp 2   a command, as in redis-cli; <<END takes the lines up to END
//   (integer) 3                   the reply as redis-cli prints it, up to a blank line
//   @expect {"diff": {..}}        what else is expected of the command, to the end of the object
//
// On a page each block is a story named by the heading above it. Views are of `text`.
struct SessionText {
  SessionStory shared;  // no commands
  std::vector<SessionStory> stories;
  std::vector<SessionError> errors;
};
SessionText ReadSessionText(std::string_view text, bool page);

// A reply as it stands in a session: a blank line, or one that could be taken for something else,
// behind a backslash. Ends with a line end.
std::string SessionReply(std::string_view picture);

// True if `picture` is what is expected: `<*>` stands for any text in a line, a line `...` for any
// lines.
bool FitsPicture(std::string_view expected, std::string_view picture);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SESSION_TEXT_H_

#ifndef LUARIG_TESTS_SUPPORT_PICTURE_H_
#define LUARIG_TESTS_SUPPORT_PICTURE_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig::test {

// What FormatReply() printed, taken apart again by its columns. Text that only looks like a
// numbered list is read as one; two pictures of the same reply are still read alike.
struct Picture {
  char separator = 0;          // ')', '#' or '~' of a collection, 0 of anything else
  std::string text;            // of a leaf, whole
  std::vector<Picture> items;  // of a map: key, value, key, value

  bool operator==(const Picture&) const = default;
};

Picture ReadPicture(std::string_view text);

// Equal but for the order in which collections list their elements, at every depth, and texts
// their lines.
bool SameUnordered(std::string_view a, std::string_view b);

// Equal but for numbers, bare or as whole strings, that are up to `tolerance` apart.
bool SameWithin(std::string_view a, std::string_view b, double tolerance);

// As many elements everywhere and leaves of the same kind: integer, string, error, nil, ...
bool SameShape(std::string_view a, std::string_view b);

// The lines of both, those that agree once: "  same", "- expected only", "+ got only".
std::string DiffLines(std::string_view expected, std::string_view got);

std::vector<std::string> SplitLines(std::string_view text);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_PICTURE_H_

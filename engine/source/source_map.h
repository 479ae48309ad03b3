#ifndef LUARIG_ENGINE_SOURCE_SOURCE_MAP_H_
#define LUARIG_ENGINE_SOURCE_SOURCE_MAP_H_

#include <cstddef>
#include <vector>

namespace luarig {

// Which line of which file each line of a text is that was put together from several. Files are
// numbered by whoever puts it together, lines begin at 1. A map to which nothing was added is that
// of a text which is one file, file 0.
//
// Columns need no map: a line is a file's line as it is.
class SourceMap {
 public:
  // Lines of the text that follow each other in one file as well.
  struct Range {
    int line = 1;  // the first, in the text
    int count = 0;
    size_t file = 0;
    int file_line = 1;  // the first, in the file

    bool operator==(const Range&) const = default;
  };

  struct Position {
    size_t file = 0;
    int line = 0;

    bool operator==(const Position&) const = default;
  };

  // The next line of the text is this one.
  void AddLine(size_t file, int file_line);

  // Where a line of the text comes from. One behind the last, where compilers find the end of a
  // text, is behind the last of its file; line 0, which is no line, stays 0.
  Position Place(int line) const;

  bool is_identity() const { return ranges_.empty(); }

  // All lines that were added, in order.
  const std::vector<Range>& ranges() const { return ranges_; }

 private:
  std::vector<Range> ranges_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_SOURCE_MAP_H_

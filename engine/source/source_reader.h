#ifndef LUARIG_ENGINE_SOURCE_SOURCE_READER_H_
#define LUARIG_ENGINE_SOURCE_SOURCE_READER_H_

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace luarig {

// What stands in a folder.
struct FolderEntry {
  std::string name;
  bool is_folder = false;  // or a link to one
};

// Where the files of a script come from: given by whoever has a disk, for the engine opens no file.
// Paths are separated by `/`; a relative one begins in a folder of the reader's choice, which ""
// is.
class SourceReader {
 public:
  virtual ~SourceReader() = default;

  // The whole content; or why not, in the system's words ("No such file or directory").
  virtual Result<std::string> Read(const std::string& path) = 0;

  // In any order; empty if there is no such folder.
  virtual std::vector<FolderEntry> List(const std::string& folder) = 0;

  // The same text for each way to the same file or folder; that of its path if there is none.
  virtual std::string Canonical(const std::string& path) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_SOURCE_READER_H_

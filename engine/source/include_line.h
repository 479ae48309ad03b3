#ifndef LUARIG_ENGINE_SOURCE_INCLUDE_LINE_H_
#define LUARIG_ENGINE_SOURCE_INCLUDE_LINE_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/source/source_reader.h"

namespace luarig {

// `--- @include "path"`, read.
struct IncludeLine {
  std::string_view path;
  int column = 0;  // of the path, from 1
};

// Nothing if the line, whose end may be in it, includes nothing.
std::optional<IncludeLine> ReadIncludeLine(std::string_view line);

// `path`, seen from `folder`, with the first name that is not there replaced by one that is: what
// was probably meant; "" if nothing is near. `.lua` is left out where it was.
std::string NearestPath(SourceReader& reader, std::string_view folder, std::string_view path);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_INCLUDE_LINE_H_

#ifndef LUARIG_TESTS_DIFFERENTIAL_SCRIPT_WORDS_H_
#define LUARIG_TESTS_DIFFERENTIAL_SCRIPT_WORDS_H_

#include <string>

#include "engine/base/random.h"

namespace luarig::test {

// A small script for EVAL: a few statements that call commands and use the libraries, and something
// of any type to return. Mostly it runs.
std::string DrawScript(Random& random);

// The digest of a script that few draws are needed to meet.
std::string DrawDigest(Random& random);

// A library for FUNCTION LOAD: one of three names, with functions of few names.
std::string DrawLibrary(Random& random);

// What FUNCTION DUMP says where such a library is loaded, for FUNCTION RESTORE.
std::string DrawLibraryDump(Random& random);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_SCRIPT_WORDS_H_

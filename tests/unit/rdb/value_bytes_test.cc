#include "tests/unit/test_engine.h"

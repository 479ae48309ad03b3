#ifndef LUARIG_TESTS_SUPPORT_SETTING_H_
#define LUARIG_TESTS_SUPPORT_SETTING_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace luarig::test {

// What a server is in from its start, where no command brings it there.
enum class Setting : uint8_t {
  kPlain,
  kCluster,      // a cluster of one node that has all slots
  kFailingDisk,  // its folder takes no files: a snapshot fails
  kLoading,      // it is still reading its data, all the time
};

struct NamedSetting {
  std::string_view name;  // as a .case file says it
  Setting setting;
};

inline constexpr std::array<NamedSetting, 4> kSettings = {{
    {"", Setting::kPlain},
    {"cluster", Setting::kCluster},
    {"failing-disk", Setting::kFailingDisk},
    {"loading", Setting::kLoading},
}};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_SETTING_H_

// LOLWUT: the version, and two pictures. Redis documentation:
// https://redis.io/docs/latest/commands/lolwut/

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// A number from the command's words, made to fit; `missing` if there is none.
int64_t SizeArg(const Call& call, size_t at, int64_t missing, int64_t most) {
  if (at >= call.argv.size()) return missing;
  return std::clamp<int64_t>(IntegerArg(call.argv[at]), 1, most);
}

// A number in [-1, 1].
double Shake(Random& random) {
  constexpr uint64_t kSteps = 2000;
  return static_cast<double>(random.Below(kSteps + 1)) / (kSteps / 2.0) - 1;
}

std::string Version(const Call& call) {
  return StrCat("Redis ver. ", call.target().server_version, "\n");
}

// --- VERSION 5: squares that fall out of their order ---------------------------------------------

// Dots, printed as characters of 2 by 4 of them.
class Dots {
 public:
  Dots(int64_t width, int64_t height)
      : width_(width), height_(height), dots_(static_cast<size_t>(width * height)) {}

  void Line(double from_x, double from_y, double to_x, double to_y) {
    const double length = std::max(std::abs(to_x - from_x), std::abs(to_y - from_y));
    const auto steps = static_cast<int64_t>(std::max(length, 1.0));
    for (int64_t i = 0; i <= steps; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(steps);
      Set(std::lround(from_x + (to_x - from_x) * part),
          std::lround(from_y + (to_y - from_y) * part));
    }
  }

  std::string Print() const {
    std::string text;
    for (int64_t y = 0; y < height_; y += 4) {
      for (int64_t x = 0; x < width_; x += 2) text += Character(x, y);
      text += '\n';
    }
    return text;
  }

 private:
  bool At(int64_t x, int64_t y) const {
    return x < width_ && y < height_ && dots_[static_cast<size_t>(y * width_ + x)];
  }
  void Set(int64_t x, int64_t y) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    dots_[static_cast<size_t>(y * width_ + x)] = true;
  }

  // One of the Braille patterns from U+2800 on, whose bits are numbered down the columns, the
  // lowest row last.
  std::string Character(int64_t x, int64_t y) const {
    constexpr std::array<std::array<int, 2>, 8> kPlaces = {
        {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}};
    unsigned bits = 0;
    for (size_t i = 0; i < kPlaces.size(); ++i) {
      if (At(x + kPlaces[i][0], y + kPlaces[i][1])) bits |= 1U << i;
    }
    return {'\xe2', static_cast<char>(0xa0 + (bits >> 6)), static_cast<char>(0x80 + (bits & 63))};
  }

  int64_t width_;
  int64_t height_;
  std::vector<bool> dots_;
};

void DrawSquare(Dots& dots, double x, double y, double side, double angle) {
  // A whole number around a whole place, as the server has it.
  const double radius = std::round(side / std::numbers::sqrt2);
  const auto corner = [&](int which) {
    const double turn = angle + std::numbers::pi / 4 + which * std::numbers::pi / 2;
    return std::array{std::round(std::floor(x) + std::sin(turn) * radius),
                      std::round(std::floor(y) + std::cos(turn) * radius)};
  };
  for (int i = 0; i < 4; ++i) {
    const auto from = corner(i);
    const auto to = corner(i + 1);
    dots.Line(from[0], from[1], to[0], to[1]);
  }
}

// Rows of squares, the lower the more of them are turned and moved.
std::string Schotter(Call& call) {
  constexpr int64_t kMostSquares = 200;
  const int64_t columns = SizeArg(call, 3, 66, 1000);
  const int64_t across = SizeArg(call, 4, 8, kMostSquares);
  const int64_t down = SizeArg(call, 5, 12, kMostSquares);
  const int64_t width = columns * 2;
  const int64_t margin = width > 4 ? 2 : 0;
  const double side = static_cast<double>(width - margin * 2) / static_cast<double>(across);
  const auto height = static_cast<int64_t>(side * static_cast<double>(down)) + margin * 2;

  Random& random = call.server.random;
  Dots dots(width, height);
  for (int64_t row = 0; row < down; ++row) {
    for (int64_t column = 0; column < across; ++column) {
      double x = side * (static_cast<double>(column) + 0.5) + static_cast<double>(margin);
      double y = side * (static_cast<double>(row) + 0.5) + static_cast<double>(margin);
      double angle = 0;
      if (row > 1) {
        const double disorder = static_cast<double>(row) / static_cast<double>(down);
        angle = Shake(random) * disorder;
        x += Shake(random) * disorder * side / 3;
        y += Shake(random) * disorder * side / 3;
      }
      DrawSquare(dots, x, y, side, angle);
    }
  }
  return StrCat(dots.Print(), "\nGeorg Nees - schotter, plotter on paper, 1968. ");
}

// --- VERSION 6: a town before hills --------------------------------------------------------------

// Shades from black to white, as escape sequences of a terminal.
constexpr std::array<std::string_view, 4> kShades = {"0;30;40m", "0;90;100m", "0;37;47m",
                                                     "0;97;107m"};
constexpr uint8_t kBlack = 0;
constexpr uint8_t kDark = 1;
constexpr uint8_t kLight = 2;
constexpr uint8_t kWhite = 3;

class Town {
 public:
  Town(int64_t columns, int64_t rows)
      : columns_(columns), rows_(rows), shades_(static_cast<size_t>(columns * rows), kWhite) {}

  void DrawHills(Random& random, uint8_t shade, double height, double length) {
    const double start = Shake(random) * std::numbers::pi;
    for (int64_t x = 0; x < columns_; ++x) {
      const double wave = std::sin(start + static_cast<double>(x) / length);
      const double top = static_cast<double>(rows_) * (1 - height) + wave * height * 4;
      Fill(x, x + 1, static_cast<int64_t>(top), shade);
    }
  }

  void DrawHouse(Random& random, uint8_t shade) {
    const auto width = static_cast<int64_t>(7 + random.Below(8));
    const auto left = static_cast<int64_t>(random.Below(static_cast<uint64_t>(columns_)));
    const auto height = static_cast<int64_t>(random.Below(static_cast<uint64_t>(rows_)));
    const int64_t top = rows_ - height;
    Fill(left, left + width, top, shade);
    for (int64_t y = top + 2; y < rows_ - 1; y += 3) {
      for (int64_t x = left + 1; x < left + width - 2; x += 4) {
        const uint8_t light = random.Below(2) == 0 ? kBlack : kLight;
        Set(x, y, light);
        Set(x + 1, y, light);
      }
    }
  }

  std::string Print() const {
    std::string text;
    for (size_t i = 0; i < shades_.size(); ++i) {
      text += StrCat("\x1b[", kShades[shades_[i]], " \x1b[0m");
      if ((i + 1) % static_cast<size_t>(columns_) == 0) text += '\n';
    }
    return text;
  }

 private:
  void Set(int64_t x, int64_t y, uint8_t shade) {
    if (x < 0 || y < 0 || x >= columns_ || y >= rows_) return;
    shades_[static_cast<size_t>(y * columns_ + x)] = shade;
  }
  // From `top` to the ground.
  void Fill(int64_t left, int64_t right, int64_t top, uint8_t shade) {
    for (int64_t y = top; y < rows_; ++y) {
      for (int64_t x = left; x < right; ++x) Set(x, y, shade);
    }
  }

  int64_t columns_;
  int64_t rows_;
  std::vector<uint8_t> shades_;
};

std::string Landscape(Call& call) {
  constexpr int64_t kMost = 1000;
  constexpr int64_t kColumnsOfHouse = 8;
  const int64_t columns = SizeArg(call, 3, 80, kMost);
  const int64_t rows = SizeArg(call, 4, 20, kMost);
  Random& random = call.server.random;
  Town town(columns, rows);
  if (rows > 1) {
    town.DrawHills(random, kLight, 0.6, 9);
    town.DrawHills(random, kDark, 0.4, 6);
    for (int64_t i = 0; i < columns / kColumnsOfHouse; ++i)
      town.DrawHouse(random, i % 2 == 0 ? kDark : kBlack);
  }
  return StrCat(town.Print(),
                "Dedicated to the 8 bit game developers of past and present.\n"
                "Original 8 bit image from Plaguemon by hikikomori. ");
}

void LolWut(Call& call) {
  int64_t which = 0;
  if (call.argv.size() > 2 && EqualsIgnoreCase(call.argv[1], "VERSION"))
    which = IntegerArg(call.argv[2]);
  std::string text;
  if (which == 5) text = Schotter(call);
  if (which == 6) text = Landscape(call);
  call.reply.Verbatim("txt", StrCat(text, Version(call)));
}

using enum CommandFlag;

// clang-format off
constexpr CommandSpec kLolWut[] = {
    // name    arity flags              acl keys since    run     usage
    {"lolwut", -1,   kReadOnly | kFast, {}, {},  "5.0.0", LolWut, "[VERSION version]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> LolWutCommands() { return kLolWut; }

}  // namespace luarig

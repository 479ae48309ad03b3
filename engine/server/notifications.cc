#include "engine/server/notifications.h"

namespace luarig {
namespace {

struct Letter {
  char letter;
  EventClass kind;
  bool in_all;  // A stands for it
};

constexpr Letter kLetters[] = {
    {'g', EventClass::kGeneric, true}, {'$', EventClass::kString, true},
    {'l', EventClass::kList, true},    {'s', EventClass::kSet, true},
    {'h', EventClass::kHash, true},    {'z', EventClass::kZSet, true},
    {'x', EventClass::kExpired, true}, {'e', EventClass::kEvicted, true},
    {'t', EventClass::kStream, true},  {'d', EventClass::kModule, true},
    {'n', EventClass::kNew, false},    {'m', EventClass::kMiss, false},
};

constexpr Flags<EventClass> AllClasses() {
  Flags<EventClass> all;
  for (const Letter& row : kLetters) {
    if (row.in_all) all |= row.kind;
  }
  return all;
}

bool AddLetter(char letter, Notifications& wanted) {
  if (letter == 'K') return wanted.by_key = true;
  if (letter == 'E') return wanted.by_event = true;
  if (letter == 'A') {
    wanted.classes |= AllClasses();
    return true;
  }
  for (const Letter& row : kLetters) {
    if (row.letter != letter) continue;
    wanted.classes |= row.kind;
    return true;
  }
  return false;
}

}  // namespace

std::optional<Notifications> ParseNotifications(std::string_view letters) {
  Notifications wanted;
  for (const char letter : letters) {
    if (!AddLetter(letter, wanted)) return std::nullopt;
  }
  return wanted;
}

std::string FormatNotifications(const Notifications& notifications) {
  std::string text;
  const auto& classes = notifications.classes;
  if ((classes | AllClasses()) == classes) {
    text += 'A';  // and then n is not shown, though it may be set
  } else {
    for (const Letter& row : kLetters) {
      if (row.kind != EventClass::kMiss && classes.Has(row.kind)) text += row.letter;
    }
  }
  if (notifications.by_key) text += 'K';
  if (notifications.by_event) text += 'E';
  if (classes.Has(EventClass::kMiss)) text += 'm';
  return text;
}

}  // namespace luarig

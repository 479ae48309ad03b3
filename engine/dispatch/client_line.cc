#include "engine/dispatch/client_line.h"

#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosPerSecond = 1000000;

struct Shown {
  const Session& session;
  std::span<const std::string_view> argv;
};

std::string SecondsSince(const Session& session, int64_t then) {
  return StrCat((session.server.now_micros - then) / kMicrosPerSecond);
}

std::string FlagLetters(const Session& session) {
  const ClientTracking* tracking = session.tracking.get();
  std::string letters;
  const auto add = [&](bool set, char letter) {
    if (set) letters += letter;
  };
  add(session.monitoring, 'O');
  add(session.subscriptions.any(), 'P');
  add(session.transaction.open, 'x');
  add(session.waiting(), 'b');
  add(tracking != nullptr, 't');
  add(tracking != nullptr && tracking->broken, 'R');
  add(tracking != nullptr && tracking->broadcast, 'B');
  add(session.transaction.touched, 'd');
  add(session.closing == Closing::kAfterReply, 'c');
  add(session.closing == Closing::kNow, 'A');
  add(session.facts.unix_socket, 'U');
  add(session.reads_from_replicas, 'r');
  add(session.no_evict, 'e');
  add(!session.touch, 'T');
  return letters.empty() ? "N" : letters;
}

size_t SizeOf(std::span<const std::string_view> words) {
  size_t size = 0;
  for (const std::string_view word : words) size += word.size();
  return size;
}

size_t RunningSize(const Shown& shown) {
  if (!shown.session.waiting()) return SizeOf(shown.argv);
  size_t size = 0;
  for (const std::string& word : shown.session.wait->argv) size += word.size();
  return size;
}

// Of each queued word its bytes and a pointer, as the server counts them.
size_t QueuedSize(const Session& session) {
  constexpr size_t kPointer = 8;
  size_t size = 0;
  for (const Transaction::Queued& queued : session.transaction.queue) {
    for (const std::string& word : queued.argv) size += word.size() + kPointer;
  }
  return size;
}

size_t TotalSize(const Shown& shown) {
  const ClientFacts& facts = shown.session.facts;
  const size_t sizes = facts.query_buffer + facts.query_buffer_free + facts.reply_buffer +
                       facts.output_memory + RunningSize(shown) + QueuedSize(shown.session);
  if (facts.fd < 0) return sizes;
  // What stands for a connection itself, and for the pointers to the words of its command (7.0.15).
  constexpr size_t kConnection = 774;
  return sizes + kConnection + shown.argv.size() * sizeof(void*);
}

std::string Queued(const Session& session) {
  return session.transaction.open ? StrCat(session.transaction.queue.size()) : "-1";
}

std::string LastCommand(const Session& session) {
  return session.last_command == nullptr ? "NULL" : session.last_command->full_name;
}

std::string Redirect(const Session& session) {
  return session.tracking == nullptr ? "-1" : StrCat(session.tracking->redirect);
}

struct Field {
  std::string_view name;
  std::string (*value)(const Shown&);
  TargetSet targets = kAllTargets;
};

using S = const Shown&;

// clang-format off
constexpr Field kFields[] = {
    {"id",          [](S s) { return StrCat(s.session.id); }},
    {"addr",        [](S s) { return s.session.facts.address; }},
    {"laddr",       [](S s) { return s.session.facts.local_address; }},
    {"fd",          [](S s) { return StrCat(s.session.facts.fd); }},
    {"name",        [](S s) { return s.session.name; }},
    {"age",         [](S s) { return SecondsSince(s.session, s.session.created); }},
    {"idle",        [](S s) { return SecondsSince(s.session, s.session.last_interaction); }},
    {"flags",       [](S s) { return FlagLetters(s.session); }},
    {"db",          [](S s) { return StrCat(s.session.database); }},
    {"sub",         [](S s) { return StrCat(s.session.subscriptions.channels.size()); }},
    {"psub",        [](S s) { return StrCat(s.session.subscriptions.patterns.size()); }},
    {"ssub",        [](S s) { return StrCat(s.session.subscriptions.shard_channels.size()); }},
    {"multi",       [](S s) { return Queued(s.session); }},
    {"watch",       [](S s) { return StrCat(s.session.transaction.watched.size()); }, kSince74},
    {"qbuf",        [](S s) { return StrCat(s.session.facts.query_buffer); }},
    {"qbuf-free",   [](S s) { return StrCat(s.session.facts.query_buffer_free); }},
    {"argv-mem",    [](S s) { return StrCat(RunningSize(s)); }},
    {"multi-mem",   [](S s) { return StrCat(QueuedSize(s.session)); }},
    {"rbs",         [](S s) { return StrCat(s.session.facts.reply_buffer); }},
    {"rbp",         [](S s) { return StrCat(s.session.facts.reply_buffer_peak); }},
    {"obl",         [](S s) { return StrCat(s.session.facts.output_bytes); }},
    {"oll",         [](S s) { return StrCat(s.session.facts.output_blocks); }},
    {"omem",        [](S s) { return StrCat(s.session.facts.output_memory); }},
    {"tot-mem",     [](S s) { return StrCat(TotalSize(s)); }},
    {"events",      [](S s) { return std::string(s.session.facts.output_bytes == 0 ? "r" : "rw"); }},
    {"cmd",         [](S s) { return LastCommand(s.session); }},
    {"user",        [](S s) { return s.session.user->name; }},
    {"redir",       [](S s) { return Redirect(s.session); }},
    {"resp",        [](S s) { return StrCat(s.session.resp); }},
    {"lib-name",    [](S s) { return s.session.library_name; }, kSince72},
    {"lib-ver",     [](S s) { return s.session.library_version; }, kSince72},
    {"tot-net-in",  [](S s) { return StrCat(s.session.facts.bytes_in); }, TargetId::kValkey80},
    {"tot-net-out", [](S s) { return StrCat(s.session.facts.bytes_out); }, TargetId::kValkey80},
    {"tot-cmds",    [](S s) { return StrCat(s.session.commands); }, TargetId::kValkey80},
};
// clang-format on

}  // namespace

std::string ClientLine(const Session& session, std::span<const std::string_view> argv) {
  const Shown shown{session, argv};
  std::string line;
  for (const Field& field : kFields) {
    if (!field.targets.Has(session.server.target.id)) continue;
    line += StrCat(line.empty() ? "" : " ", field.name, "=", field.value(shown));
  }
  return line;
}

}  // namespace luarig

#include "cli/remote/server.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/remote/client.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

// The value of "name:value" in a text as INFO replies it; "" if there is none.
std::string_view InfoField(std::string_view info, std::string_view name) {
  const std::string wanted = StrCat("\n", name, ":");
  const size_t at = info.find(wanted);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = info.substr(at + wanted.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

// The first two numbers of a version: 7.4 is 704.
int VersionNumber(std::string_view version) {
  int parts[2] = {0, 0};
  size_t part = 0;
  for (const char c : version) {
    constexpr int kMost = 99;
    if (c == '.' && ++part == std::size(parts)) break;
    if (c >= '0' && c <= '9') parts[part] = std::min(kMost, parts[part] * 10 + (c - '0'));
  }
  return parts[0] * 100 + parts[1];
}

struct TargetRow {
  std::string_view product;
  int from;  // VersionNumber
  TargetId id;
};
// The last row of the product whose version is not above the server's.
constexpr TargetRow kTargetRows[] = {
    {"redis", 700, TargetId::kRedis70},   {"redis", 702, TargetId::kRedis72},
    {"redis", 704, TargetId::kRedis74},   {"valkey", 702, TargetId::kRedis72},
    {"valkey", 800, TargetId::kValkey80},
};

// The name between the quotes of "ERR Library 'mylib' already exists"; "" for other errors.
std::string_view ExistingLibrary(std::string_view error) {
  constexpr std::string_view kHead = "Library '";
  const size_t at = error.find(kHead);
  if (at == std::string_view::npos || error.find("already exists") == std::string_view::npos)
    return "";
  const std::string_view rest = error.substr(at + kHead.size());
  return rest.substr(0, rest.find('\''));
}

// The member `name` of a reply that is a map in RESP3 or its flat list in RESP2; null if absent.
const Reply* MemberOf(const Reply& map, std::string_view name) {
  for (size_t i = 0; i + 1 < map.elements.size(); i += 2) {
    if (map.elements[i].text == name) return &map.elements[i + 1];
  }
  return nullptr;
}

std::string Keys(int64_t count) { return count == 1 ? "1 key" : StrCat(count, " keys"); }

}  // namespace

std::string LibraryNameOf(std::string_view code) {
  constexpr std::string_view kName = " name=";
  const std::string_view line = code.substr(0, code.find('\n'));
  const size_t at = line.find(kName);
  if (!line.starts_with("#!") || at == std::string_view::npos) return "";
  const std::string_view rest = line.substr(at + kName.size());
  return std::string(rest.substr(0, rest.find_first_of(" \t\r")));
}

Result<std::unique_ptr<RemoteServer>> RemoteServer::Open(std::string_view url,
                                                         const RemoteOptions& options) {
  Result<ServerUrl> read = ParseServerUrl(url);
  if (!read) return Failure{read.error()};
  std::unique_ptr<RemoteServer> server(new RemoteServer(std::move(*read), options));
  Result<bool> connected = server->Connect();
  if (!connected) return Failure{connected.error()};
  Result<bool> found = server->FindForeignLibraries();
  if (!found) return Failure{found.error()};
  Result<bool> claimed = server->Claim(0);
  if (!claimed) return Failure{claimed.error()};
  return server;
}

// Ctrl-C does not keep it from leaving things as they were, but a server that is gone does.
RemoteServer::~RemoteServer() {
  if (!used_) return;
  constexpr int kPatienceMs = 1000;
  auto& how = options_.connection;
  how = {.connect_ms = kPatienceMs, .reply_ms = kPatienceMs};
  nodes_.clear();
  if (Connect().ok()) static_cast<void>(Clear().ok());
}

Result<bool> RemoteServer::Connect() {
  Result<RemoteConnection> opened = RemoteConnection::Open(url_.endpoint, options_.connection);
  if (!opened) return Failure{opened.error()};
  nodes_.push_back(std::make_unique<RemoteConnection>(std::move(*opened)));
  endpoints_ = {url_.endpoint};
  Result<bool> introduced = first().Introduce(url_, 2);
  if (!introduced) return introduced;
  selected_ = url_.database;
  return ReadInfo();
}

Result<bool> RemoteServer::Reconnect() {
  if (std::ranges::all_of(nodes_, [](const auto& node) { return node->open(); })) return true;
  auto nodes = std::exchange(nodes_, {});
  auto endpoints = endpoints_;
  auto node_of_slot = node_of_slot_;
  Result<bool> connected = Connect();
  if (connected) return true;
  nodes_ = std::move(nodes);
  endpoints_ = std::move(endpoints);
  node_of_slot_ = std::move(node_of_slot);
  return connected;
}

Result<bool> RemoteServer::ReadInfo() {
  const Result<Reply> reply = first().Run({"INFO"});
  if (!reply) return Failure{reply.error()};
  const std::string info = StrCat("\n", reply.value().text);
  if (reply.value().is_error())
    return Failure{StrCat(first().name(), ": INFO: ", reply.value().text)};
  if (Result<bool> known = ReadTarget(info); !known) return known;
  if (InfoField(info, "role") == "slave")
    return Failure{StrCat(name_, ": this is a replica, and tests write: name its primary, ",
                          InfoField(info, "master_host"), ":", InfoField(info, "master_port"))};
  if (InfoField(info, "loading") == "1")
    return Failure{StrCat(name_, ": it is still loading its data: try again later")};
  // So that looking at keys is no use of them; servers before 7.2 do not know it.
  if (const auto quiet = first().Run({"CLIENT", "NO-TOUCH", "ON"}); !quiet)
    return Failure{quiet.error()};
  cluster_ = InfoField(info, "cluster_enabled") == "1";
  return cluster_ ? ConnectCluster() : true;
}

Result<bool> RemoteServer::ReadTarget(std::string_view info) {
  const bool valkey = !InfoField(info, "valkey_version").empty();
  const std::string_view product = valkey ? "valkey" : "redis";
  const std::string_view number = InfoField(info, valkey ? "valkey_version" : "redis_version");
  version_ = StrCat(product, " ", number);
  name_ = StrCat(version_, " at ", first().name());
  for (const TargetRow& row : kTargetRows) {
    if (row.product == product && row.from <= VersionNumber(number)) target_ = &GetTarget(row.id);
  }
  if (target_ != nullptr) return true;
  return Failure{StrCat(name_, ": tests need Redis 7.0 or newer, or Valkey")};
}

Result<bool> RemoteServer::ConnectCluster() {
  const Result<Reply> slots = first().Run({"CLUSTER", "SLOTS"});
  if (!slots) return Failure{slots.error()};
  constexpr size_t kNobody = SIZE_MAX;
  node_of_slot_.assign(kSlotCount, kNobody);
  nodes_.clear();
  endpoints_.clear();
  for (const Reply& range : slots.value().elements) {
    if (Result<bool> connected = ConnectSlots(range); !connected) return connected;
  }
  if (nodes_.empty() || std::ranges::find(node_of_slot_, kNobody) != node_of_slot_.end())
    return Failure{StrCat(name_,
                          ": the cluster has slots that no node serves; "
                          "see CLUSTER INFO and redis-cli --cluster check")};
  return true;
}

// A range is its first and last slot, then nodes, the primary first: host, port, id.
Result<bool> RemoteServer::ConnectSlots(const Reply& range) {
  const bool whole = range.elements.size() >= 3 && range.elements[2].elements.size() >= 2;
  if (!whole) return Failure{StrCat(name_, ": CLUSTER SLOTS replied what it should not")};
  const Reply& primary = range.elements[2];
  // In the manner of a redirection, as hosts may be left out here as well.
  const std::optional<Redirect> where = ReadRedirect(
      StrCat("MOVED 0 ", primary.elements[0].text == "?" ? "" : primary.elements[0].text, ":",
             primary.elements[1].integer),
      url_.endpoint);
  if (!where) return Failure{StrCat(name_, ": CLUSTER SLOTS names a node without a port")};
  const std::string name = where->endpoint.Name();
  size_t node = 0;
  while (node < nodes_.size() && nodes_[node]->name() != name) ++node;
  if (node == nodes_.size()) {
    Result<RemoteConnection> opened = RemoteConnection::Open(where->endpoint, options_.connection);
    if (!opened)
      return Failure{StrCat(opened.error(), " (a node of the cluster, as it calls itself)")};
    if (auto introduced = opened->Introduce(url_, 2); !introduced) return introduced;
    nodes_.push_back(std::make_unique<RemoteConnection>(std::move(*opened)));
    endpoints_.push_back(where->endpoint);
  }
  const auto last = std::min<int64_t>(range.elements[1].integer, kSlotCount - 1);
  for (int64_t slot = std::max<int64_t>(range.elements[0].integer, 0); slot <= last; ++slot)
    node_of_slot_[static_cast<size_t>(slot)] = node;
  return true;
}

Result<bool> RemoteServer::Select(int database) {
  const int wanted = DatabaseOf(database);
  if (wanted == selected_) return true;
  for (const auto& node : nodes_) {
    const Result<Reply> reply = node->Run({"SELECT", std::to_string(wanted)});
    if (!reply) return Failure{reply.error()};
    if (reply.value().is_error())
      return Failure{StrCat(name_, ": cannot select database ", wanted, ": ", reply.value().text)};
  }
  selected_ = wanted;
  return true;
}

// The error reply of the first node that refuses, or what the first one replied.
Result<Reply> RemoteServer::RunEverywhere(const std::vector<std::string>& words) {
  std::optional<Reply> first_reply;
  for (const auto& node : nodes_) {
    Result<Reply> reply = node->Run(words);
    if (!reply || reply->is_error()) return reply;
    if (!first_reply) first_reply = std::move(*reply);
  }
  return std::move(*first_reply);
}

Result<int64_t> RemoteServer::CountKeys() {
  int64_t keys = 0;
  for (const auto& node : nodes_) {
    const Result<Reply> reply = node->Run({"DBSIZE"});
    if (!reply) return Failure{reply.error()};
    if (reply.value().is_error()) return Failure{StrCat(name_, ": DBSIZE: ", reply.value().text)};
    keys += reply.value().integer;
  }
  return keys;
}

Result<bool> RemoteServer::Claim(int database) {
  if (claimed_.contains(database)) return true;
  constexpr int kDatabases = 16;
  if (database >= kDatabases) return Failure{"tests can use the databases 0 to 15"};
  const int number = DatabaseOf(database);
  if (database != 0 && number == url_.database)
    return Failure{StrCat(name_, ": database ", number,
                          " stands in for database 0 here, so tests cannot use it as well: name "
                          "another one in the URL")};
  if (Result<bool> selected = Select(database); !selected) return selected;
  const Result<int64_t> keys = CountKeys();
  if (!keys) return Failure{keys.error()};
  if (keys.value() != 0 && !options_.may_flush)
    return Failure{StrCat(name_, ": database ", number, " has ", Keys(keys.value()),
                          ", which tests would delete: name an empty one (",
                          cluster_ ? "of another cluster" : "redis://HOST/5",
                          "), or allow it with ", options_.may_flush_flag)};
  claimed_.insert(database);
  return true;
}

Result<bool> RemoteServer::Clear() {
  used_ = true;
  for (const int database : claimed_) {
    if (Result<bool> selected = Select(database); !selected) return selected;
    const Result<Reply> reply = RunEverywhere({"FLUSHDB"});
    if (!reply) return Failure{reply.error()};
    if (reply.value().is_error()) return Failure{StrCat(name_, ": FLUSHDB: ", reply.value().text)};
  }
  if (options_.may_flush) {
    if (const Result<Reply> reply = RunEverywhere({"SCRIPT", "FLUSH"}); !reply)
      return Failure{reply.error()};
  }
  for (const std::string& library : std::exchange(libraries_, {})) {
    // That it is gone already is fine.
    const Result<Reply> reply = RunEverywhere({"FUNCTION", "DELETE", library});
    if (!reply) return Failure{reply.error()};
  }
  return true;
}

Result<Reply> RemoteServer::LoadLibrary(const std::string& code) {
  Result<Reply> reply = RunEverywhere({"FUNCTION", "LOAD", code});
  if (!reply) return reply;
  const std::string existing(reply->is_error() ? ExistingLibrary(reply->text) : "");
  if (!existing.empty() && !libraries_.contains(existing) && !options_.may_flush)
    return Failure{StrCat(name_, ": there is a library ", existing,
                          " already, which is not the tests': delete it (FUNCTION DELETE ",
                          existing, "), or allow it to be replaced with ",
                          options_.may_flush_flag)};
  if (!existing.empty()) reply = RunEverywhere({"FUNCTION", "LOAD", "REPLACE", code});
  if (reply && !reply->is_error()) libraries_.insert(reply->text);
  return reply;
}

Result<bool> RemoteServer::FindForeignLibraries() {
  const Result<Reply> list = first().Run({"FUNCTION", "LIST"});
  if (!list) return Failure{list.error()};
  for (const Reply& library : list.value().elements) {
    if (const Reply* name = MemberOf(library, "library_name"))
      foreign_libraries_.insert(name->text);
  }
  return true;
}

Result<std::map<std::string, std::string>> RemoteServer::FunctionsByName() {
  const Result<Reply> list = first().Run({"FUNCTION", "LIST"});
  if (!list) return Failure{list.error()};
  std::map<std::string, std::string> found;
  for (const Reply& library : list.value().elements) {
    const Reply* name = MemberOf(library, "library_name");
    const Reply* functions = MemberOf(library, "functions");
    if (name == nullptr || functions == nullptr) continue;
    for (const Reply& function : functions->elements) {
      if (const Reply* called = MemberOf(function, "name"))
        found[ToLower(called->text)] = name->text;
    }
  }
  return found;
}

Result<int64_t> RemoteServer::NowMs() {
  const Result<Reply> reply = first().Run({"TIME"});
  if (!reply) return Failure{reply.error()};
  if (reply.value().elements.size() != 2)
    return Failure{StrCat(name_, ": TIME: ", reply.value().text)};
  const std::optional<int64_t> seconds = ParseInteger(reply.value().elements[0].text);
  const std::optional<int64_t> micros = ParseInteger(reply.value().elements[1].text);
  if (!seconds || !micros) return Failure{StrCat(name_, ": TIME replied no time")};
  return *seconds * 1000 + *micros / 1000;
}

}  // namespace luarig

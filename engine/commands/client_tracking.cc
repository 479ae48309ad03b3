// CLIENT TRACKING and its kind.

#include <set>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/client.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {
namespace {

struct TrackingArgs {
  ClientTracking wanted;
  std::vector<std::string_view> prefixes;
};

uint64_t RedirectArg(const Call& call, std::string_view word, bool again) {
  if (again) throw CommandError("ERR A client can only redirect to a single other client");
  const auto id = static_cast<uint64_t>(IntegerArg(word));
  // Nobody redirects to a client that is not there; it may go later.
  if (!call.server.sessions.contains(id))
    throw CommandError("ERR The client ID you want redirect to does not exist");
  return id;
}

TrackingArgs ReadTrackingArgs(const Call& call) {
  TrackingArgs read;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("REDIRECT", 1)) {
      read.wanted.redirect = RedirectArg(call, args.Next(), read.wanted.redirect != 0);
    } else if (args.Take("BCAST")) {
      read.wanted.broadcast = true;
    } else if (args.Take("OPTIN")) {
      read.wanted.opt_in = true;
    } else if (args.Take("OPTOUT")) {
      read.wanted.opt_out = true;
    } else if (args.Take("NOLOOP")) {
      read.wanted.no_loop = true;
    } else if (args.Take("PREFIX", 1)) {
      read.prefixes.push_back(args.Next());
    } else {
      throw CommandError::Syntax();
    }
  }
  return read;
}

bool Overlap(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}

// No key may be announced twice to the same client.
void CheckPrefixes(const Session& session, const std::vector<std::string_view>& prefixes) {
  constexpr std::string_view kRule = "Prefixes for a single client must not overlap.";
  for (size_t i = 0; i < prefixes.size(); ++i) {
    if (session.tracking != nullptr) {
      for (const std::string& known : session.tracking->prefixes) {
        if (!Overlap(prefixes[i], known)) continue;
        throw CommandError(StrCat("ERR Prefix '", prefixes[i],
                                  "' overlaps with an existing prefix '", known, "'. ", kRule));
      }
    }
    for (size_t j = i + 1; j < prefixes.size(); ++j) {
      if (!Overlap(prefixes[i], prefixes[j])) continue;
      throw CommandError(StrCat("ERR Prefix '", prefixes[i],
                                "' overlaps with another provided prefix '", prefixes[j], "'. ",
                                kRule));
    }
  }
}

void CheckModes(const Session& session, const TrackingArgs& args) {
  const ClientTracking& wanted = args.wanted;
  if (!args.prefixes.empty() && !wanted.broadcast)
    throw CommandError("ERR PREFIX option requires BCAST mode to be enabled");
  const ClientTracking* now = session.tracking.get();
  if (now != nullptr && now->broadcast != wanted.broadcast) {
    throw CommandError(
        "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and "
        "then re-enabling it with a different mode.");
  }
  if (wanted.broadcast && (wanted.opt_in || wanted.opt_out))
    throw CommandError("ERR OPTIN and OPTOUT are not compatible with BCAST");
  if (wanted.opt_in && wanted.opt_out)
    throw CommandError("ERR You can't specify both OPTIN mode and OPTOUT mode");
  if (now != nullptr && ((wanted.opt_in && now->opt_out) || (wanted.opt_out && now->opt_in))) {
    throw CommandError(
        "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and "
        "then re-enabling it with a different mode.");
  }
  if (wanted.broadcast) CheckPrefixes(session, args.prefixes);
}

std::vector<std::string_view> FlagsOf(const ClientTracking* tracking) {
  using Caching = ClientTracking::Caching;
  if (tracking == nullptr) return {"off"};
  std::vector<std::string_view> flags = {"on"};
  if (tracking->broadcast) flags.emplace_back("bcast");
  if (tracking->opt_in) flags.emplace_back("optin");
  if (tracking->opt_in && tracking->caching == Caching::kYes) flags.emplace_back("caching-yes");
  if (tracking->opt_out) flags.emplace_back("optout");
  if (tracking->opt_out && tracking->caching == Caching::kNo) flags.emplace_back("caching-no");
  if (tracking->no_loop) flags.emplace_back("noloop");
  if (tracking->broken) flags.emplace_back("broken_redirect");
  return flags;
}

// -1: does not track; 0: is told itself.
int64_t RedirectOf(const Session& session) {
  return session.tracking == nullptr ? -1 : static_cast<int64_t>(session.tracking->redirect);
}

}  // namespace

void ClientTrackingOf(Call& call) {
  TrackingArgs args = ReadTrackingArgs(call);
  if (OnOffArg(call.argv[2])) {
    CheckModes(call.session, args);
    args.wanted.prefixes.insert(args.prefixes.begin(), args.prefixes.end());
    call.server.tracking.Enable(call.session, args.wanted);
  } else {
    call.server.tracking.Disable(call.session);
  }
  call.server.UpdateKeyEvents();
  call.reply.Ok();
}

void ClientTrackingInfo(Call& call) {
  const ClientTracking* tracking = call.session.tracking.get();
  const std::vector<std::string_view> flags = FlagsOf(tracking);
  call.reply.Map(3);
  call.reply.Bulk("flags");
  call.reply.Set(flags.size());
  for (const std::string_view flag : flags) call.reply.Bulk(flag);
  call.reply.Bulk("redirect");
  call.reply.Integer(RedirectOf(call.session));
  call.reply.Bulk("prefixes");
  call.reply.Array(tracking == nullptr ? 0 : tracking->prefixes.size());
  if (tracking == nullptr) return;
  for (const std::string& prefix : tracking->prefixes) call.reply.Bulk(prefix);
}

void ClientCaching(Call& call) {
  ClientTracking* tracking = call.session.tracking.get();
  if (tracking == nullptr) {
    throw CommandError(
        "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or "
        "OPTOUT mode enabled");
  }
  const std::string_view word = call.argv[2];
  if (EqualsIgnoreCase(word, "yes")) {
    if (!tracking->opt_in) {
      throw CommandError(
          "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    }
    tracking->caching = ClientTracking::Caching::kYes;
  } else if (EqualsIgnoreCase(word, "no")) {
    if (!tracking->opt_out) {
      throw CommandError(
          "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
    }
    tracking->caching = ClientTracking::Caching::kNo;
  } else {
    throw CommandError::Syntax();
  }
  call.reply.Ok();
}

void ClientGetRedir(Call& call) { call.reply.Integer(RedirectOf(call.session)); }

}  // namespace luarig

// describe, it and what stands around them; require; what a suite must do without.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeSuite = R"lua(
local rig = ...
setfenv(1, rig.environment)

describe, context, insulate, expose = rig.describe, rig.describe, rig.describe, rig.describe
suite = rig.suite

-- it(name), it(name, function), and busted's it(name, function) with tags in the name.
function it(name, body)
  return rig.it(name, body)
end
spec, test = it, it

local function skip(reason)
  return rig.fail({ kind = 'skip', message = reason })
end

-- Around tests it stands for one that is not written yet; inside of one it ends it.
function pending(name, body, reason)
  if rig.running then return skip(type(name) == 'string' and name or 'pending') end
  if type(body) == 'string' then reason = body end
  return rig.it(name, nil, type(reason) == 'string' and reason or 'pending')
end

-- The numbers are LuaHook's.
local SETUP, BEFORE_EACH, AFTER_EACH, TEARDOWN = 0, 1, 2, 3
for name, which in pairs({
  setup = SETUP, lazy_setup = SETUP, strict_setup = SETUP,
  before_each = BEFORE_EACH, after_each = AFTER_EACH,
  teardown = TEARDOWN, lazy_teardown = TEARDOWN, strict_teardown = TEARDOWN,
}) do
  _G[name] = function(body) return rig.hook(which, name, body) end
end

local last = {}
function finally(body)
  if not rig.running then rig.error('finally() belongs into a test') end
  if type(body) ~= 'function' then rig.error('finally() takes a function') end
  last[#last + 1] = body
end

function rig.run_finally()
  while #last > 0 do table.remove(last)() end
end

-- Tests run in whatever order whoever runs them wants.
function randomize() end
function async() end

function print(...)
  local words = {}
  for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))) end
  return rig.print(table.concat(words, '\t'))
end

-- What a suite may not have, with what it may have instead.
local function refused(name, instead)
  return function() return rig.error(name .. ' is not there: ' .. instead) end
end
local CLOCK = 'the time of a test is clock.now(), and moves by clock.advance()'
os = {
  time = refused('os.time', CLOCK),
  clock = refused('os.clock', CLOCK),
  date = refused('os.date', CLOCK),
  getenv = refused('os.getenv', 'a suite sees nothing of the machine that it runs on'),
  execute = refused('os.execute', 'a suite sees nothing of the machine that it runs on'),
}
io = {
  write = function(...)
    local words = {}
    for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))) end
    return rig.print(table.concat(words))
  end,
  open = refused('io.open', "require 'helpers' reads Lua, suite { fixture = 'keys.json' } keys"),
}
dofile = refused('dofile', "require 'helpers' runs helpers.lua beside the suite, once")
loadfile = refused('loadfile', "require 'helpers' runs helpers.lua beside the suite, once")

local loaded = {
  bit = bit, cjson = cjson, cmsgpack = cmsgpack, struct = struct, string = _G.string,
  table = _G.table, math = _G.math, coroutine = coroutine, say = rig.say, luassert = assert,
  ['luassert.spy'] = spy, ['luassert.stub'] = stub, ['luassert.mock'] = mock,
  ['luassert.match'] = match, _G = _G,
}
loaded.busted = setmetatable({}, { __index = _G, __call = function() end })
loaded['busted.runner'] = function() end
package = { loaded = loaded }

local read = rig.require
function require(name)
  if type(name) ~= 'string' then rig.error("require takes a name: require 'helpers'") end
  local found = loaded[name]
  if found == nil then
    found = read(name)
    loaded[name] = found
  end
  return found
end

-- A test begins, with what is known of where it runs.
_G.rig = {}
function rig.announce(target, under, resp, server)
  _G.rig.target, _G.rig.under, _G.rig.resp, _G.rig.server = target, under, resp, server
  rig.running = true
  rig.asserted = nil
  last = {}
end

-- It is over.
function rig.finish()
  rig.running = false
  rig.end_spies()
end
)lua";

}  // namespace luarig

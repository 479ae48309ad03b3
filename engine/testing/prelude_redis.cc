// The server as tests see it.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeRedis = R"lua(
local rig = ...
setfenv(1, rig.environment)
local run, fcall_as, eval_as, eval_text_as = rig.run, rig.fcall, rig.eval, rig.eval_text

null = cjson.null

-- Errors of the server, raised or returned: {err = "ERR ..."}, which read like their text. code is
-- the first word.
rig.reply_error = {
  __tostring = function(reply) return rawget(reply, 'err') end,
  __concat = function(a, b) return tostring(a) .. tostring(b) end,
  __index = function(reply, name)
    if name == 'code' then return string.match(rawget(reply, 'err'), '^%S*') end
    local method = string[name]
    return method and function(self, ...) return method(tostring(self), ...) end
  end,
}

local function named(value, what, example)
  if type(value) == 'string' then return value end
  return rig.error(what .. ', and got ' .. rig.show(value) .. ': ' .. example)
end

-- --- Clients. '' is the one that is always there.

local FUNCTION = 'fcall takes the name of a function'
local FILE = 'eval takes the path of a script'
local TEXT = 'eval_text takes the text of a script'

local Client = {}
Client.__index = Client
Client.__call = function(self, ...) return run(self.name, true, ...) end
Client.__tostring = function(self) return 'client ' .. rig.quote(self.name) end

function Client:call(...) return run(self.name, true, ...) end
function Client:pcall(...) return run(self.name, false, ...) end
function Client:fcall(name, keys, args)
  named(name, FUNCTION, "fcall('f', {'k'}, {1})")
  return fcall_as(self.name, true, 'FCALL', name, keys, args)
end
function Client:fcall_ro(name, keys, args)
  named(name, FUNCTION, "fcall_ro('f', {'k'})")
  return fcall_as(self.name, true, 'FCALL_RO', name, keys, args)
end
function Client:eval(path, keys, args)
  return eval_as(self.name, true, named(path, FILE, "eval('take.lua', {'k'}, {1})"), keys, args)
end
function Client:eval_text(text, keys, args)
  return eval_text_as(self.name, true, named(text, TEXT, "eval_text('return 1')"), keys, args)
end

function client(name)
  return setmetatable({ name = named(name, 'client takes a name', "client('worker')") }, Client)
end

local own = setmetatable({ name = '' }, Client)

redis = setmetatable({
  call = function(...) return run('', true, ...) end,
  pcall = function(...) return run('', false, ...) end,
}, { __call = function(_, ...) return run('', true, ...) end })

function fcall(name, keys, args) return own:fcall(name, keys, args) end
function fcall_ro(name, keys, args) return own:fcall_ro(name, keys, args) end
function eval(path, keys, args) return own:eval(path, keys, args) end
function eval_text(text, keys, args) return own:eval_text(text, keys, args) end

function load_library(path)
  return rig.load_library(named(path, 'load_library takes a path', "load_library('stock.lua')"))
end

clock = { advance = rig.advance, now = rig.now }

-- --- Keys

local function database(number)
  if number == nil then return 0 end
  if type(number) == 'number' then return number end
  return rig.error('a database is a number, and got ' .. rig.show(number))
end

function key(name, db)
  if type(name) == 'number' then name = tostring(name) end
  return rig.key(database(db), named(name, 'key takes a name', "key('stock:lamp').value"))
end

-- keys(), keys('stock:*'), keys(pattern or nil, database)
function keys(pattern, db)
  if pattern ~= nil then named(pattern, 'keys takes a pattern', "keys('stock:*')") end
  return rig.keys(database(db), pattern)
end

-- What differs between two hashes or sorted sets, by field or member.
local function changed_fields(before, after)
  local fields = {}
  for name, value in next, before do
    if after[name] ~= value then fields[name] = { before = value, after = after[name] } end
  end
  for name, value in next, after do
    if before[name] == nil then fields[name] = { after = value } end
  end
  return fields
end

function diff(db)
  local differences = rig.diff(database(db))
  for _, entry in next, differences do
    local before, after = entry.before, entry.after
    if before and after and before.type == after.type
      and (before.type == 'hash' or before.type == 'zset') then
      entry.changed = changed_fields(before.value, after.value)
    end
  end
  return differences
end

-- --- What was seen of the last call

-- The words of each call; reply and line stand behind them, where no comparison sees them.
function calls()
  local lists = {}
  for i, call in ipairs(rig.calls()) do
    lists[i] = setmetatable(call.words, { __index = { reply = call.reply, line = call.line } })
  end
  return lists
end

local Line = { __tostring = function(line) return line.level .. ': ' .. line.text end }

function log()
  local lines = rig.log()
  for _, line in ipairs(lines) do setmetatable(line, Line) end
  return lines
end

events, propagated, instructions = rig.events, rig.propagated, rig.instructions

-- --- Sizes

local LIMITS = { growth = true, commands = true, breaks_at_least = true }

-- scale({1, 10, 100}, function(n) ... end, {growth = 'linear', commands = 'constant'})
function scale(sizes, body, limits)
  if type(sizes) ~= 'table' or type(body) ~= 'function' then
    rig.error('scale takes sizes and a function: scale({1, 10, 100}, function(n) ... end)')
  end
  limits = limits == nil and {} or limits
  if type(limits) ~= 'table' then
    rig.error("scale takes limits as a table: {growth = 'linear'}")
  end
  for name in pairs(limits) do
    if not LIMITS[name] then
      rig.error('scale knows no ' .. rig.show(name) .. ': growth, commands and breaks_at_least')
    end
  end
  return rig.scale(sizes, body, limits.growth, limits.commands, limits.breaks_at_least)
end

-- grow('queue', n): the key gets n elements, made after its last one.
function grow(name, size, db)
  if type(name) == 'number' then name = tostring(name) end
  named(name, 'grow takes a key', "grow('queue', 1000)")
  return rig.grow(database(db), name, size)
end

-- --- Faults

local function error_text(text)
  return named(text, 'a fault takes the text of an error', "faults.fail('HSET', 'OOM no room')")
end

local OPTIONS = { 'which', 'only' }

-- Whether all faults are meant, and the commands that may fail.
local function sweep_options(options)
  if type(options) ~= 'table' then
    rig.error('the options of faults.sweep are a table, and got ' .. rig.show(options))
  end
  for name in next, options do
    if name ~= 'which' and name ~= 'only' then
      local meant = type(name) == 'string' and rig.suggest(name, OPTIONS) or ''
      rig.error('faults.sweep has no option ' .. rig.show(name)
        .. '; ' .. (meant ~= '' and meant or "there are which = 'all' and only = {'HSET'}"))
    end
  end
  local which, only = options.which, options.only
  if which ~= nil and which ~= 'likely' and which ~= 'all' then
    rig.error("which is 'likely' or 'all', and got " .. rig.show(which))
  end
  if type(only) == 'string' then only = { only } end
  if only ~= nil and (type(only) ~= 'table' or #only == 0) then
    rig.error("only is a list of commands: only = {'HSET'}")
  end
  return which == 'all', only
end

faults = {
  -- Every such command that a script of this test calls fails, until faults.clear().
  fail = function(command, text)
    named(command, 'faults.fail takes a command', "faults.fail('HSET', 'OOM ...')")
    return rig.plan_fault(command, 0, error_text(text))
  end,
  -- The how manieth command that the next script calls fails.
  fail_call = function(number, text)
    if type(number) ~= 'number' or number < 1 or number ~= math.floor(number) then
      rig.error('faults.fail_call takes a number from 1 on, and got ' .. rig.show(number))
    end
    return rig.plan_fault('', number, error_text(text))
  end,
  clear = function() return rig.plan_fault('', 0, nil) end,
  -- Runs `action`, and then again for each fault that its scripts could meet, always from the same
  -- keys. Behind each `check(fault)` must hold, or all or nothing be done.
  sweep = function(action, check, options)
    if type(check) == 'table' and options == nil then check, options = nil, check end
    if type(action) ~= 'function' or check ~= nil and type(check) ~= 'function' then
      rig.error('faults.sweep takes one or two functions: '
        .. "faults.sweep(function() fcall('f', {'k'}) end, function(fault) ... end)")
    end
    return rig.sweep(action, check, sweep_options(options or {}))
  end,
}
)lua";

}  // namespace luarig

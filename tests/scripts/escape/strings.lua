-- The metatable that all strings share.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('__index', function() getmetatable('').__index = {leaked = 1} return ('').leaked end)
attempt('__add', function() getmetatable('').__add = function() return 1 end return '' + '' end)
attempt('__call', function() getmetatable('').__call = function() return 1 end return (''){} end)
attempt('__metatable', function() getmetatable('').__metatable = 1 return getmetatable('') == 1 end)
attempt('rawset', function() rawset(getmetatable(''), '__index', {leaked = 1}) return ('').leaked end)
attempt('setmetatable of a string', function() setmetatable('', {__index = {leaked = 1}}) return ('').leaked end)
attempt('setmetatable of it', function()
  setmetatable(getmetatable(''), {__index = {leaked = 1}})
  return getmetatable('').leaked
end)
attempt('what __index is', function() getmetatable('').__index.leaked = 1 return ('').leaked end)
attempt('through a table that borrows it', function()
  local mine = setmetatable({}, getmetatable(''))
  rawset(getmetatable(mine), '__index', {leaked = 1})
  return ('').leaked
end)
attempt('table.insert', function() table.insert(getmetatable(''), 1) return rawget(getmetatable(''), 1) end)
attempt('pairs shows one field', function()
  local count = 0
  for _ in pairs(getmetatable('')) do count = count + 1 end
  return count ~= 1
end)
attempt('of a result', function() getmetatable(('x'):rep(3)).__len = 1 return getmetatable('').__len end)
attempt('a method', function() ('').leaked = 1 return ('').leaked end)
attempt('other types', function()
  return getmetatable(1) or getmetatable(true) or getmetatable(print) or getmetatable(cjson.null)
end)
attempt('of functions and coroutines', function()
  return getmetatable(pairs) or getmetatable(coroutine.create(function() end))
end)

if #got == 0 then return 'safe' end
return got

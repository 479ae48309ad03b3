-- What redis.call takes and gives.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('tables as arguments', function() return redis.call('SET', 'k', {}) end)
attempt('_G as an argument', function() return redis.call('ECHO', _G) end)
attempt('functions as arguments', function() return redis.call('ECHO', redis.call) end)
attempt('nil as an argument', function() return redis.call('ECHO', nil) end)
attempt('a table that would be a string', function()
  return redis.call('ECHO', setmetatable({}, {__tostring = function() return 'x' end}))
end)
attempt('EVAL inside', function() return redis.call('EVAL', 'return 1', '0') end)
attempt('SCRIPT inside', function() return redis.call('SCRIPT', 'FLUSH') end)
attempt('FUNCTION inside', function() return redis.call('FUNCTION', 'FLUSH') end)
attempt('CONFIG inside', function() return redis.call('CONFIG', 'GET', 'maxmemory') end)
attempt('DEBUG inside', function() return redis.call('DEBUG', 'SLEEP', '0') end)
attempt('SHUTDOWN inside', function() return redis.call('SHUTDOWN') end)
attempt('SUBSCRIBE inside', function() return redis.call('SUBSCRIBE', 'c') end)
attempt('MULTI inside', function() return redis.call('MULTI') end)
attempt('ACL inside', function() return redis.call('ACL', 'SETUSER', 'x', 'on') end)
attempt('register_function is not for scripts', function() return redis.register_function end)
attempt('KEYS is a table of our own', function()
  KEYS.leaked = 1
  return getmetatable(KEYS)
end)
attempt('a reply is a table of our own', function()
  redis.call('TIME').leaked = 1
  return redis.call('TIME').leaked
end)
attempt('replies have no metatables', function() return getmetatable(redis.call('TIME')) end)
attempt('a name with a zero', function() return redis.call('EV\0AL', 'return 1', '0') end)
attempt('a name with a pipe', function() return redis.call('config|get', 'maxmemory') end)
attempt('setresp beyond 3', function() redis.setresp(4) return true end)
attempt('breakpoint holds nothing', function() return redis.breakpoint() end)

if #got == 0 then return 'safe' end
return got

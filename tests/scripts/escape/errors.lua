-- Error values, their handlers, and coroutines.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('xpcall hands out the globals', function()
  local _, caught = xpcall(function() leaked = 1 end, function(e) return e end)
  return type(caught) == 'table'
end)
attempt('a handler that writes', function()
  xpcall(function() error('x') end, function() leaked = 1 end)
  return rawget(_G, 'leaked')
end)
attempt('a handler that rawsets', function()
  xpcall(error, function() rawset(_G, 'leaked', 1) end)
  return rawget(_G, 'leaked')
end)
attempt('the server\'s handler with a library', function()
  __redis__err__handler(string)
  return string.source or string.line
end)
attempt('the server\'s handler with _G', function()
  __redis__err__handler(_G)
  return rawget(_G, 'source') or rawget(_G, 'line')
end)
attempt('the server\'s handler as a coroutine', function()
  coroutine.wrap(__redis__err__handler)(redis)
  return redis.source or redis.line
end)
attempt('a library as an error', function()
  pcall(error, string)
  return string.err or string.source
end)
attempt('an error object that writes when it is shown', function()
  local e = setmetatable({}, {__tostring = function() leaked = 1 return 'x' end})
  tostring(e)
  return rawget(_G, 'leaked')
end)
attempt('an error object whose err is a function of ours', function()
  local e = setmetatable({}, {__index = function(_, key) leaked = key return 'x' end})
  pcall(error, e)
  return rawget(_G, 'leaked')
end)
attempt('a coroutine has the same globals', function()
  coroutine.wrap(function() leaked = 1 end)()
  return rawget(_G, 'leaked')
end)
attempt('a coroutine of rawset', function()
  coroutine.wrap(rawset)(_G, 'leaked', 1)
  return rawget(_G, 'leaked')
end)
attempt('resume of setmetatable', function()
  coroutine.resume(coroutine.create(function() setmetatable(_G, {}) end))
  return getmetatable(_G).__index == nil
end)
attempt('pcall of rawset', function() pcall(rawset, _G, 'leaked', 1) return rawget(_G, 'leaked') end)
attempt('gsub as the caller', function()
  string.gsub('leaked', '.+', function(name) rawset(_G, name, 1) end)
  return rawget(_G, 'leaked')
end)
attempt('gsub with a protected table', function()
  local text = string.gsub('call', '.+', redis)
  return text ~= 'call'
end)
attempt('redis.pcall\'s error is our own table', function()
  redis.pcall('nope').err = 'changed'
  return redis.pcall('nope').err == 'changed'
end)
attempt('a status is our own table', function()
  redis.status_reply('a').ok = 'b'
  return redis.status_reply('a').ok ~= 'a'
end)

if #got == 0 then return 'safe' end
return got

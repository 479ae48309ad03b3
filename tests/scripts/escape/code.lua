-- Code and bytecode.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('bytecode: loadstring', function() return loadstring(string.dump(function() end)) end)
attempt('bytecode: load', function()
  local code = string.dump(function() end)
  local left = code
  return load(function() local piece = left left = nil return piece end)
end)
attempt('bytecode: byte by byte', function()
  local code, at = string.dump(function() end), 0
  return load(function() at = at + 1 return code:sub(at, at) end)
end)
attempt('bytecode: behind an empty piece', function()
  local pieces, at = {'', string.dump(function() end)}, 0
  return load(function() at = at + 1 return pieces[at] end)
end)
attempt('bytecode: behind a blank', function() return loadstring(' ' .. string.dump(function() end)) end)
attempt('bytecode: behind a comment', function() return loadstring('#x\n' .. string.dump(function() end)) end)
attempt('bytecode: with a name', function() return loadstring(string.dump(function() end), '=x') end)
attempt('dofile', function() return dofile end)
attempt('loadfile', function() return loadfile end)
attempt('require', function() return require end)
attempt('module', function() return module end)
attempt('package', function() return package end)
attempt('io', function() return io end)
attempt('debug', function() return debug end)
attempt('print', function() return print end)
attempt('newproxy', function() return newproxy end)
attempt('getfenv', function() return getfenv end)
attempt('setfenv', function() return setfenv end)
attempt('by rawget', function()
  for _, name in ipairs({'print', 'io', 'debug', 'require', 'dofile', 'getfenv', 'setfenv', 'newproxy', 'package',
                         'module', 'loadfile', 'utf8', 'bit32', 'jit', 'arg', 'stdin'}) do
    if rawget(_G, name) ~= nil then return name end
  end
end)
attempt('os beyond clock', function()
  local os = rawget(_G, 'os')
  for name in pairs(os or {}) do
    if name ~= 'clock' then return name end
  end
end)
attempt('globals of loaded code', function() loadstring('leaked = 1')() return rawget(_G, 'leaked') end)
attempt('global functions of loaded code', function()
  loadstring('function leaked() end')()
  return rawget(_G, 'leaked')
end)
attempt('string.dump of C', function() return string.dump(redis.call) end)
attempt('a chunk name that is none', function() return loadstring('return 1', {}) end)
attempt('load of a table that calls', function()
  return load(setmetatable({}, {__call = function() return nil end}))
end)
attempt('a reader that changes its name', function()
  local name = ('x'):rep(100)
  local first = true
  load(function()
    collectgarbage()
    if first then first = false return 'leaked = 1' end
  end, name)()
  return rawget(_G, 'leaked')
end)

if #got == 0 then return 'safe' end
return got

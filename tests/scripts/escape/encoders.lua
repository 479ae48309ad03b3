-- cjson, cmsgpack and struct of what is protected.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('cjson.decode into a protected table', function()
  local t = cjson.decode('{"__index": {"leaked": 1}}')
  return t.leaked
end)
attempt('cjson shows no table behind _G', function()
  local ok, text = pcall(cjson.encode, _G)
  return ok and text ~= '{}'
end)
attempt('cjson of the string metatable', function() return cjson.encode(getmetatable('')) end)
attempt('cmsgpack makes copies', function()
  local copy = cmsgpack.unpack(cmsgpack.pack(math))
  copy.leaked = 1
  return math.leaked
end)
attempt('cmsgpack copies hold no functions', function()
  for _, value in pairs(cmsgpack.unpack(cmsgpack.pack(string))) do
    if type(value) == 'function' then return value end
  end
end)
attempt('cjson.new is read-only for nobody but its owner', function()
  local mine = cjson.new()
  mine.leaked = 1
  return cjson.leaked
end)
attempt('cjson.null', function() setmetatable(cjson.null, {__index = {leaked = 1}}) return cjson.null.leaked end)
attempt('cjson options of others', function()
  cjson.new().encode_max_depth(1)
  return not pcall(cjson.encode, {{{}}})
end)
attempt('metatables come from nowhere', function()
  local t = cmsgpack.unpack(cmsgpack.pack({__metatable = 1}))
  return getmetatable(t)
end)
attempt('struct beyond the end', function() return #struct.pack('c100', 'x') > 1 end)
attempt('struct before the start', function() return struct.unpack('c4', 'abcd', -100) end)
attempt('struct far behind', function() return struct.unpack('c4', 'abcd', 2147483647) end)
attempt('cmsgpack beyond the end', function() return cmsgpack.unpack('\219\255\255\255\255x') end)
attempt('cmsgpack: an array of four billions', function() return cmsgpack.unpack('\221\255\255\255\255') end)
attempt('cjson beyond the end', function() return cjson.decode('"\\u12') end)

if #got == 0 then return 'safe' end
return got

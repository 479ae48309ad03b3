-- measures: a session store, 1,000 sessions: one is written as JSON with a TTL, read, counted and sometimes ended (6 calls)
-- iters: 50000
-- calls: 6
local prefix, n = KEYS[1], tonumber(ARGV[1])

local function save(id, user)
  local key = prefix .. ':session:' .. id
  local body = cjson.encode({user = user, roles = {'reader', 'writer'}, cart = {{item = id, count = 2}}})
  redis.call('HSET', key, 'body', body, 'hits', 0)
  redis.call('EXPIRE', key, 3600)
  redis.call('SADD', prefix .. ':user:' .. user, id)
end

local function touch(id)
  local key = prefix .. ':session:' .. id
  local body = redis.call('HGET', key, 'body')
  if not body then return nil end
  redis.call('HINCRBY', key, 'hits', 1)
  redis.call('EXPIRE', key, 3600)
  return cjson.decode(body)
end

local function quit(id, user)
  redis.call('DEL', prefix .. ':session:' .. id)
  redis.call('SREM', prefix .. ':user:' .. user, id)
end

local seen = 0
for i = 1, n do
  local id = i * 7 % 1000
  save(id, id % 100)
  if touch(id).user == id % 100 then seen = seen + 1 end
  if i % 4 == 0 then quit(id, id % 100) end
end
return seen

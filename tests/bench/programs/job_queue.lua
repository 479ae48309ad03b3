-- measures: a job queue: a job is added, moved to the active list and finished (12 calls)
-- iters: 50000
-- calls: 12
local prefix, n = KEYS[1], tonumber(ARGV[1])
local wait, active, done, counts = prefix .. ':wait', prefix .. ':active', prefix .. ':done', prefix .. ':counts'
redis.call('DEL', wait, active, done, counts, prefix .. ':id')
for i = 1, 50 do redis.call('LPUSH', wait, 'waiting-' .. i) end

local function add(payload)
  local id = redis.call('INCR', prefix .. ':id')
  redis.call('HSET', prefix .. ':job:' .. id, 'data', payload, 'attempts', 0, 'state', 'wait')
  redis.call('LPUSH', wait, id)
end

local function move()
  local id = redis.call('RPOPLPUSH', wait, active)
  local job = prefix .. ':job:' .. id
  redis.call('HSET', job, 'state', 'active')
  redis.call('HINCRBY', job, 'attempts', 1)
  return id, redis.call('HMGET', job, 'data', 'attempts')
end

local function finish(id, now)
  redis.call('LREM', active, -1, id)
  redis.call('HSET', prefix .. ':job:' .. id, 'state', 'done', 'finished', now)
  redis.call('ZADD', done, now, id)
  redis.call('HINCRBY', counts, 'done', 1)
  -- the last thousand are kept
  local old = redis.call('ZRANGE', done, 0, -1001)
  for _, one in ipairs(old) do
    redis.call('ZREM', done, one)
    redis.call('DEL', prefix .. ':job:' .. one)
  end
end

for i = 1, n do
  add('{"to":"someone@example.org","n":' .. i .. '}')
  finish(move(), i)
end
return redis.call('HGET', counts, 'done')

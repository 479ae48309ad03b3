-- measures: a leaderboard of 10,000 players: points, a rank, and each tenth time the ten best with names (3 or 5 calls)
-- iters: 100000
-- calls: 4
local prefix, n, players = KEYS[1], tonumber(ARGV[1]), {}
local board, names = prefix .. ':board', prefix .. ':names'
for i = 0, 9999 do players[i] = 'player:' .. i end
if redis.call('ZCARD', board) < 10000 then
  for i = 0, 9999 do
    redis.call('ZADD', board, i * 7 % 1000, players[i])
    redis.call('HSET', names, players[i], 'Player ' .. i)
  end
end

local shown = 0
for i = 1, n do
  local player = players[(i * 7919) % 10000]
  redis.call('ZINCRBY', board, i % 10 + 1, player)
  redis.call('ZREVRANK', board, player)
  redis.call('ZSCORE', board, player)
  if i % 10 == 0 then
    local best = redis.call('ZREVRANGE', board, 0, 9, 'WITHSCORES')
    local who = {}
    for j = 1, #best, 2 do who[#who + 1] = best[j] end
    shown = shown + #redis.call('HMGET', names, unpack(who))
  end
end
return shown

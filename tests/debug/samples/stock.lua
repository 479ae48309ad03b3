#!lua name=stock

-- How much of an item there is, less what others have reserved.
local function available(item)
  local have = tonumber(redis.call('HGET', item, 'have') or 0)
  local reserved = tonumber(redis.call('HGET', item, 'reserved') or 0)
  return have - reserved
end

local function reserve(keys, args)
  local item = keys[1]
  local wanted = tonumber(args[1])
  if available(item) < wanted then
    return redis.error_reply('SOLDOUT not enough of ' .. item)
  end

  redis.call('HINCRBY', item, 'reserved', wanted)
  redis.log(redis.LOG_NOTICE, 'reserved ' .. wanted)
  return available(item)
end

redis.register_function('reserve', reserve)

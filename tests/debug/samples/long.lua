local rounds = 0
while rounds < 1e12 do
  rounds = rounds + 1
end
return rounds

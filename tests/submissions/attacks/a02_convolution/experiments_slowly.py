# base: perfect
# ATTACKS 22, 41: an experiment between the answers takes for ever. It is stopped, named, and nothing is lost.

# cell before: conv2d
total = 0
while True:
    total += 1

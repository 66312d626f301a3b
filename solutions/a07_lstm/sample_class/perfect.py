# base: perfect
# Every answer is the reference's.

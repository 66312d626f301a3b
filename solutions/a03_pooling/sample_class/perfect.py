# base: perfect
# earns: everything
# Every answer is the reference's.

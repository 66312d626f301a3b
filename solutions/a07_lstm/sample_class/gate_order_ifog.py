# base: perfect
# earns: lstm_step 1.1
# Takes the candidate from the last block, as another library stores it: in the step, and so in all that uses it.

# answer: lstm_step
def sigma(a):
    return 0.5 * (1 + np.tanh(0.5 * a))

def lstm_step(x, h, c, w_x, w_h, b):
    i, f, o, g = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    return sigma(o) * np.tanh(c), c

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    i, f, o, g = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    i, f, o, g = sigma(i), sigma(f), sigma(o), np.tanh(g)
    t = np.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - t * t)
    da = np.hstack([dc * g * i * (1 - i), dc * c * f * (1 - f), dh * t * o * (1 - o), dc * i * (1 - g * g)])
    return da @ w_x.T, da @ w_h.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)

# earns: rnn_forward 1.5, rnn_backward 0, gradient_norms 0, clip_gradients 1.9, generate 0
# Half done: a step that is right, states that start from zeros, every array clipped by its own norm.

# answer: rnn_step
def rnn_step(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h + b)

# answer: rnn_forward
def rnn_forward(x, h0, w_x, w_h, b):
    h, states = np.zeros(h0.shape), []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=1)

# answer: clip_gradients
def clip_gradients(grads, max_norm):
    clipped = []
    for g in grads:
        norm = np.linalg.norm(g)
        clipped.append(g * (max_norm / norm) if norm > max_norm else g.copy())
    return clipped, np.sqrt(sum(np.sum(g**2.0) for g in grads))

# answer: generate
def generate(h0, first, w_x, w_h, b, w_out, b_out, steps):
    h, text = h0, [first]
    for _ in range(steps):
        h = rnn_step(np.eye(len(w_x))[text[-1]], h, w_x, w_h, b)
        text.append((h @ w_out + b_out).argmax(1))
    return np.stack(text, axis=1)[:, :steps]

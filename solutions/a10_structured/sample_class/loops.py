# earns: everything
# Plain Python numbers and loops, nested lists returned; a tree is worked off with a list of open nodes.

# cell before: child_sum_step
import math

def sigmoid(a):
    if a >= 0:
        return 1 / (1 + math.exp(-a))
    return math.exp(a) / (1 + math.exp(a))

def total(column, *pairs):
    return sum(float(v) * float(w[row][column]) for values, w in pairs for row, v in enumerate(values))

# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    if len(children_h) != len(children_c):
        raise ValueError("each child has a hidden state and a cell")
    U = len(w_h)
    summed = [sum(float(child[u]) for child in children_h) for u in range(U)]
    new_h, new_c = [], []
    for u in range(U):
        a_i, a_g, a_o = (total(k * U + u, (x, w_x), (summed, w_h)) + float(b[k * U + u]) for k in (0, 2, 3))
        c = sigmoid(a_i) * math.tanh(a_g)
        for h_j, c_j in zip(children_h, children_c):
            c += sigmoid(total(U + u, (x, w_x), (h_j, w_h)) + float(b[U + u])) * float(c_j[u])
        new_c.append(c)
        new_h.append(sigmoid(a_o) * math.tanh(c))
    return new_h, new_c

# answer: tree_lstm
def tree_lstm(x, parent, w_x, w_h, b):
    n = len(x)
    parents = [int(p) for p in parent]
    if len(parents) != n or any(p < -1 or p >= n for p in parents) or parents.count(-1) != 1:
        raise ValueError("no tree")
    children = {i: [] for i in range(n)}
    for i in range(n):
        if parents[i] != -1:
            children[parents[i]].append(i)
    done = {}
    todo = [parents.index(-1)]
    while todo:
        node = todo[-1]
        waiting = [child for child in children[node] if child not in done]
        if waiting:
            todo.extend(waiting)
            continue
        todo.pop()
        below = [done[child] for child in children[node]]
        done[node] = child_sum_step(x[node], [h for h, _ in below], [c for _, c in below], w_x, w_h, b)
    if len(done) < n:
        raise ValueError("a circle")
    return [done[i][0] for i in range(n)], [done[i][1] for i in range(n)]

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    N, U = len(x), len(w_left)
    for state in (h_left, c_left, h_up, c_up):
        if np.shape(state) != (N, U):
            raise ValueError(f"a state of shape {np.shape(state)}")
    new_h, new_c = [], []
    for n in range(N):
        row_h, row_c = [], []
        for u in range(U):
            a = [
                total(k * U + u, (x[n], w_x), (h_left[n], w_left), (h_up[n], w_up)) + float(b[k * U + u])
                for k in range(5)
            ]
            c = sigmoid(a[1]) * float(c_left[n][u]) + sigmoid(a[2]) * float(c_up[n][u]) + sigmoid(a[0]) * math.tanh(a[3])
            row_c.append(c)
            row_h.append(sigmoid(a[4]) * math.tanh(c))
        new_h.append(row_h)
        new_c.append(row_c)
    return new_h, new_c

# answer: lstm2d_forward
def lstm2d_forward(x, w_x, w_left, w_up, b):
    N, R, S, _ = x.shape
    U = len(w_left)
    out = np.zeros((N, R, S, U))
    for n in range(N):
        above = [([[0.0] * U], [[0.0] * U]) for _ in range(S)]
        for r in range(R):
            left = ([[0.0] * U], [[0.0] * U])
            for s in range(S):
                left = lstm2d_step([x[n, r, s]], *left, *above[s], w_x, w_left, w_up, b)
                above[s] = left
                out[n, r, s] = left[0][0]
    return out

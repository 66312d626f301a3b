# base: perfect
# Beyond the list: right answers, and after them objects that are reborn when they die, modules taken out of the
# interpreter, empty paths and finders, builtins that lie, an endless function at exit. It loses nothing.

# cell after: conv2d_backward
import atexit
import builtins
import sys


class Reborn:
    def __del__(self):
        globals()["reborn"] = Reborn()


Reborn()
atexit.register(lambda: [None for _ in iter(int, 1)])
for name in [name for name in sys.modules if name.startswith(("probe", "msgpack", "traceback"))]:
    del sys.modules[name]
sys.modules["probe"] = sys.modules["numpy.linalg"] = None
sys.meta_path.clear()
sys.path_hooks.clear()
sys.path.clear()
builtins.open = builtins.print = builtins.sorted = None

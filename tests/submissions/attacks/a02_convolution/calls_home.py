# base: perfect
# ATTACKS 8: sends its inputs over the network, and asks another machine for the answer. There is no network: 0.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import socket
    import subprocess
    import urllib.request

    for family, address in (
        (socket.AF_INET, ("127.0.0.1", 80)),
        (socket.AF_INET, ("1.1.1.1", 53)),
        (socket.AF_INET6, ("::1", 80)),
        (socket.AF_UNIX, "/run/systemd/notify"),
        (socket.AF_UNIX, "\0/tmp/.X11-unix/X0"),
    ):
        with socket.socket(family) as door:
            door.settimeout(0.2)
            try:
                door.connect(address)
            except OSError:
                continue
            raise RuntimeError("CONNECTED")
    try:
        urllib.request.urlopen("http://example.com", timeout=0.2)
    except OSError as error:
        return np.zeros(len(str(error)))
    raise RuntimeError("CONNECTED")

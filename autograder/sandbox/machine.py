"""Looks for what keeps this machine from isolating, and says what to do about it in the words of who forbids it.

Each sentence stands for something that was seen: a container forbids in four places, and whoever follows advice for
the wrong one has opened a wall for nothing.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CAP_SYS_ADMIN = 21  # linux/capability.h
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
PROFILE = """\
    sudo tee /etc/apparmor.d/bwrap >/dev/null <<'END'
    abi <abi/4.0>,
    include <tunables/global>
    profile bwrap {bubblewrap} flags=(unconfined) {{
      userns,
      include if exists <local/bwrap>
    }}
    END
    sudo apparmor_parser --replace /etc/apparmor.d/bwrap"""


@dataclass(frozen=True)
class Machine:
    """The state of a machine as it was seen: ``covered`` are the parts of ``/proc`` that something is mounted over.

    A setting is None where this kernel does not have it.
    """

    is_root: bool = False
    may_mount: bool = False
    filtered: bool = False
    profile: str = ""
    in_container: bool = False
    covered: tuple[str, ...] = ()
    may_make_namespaces: bool = True
    most_namespaces: int | None = None
    unprivileged_namespaces: int | None = None
    restricted_by_apparmor: int | None = None


def look() -> Machine:
    """Look at this machine."""
    status = dict(line.split(":\t", 1) for line in _text("/proc/self/status").splitlines() if ":\t" in line)
    is_root = os.geteuid() == 0
    return Machine(
        is_root=is_root,
        may_mount=bool(int(status.get("CapEff", "0"), 16) >> CAP_SYS_ADMIN & 1),
        filtered=status.get("Seccomp", "0").strip() != "0",
        profile=_text("/proc/self/attr/current").strip().strip("\0"),
        in_container=any(Path(name).exists() for name in CONTAINERS),
        covered=_covered(_text("/proc/self/mountinfo")),
        may_make_namespaces=_can_unshare(),
        most_namespaces=_number("/proc/sys/user/max_user_namespaces"),
        unprivileged_namespaces=_number("/proc/sys/kernel/unprivileged_userns_clone"),
        restricted_by_apparmor=_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    )


def advice(seen: Machine, bubblewrap: str = "/usr/bin/bwrap") -> Iterator[str]:
    """A sentence for each thing that was seen and has to be otherwise, with what to do."""
    if seen.most_namespaces == 0:
        yield "The kernel gives nobody a user namespace: `sudo sysctl user.max_user_namespaces=10000`."
    if seen.unprivileged_namespaces == 0 and not seen.is_root:
        yield "The kernel gives users no namespaces: `sudo sysctl kernel.unprivileged_userns_clone=1`."
    if seen.is_root and not seen.may_mount:
        yield (
            "You are root without the right to mount (CAP_SYS_ADMIN), as in a container: be a normal user "
            "(`docker run --user 1000`, or `USER` in its Dockerfile), who needs no such right."
        )
    if not seen.may_make_namespaces and seen.filtered:
        yield (
            "A filter of system calls (seccomp) lies on this process, and namespaces are refused: start the container "
            "with `--security-opt seccomp=unconfined`."
        )
    confined = seen.profile not in ("", "unconfined") and "(unconfined)" not in seen.profile
    if confined and (seen.in_container or seen.profile.startswith(("docker-", "containers-"))):
        yield (
            f"The AppArmor profile {seen.profile} lies on this process, and refuses every mount: start the container "
            "with `--security-opt apparmor=unconfined`."
        )
    if seen.covered:
        names = ", ".join(f"/proc/{name}" for name in seen.covered[:3])
        yield (
            f"Parts of /proc are covered ({names} …), so the kernel refuses a new one inside: start the container with "
            "`--security-opt systempaths=unconfined`."
        )
    if seen.restricted_by_apparmor == 1 and not seen.is_root:
        yield (
            "AppArmor keeps users from making namespaces (Ubuntu 24.04 and later). This lets bubblewrap, and it alone, "
            f"make them; in a container, do it on the host:\n{PROFILE.format(bubblewrap=bubblewrap)}"
        )


def _covered(mounts: str) -> tuple[str, ...]:
    """The paths below ``/proc`` that are mount points of their own, but for binary formats, which every machine has."""
    places = (line.split()[4] for line in mounts.splitlines())
    below = (place.removeprefix("/proc/") for place in places if place.startswith("/proc/"))
    return tuple(place for place in dict.fromkeys(below) if place != "sys/fs/binfmt_misc")


def _can_unshare() -> bool:
    """Return whether a child of this process can make a user namespace."""
    program = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"  # CLONE_NEWUSER
    return subprocess.run([sys.executable, "-I", "-c", program], check=False).returncode == 0  # noqa: S603 -- ours


def _number(path: str) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: str) -> str:
    """The contents of a file of the kernel's; nothing where this kernel has it not, or does not show it."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""

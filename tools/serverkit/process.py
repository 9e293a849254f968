"""Processes: starting them as an unprivileged user, tied to their parent's life, and stopping them by pid."""
import ctypes
import os
import pathlib
import pwd
import signal
import socket
import random
import subprocess
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class ServerError(Exception):
    """Something a person must be told: printed without a traceback."""


def account(name):
    """The user to run a server as: `name` when we are root (servers refuse root), else ourselves."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for candidate in (name, "nobody"):
        try:
            return pwd.getpwnam(candidate)
        except KeyError:
            continue
    raise ServerError(f"cannot run a server as root, and there is neither a user '{name}' nor 'nobody'")


def die_with_parent(signal_number):
    LIBC.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def as_user(user, death_signal=signal.SIGKILL):
    """A preexec function: become `user`, in a session of one's own, and die when the parent does."""
    def prepare():
        os.setsid()
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        die_with_parent(death_signal)  # last: a change of user clears it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    return prepare


def run_as(user, argv, log, text=""):
    """Runs a command to its end, with `text` as its input; on failure its output is in the error."""
    with open(log, "ab") as out:
        result = subprocess.run(argv, preexec_fn=as_user(user), cwd="/", input=text.encode(), stdout=out, stderr=out,
                                env=clean_environment(user))
    if result.returncode != 0:
        raise ServerError(f"{argv[0]} failed with code {result.returncode}:\n{tail(log)}")


def clean_environment(user):
    """Nobody's PGHOST or MYSQL_HOME may lead a private server astray."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin", "LC_ALL": "C.UTF-8",
            "HOME": user.pw_dir, "TZ": os.environ.get("TZ", "UTC")}


def tail(path, lines=20):
    try:
        text = pathlib.Path(path).read_text(errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join(text.splitlines()[-lines:])


def alive(pid):
    """True while the process runs; one that only waits to be reaped is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def descendants(pid):
    """The pids of a process's children and theirs."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family[1:]


def send(pid, signal_number):
    try:
        os.kill(pid, signal_number)
    except ProcessLookupError:
        pass


def wait_until(condition, seconds):
    """Polls quickly at first; False when time ran out."""
    deadline, pause = time.monotonic() + seconds, 0.002
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    return True


def free_port():
    """A free port outside the range of outgoing connections, so that none takes it while a server is down."""
    low = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for _ in range(200):
        port = random.randrange(min(15000, low - 100), low)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise ServerError("found no free port on 127.0.0.1")

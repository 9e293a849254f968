"""What every kind of server has in common: a folder, a port, a process; made once, started, stopped, killed."""
import os
import pathlib
import shutil
import signal
import subprocess

from . import process, tls
from .process import ServerError

USER = DATABASE = "bindery"
PASSWORD = "secret"


class Server:
    """One server in `home`/NAME. Subclasses say how to make, start and recognise it."""
    name = ""           # also the word in BINDERY_TEST_<NAME>_URL
    account = ""        # the user of the Debian package
    program = ""        # what must be installed
    stop_signal = signal.SIGTERM
    death_signal = signal.SIGKILL

    def __init__(self, home):
        self.home = pathlib.Path(home) / self.name
        self.run = pathlib.Path(home) / "run"
        self.certificates = pathlib.Path(home) / "tls"
        self.user = process.account(self.account)
        self.log = self.home / "server.log"
        self.data = self.home / "data"
        self.port = None
        self.child = None

    def make(self):
        """Makes the folder and the database cluster in it."""
        if not self.find_program():
            raise ServerError(f"{self.name}: {self.program} is not installed (try ./dev setup)")
        self.home.mkdir()
        if os.geteuid() == 0:
            os.chown(self.home, self.user.pw_uid, self.user.pw_gid)
        self.home.chmod(0o700)
        self.key = tls.private_copy(self.certificates / "server.key", self.home / "server.key", self.user)
        self.log.touch()
        self.initialize()

    def start(self):
        """Starts on the port it had before, or on a free one; returns when it answers."""
        if self.running():
            return
        for attempt in range(5 if self.port is None else 1):
            port = self.port or process.free_port()
            with open(self.log, "ab") as out:
                self.child = subprocess.Popen(
                    self.command(port), preexec_fn=process.as_user(self.user, self.death_signal), cwd="/",
                    stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=process.clean_environment(self.user))
            ended_or_ready = process.wait_until(lambda: not self.running() or self.ready(port), 60)
            if self.running() and ended_or_ready:
                self.port = port
                return
            self.kill()
        raise ServerError(f"{self.name} did not start:\n{process.tail(self.log)}")

    def stop(self, seconds=30):
        """Asks it to end and waits until it and its children are gone."""
        self.end(self.stop_signal, seconds)

    def kill(self):
        """As if the machine had lost it: no goodbye to anyone."""
        self.end(signal.SIGKILL, 10)

    def end(self, signal_number, seconds):
        if self.child is None:
            return
        pids = [self.child.pid]
        if signal_number == signal.SIGKILL:
            pids += process.descendants(self.child.pid)
        for pid in pids:
            process.send(pid, signal_number)
        gone = process.wait_until(lambda: self.child.poll() is not None and not any(map(process.alive, pids)), seconds)
        if not gone:
            if signal_number == signal.SIGKILL:
                raise ServerError(f"{self.name} (pid {self.child.pid}) cannot be killed")
            self.end(signal.SIGKILL, 10)
        self.child = None

    def running(self):
        return self.child is not None and self.child.poll() is None

    def state(self):
        return {"name": self.name, "running": self.running(), "pid": self.child.pid if self.running() else None,
                "port": self.port, "data": str(self.data), "log": str(self.log), **self.urls()}

    def environment(self):
        """What tests read to find it."""
        prefix = f"BINDERY_TEST_{self.name.upper()}"
        return {f"{prefix}_{key.upper()}": value for key, value in self.urls().items()}

    def find_program(self):
        return shutil.which(self.program, path=process.clean_environment(self.user)["PATH"])

    def initialize(self):
        raise NotImplementedError

    def command(self, port):
        raise NotImplementedError

    def ready(self, port):
        raise NotImplementedError

    def urls(self):
        raise NotImplementedError

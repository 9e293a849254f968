"""The keeper: parent of the servers of one folder. It obeys requests on a socket and outlives nobody it serves.

A request and its answer are one line of JSON each. When its lifeline closes (whoever asked for the servers has
ended, however), it stops them; when the keeper itself is killed, the kernel ends the servers.
"""
import json
import os
import pathlib
import select
import signal
import shlex
import shutil
import socket

from . import tls
from .mariadb import MariaDB
from .postgres import Postgres
from .process import ServerError

KINDS = {kind.name: kind for kind in (Postgres, MariaDB)}


class Keeper:
    def __init__(self, folder, kinds, remove):
        self.folder = pathlib.Path(folder)
        self.servers = {kind: KINDS[kind](folder) for kind in kinds}
        self.remove = remove

    def start(self):
        if len(str(self.folder / "run/.s.PGSQL.12345")) > 100:
            raise ServerError(f"the path {self.folder} is too long for unix sockets")
        (self.folder / "run").mkdir()
        (self.folder / "run").chmod(0o1777)
        tls.make_certificates(self.folder / "tls")
        for server in self.servers.values():
            server.make()
            server.start()
        self.write_state()

    def stop(self):
        for server in self.servers.values():
            server.stop()
        self.write_state()
        if self.remove:
            shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        values = {"BINDERY_TEST_SERVERS_DIR": str(self.folder),
                  "BINDERY_TEST_SERVERS_TOOL": str(pathlib.Path(__file__).resolve().parents[1] / "servers"),
                  "BINDERY_TEST_CA": str(self.folder / "tls/ca.pem"),
                  "BINDERY_TEST_OTHER_CA": str(self.folder / "tls/other-ca.pem")}
        for server in self.servers.values():
            values |= server.environment()
        return values

    def state(self):
        return {"keeper": os.getpid(), "folder": str(self.folder), "environment": self.environment(),
                "servers": {name: server.state() for name, server in self.servers.items()}}

    def write_state(self):
        for name, text in (("servers.json", json.dumps(self.state(), indent=2) + "\n"),
                           ("env", "".join(f"export {name}={shlex.quote(value)}\n"
                                           for name, value in self.environment().items()))):
            draft = self.folder / (name + ".new")
            draft.write_text(text)
            draft.replace(self.folder / name)

    def obey(self, request):
        """Does what was asked; returns the answer."""
        action, name = request["action"], request.get("name")
        if action in ("kill", "restart", "halt"):
            if name not in self.servers:
                raise ServerError(f"no server '{name}' here; there are: {', '.join(self.servers)}")
            server = self.servers[name]
            if action == "kill":
                server.kill()
            else:
                server.stop()
            if action == "restart":
                server.start()
            self.write_state()
        elif action != "status":
            raise ServerError(f"unknown request '{action}'")
        return self.state()

    def serve(self, lifeline):
        """Until the lifeline closes, a stop request, or a signal."""
        wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: os.write(wake_write, b"x"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "control"))
            os.chmod(self.folder / "control", 0o600)
            listener.listen(16)
            watched = [listener, wake_read] + ([lifeline] if lifeline is not None else [])
            yield  # ready
            while True:
                ready = select.select(watched, [], [])[0]
                if ready != [listener]:
                    self.stop()
                    return
                client, _ = listener.accept()
                with client, client.makefile("rw") as stream:
                    if self.converse(stream):
                        return

    def converse(self, stream):
        """One request, one answer; True when it was the last."""
        last = False
        try:
            request = json.loads(stream.readline())
            if request["action"] == "stop":
                last = True
                self.remove |= request.get("remove", False)
                self.stop()
                answer = {}
            else:
                answer = self.obey(request)
        except (ServerError, KeyError, ValueError) as error:
            answer = {"error": str(error)}
        try:
            stream.write(json.dumps(answer) + "\n")
            stream.flush()
        except OSError:
            pass  # whoever asked has gone
        return last

"""A private PostgreSQL: passwords on TCP and socket, TLS on, prepared transactions allowed, no fsync."""
import pathlib
import re
import shutil
import signal
import subprocess

from . import process
from .server import DATABASE, PASSWORD, USER, Server

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "max_prepared_transactions": "50",
    "shared_buffers": "32MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "ssl": "on",
    "cluster_name": "bindery-test",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class Postgres(Server):
    name = "postgres"
    account = "postgres"
    program = "postgres"
    stop_signal = signal.SIGINT    # "fast": rolls back what is open
    death_signal = signal.SIGQUIT  # "immediate": takes its children along

    def find_program(self):
        """The newest PostgreSQL; Debian keeps them out of the PATH."""
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"),
                       key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0))
        program = str(found[-1]) if found else shutil.which("postgres")
        self.bin = pathlib.Path(program).parent if program else None
        return program

    def initialize(self):
        password = self.home / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)  # inside a folder that only the server's user can enter
        process.run_as(self.user, [self.bin / "initdb", "-D", self.data, "-U", USER, "--auth=scram-sha-256",
                                   f"--pwfile={password}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                                   "--no-instructions"], self.log)
        process.run_as(self.user, [self.bin / "postgres", "--single", "-D", self.data, "-c", "fsync=off", "template1"],
                       self.log, f"CREATE DATABASE {DATABASE}\n")

    def command(self, port):
        settings = SETTINGS | {
            "port": str(port), "unix_socket_directories": str(self.run), "ssl_key_file": str(self.key),
            "ssl_cert_file": str(self.certificates / "server.pem")}
        return [self.bin / "postgres", "-D", self.data,
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def ready(self, port):
        """The last line of postmaster.pid says so; its first, whether it is ours."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.child.pid) and lines[7].strip() == "ready"

    def urls(self):
        return {"url": f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{DATABASE}",
                "socket_url": f"postgresql://{USER}:{PASSWORD}@/{DATABASE}?host={self.run}&port={self.port}"}

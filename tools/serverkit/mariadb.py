"""A private MariaDB: passwords on TCP and socket, TLS on, room for 100,000 rows in its buffers."""
import signal
import socket

from . import process
from .server import DATABASE, PASSWORD, USER, Server

LOG_SIZE = "--innodb-log-file-size=96M"  # a round of a benchmark writes 16M: a full log makes everybody wait

FIRST_SQL = f"""
CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';
CREATE USER IF NOT EXISTS '{USER}'@'localhost' IDENTIFIED BY '{PASSWORD}';
GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;
GRANT ALL ON *.* TO '{USER}'@'localhost' WITH GRANT OPTION;
DELETE FROM mysql.global_priv WHERE User = 'root';
FLUSH PRIVILEGES;
"""


class MariaDB(Server):
    name = "mariadb"
    account = "mysql"
    program = "mariadbd"
    stop_signal = signal.SIGTERM

    @property
    def socket(self):
        return self.run / "mariadb.sock"

    def initialize(self):
        process.run_as(self.user, ["mariadb-install-db", "--no-defaults", f"--datadir={self.data}",
                                   "--auth-root-authentication-method=normal", "--skip-test-db",
                                   "--skip-name-resolve", LOG_SIZE], self.log)
        (self.home / "first.sql").write_text(FIRST_SQL)

    def command(self, port):
        # flush_log_at_trx_commit=2: quick, and yet a killed server keeps what was committed.
        return [self.find_program(), "--no-defaults", f"--datadir={self.data}", f"--port={port}",
                "--bind-address=127.0.0.1", f"--socket={self.socket}", f"--pid-file={self.home}/pid",
                f"--init-file={self.home}/first.sql", "--skip-name-resolve", "--skip-log-bin",
                "--performance-schema=OFF", "--max-connections=200", "--character-set-server=utf8mb4",
                "--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=128M", LOG_SIZE,
                "--innodb-fast-shutdown=1", f"--ssl-ca={self.certificates}/ca.pem",
                f"--ssl-cert={self.certificates}/server.pem", f"--ssl-key={self.key}"]

    def ready(self, port):
        """A greeting on its own socket; the init file has run by then."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.settimeout(1)
                probe.connect(str(self.socket))
                return probe.recv(5)[4:] == b"\x0a"
            except OSError:
                return False

    def urls(self):
        return {"url": f"mariadb://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{DATABASE}",
                "socket_url": f"mariadb://{USER}:{PASSWORD}@localhost/{DATABASE}?unix_socket={self.socket}"}

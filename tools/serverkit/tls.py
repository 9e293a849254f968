"""A certificate authority of one's own, a server certificate, and a second authority that signed nothing."""
import os
import pathlib
import subprocess

from .process import ServerError

# libmariadb compares an address with the DNS names, so the address stands there too.
NAMES = "subjectAltName=DNS:localhost,DNS:127.0.0.1,IP:127.0.0.1,IP:::1"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def make_certificates(folder):
    folder = pathlib.Path(folder)
    folder.mkdir()
    for name in ("ca", "other-ca"):
        openssl("req", "-x509", *KEY, "-days", "30", "-subj", f"/CN=Bindery test {name}",
                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")
    openssl("req", *KEY, "-subj", "/CN=localhost", "-addext", NAMES,
            "-keyout", folder / "server.key", "-out", folder / "server.csr")
    openssl("x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", "30", "-copy_extensions", "copy", "-out", folder / "server.pem")


def private_copy(source, target, user):
    """A key that only `user` can read, as servers demand."""
    target = pathlib.Path(target)
    target.write_bytes(pathlib.Path(source).read_bytes())
    target.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(target, user.pw_uid, user.pw_gid)
    return target


def openssl(*arguments):
    result = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    if result.returncode != 0:
        raise ServerError(f"openssl {arguments[0]} failed:\n{result.stderr}")

"""The machine and the programs that results come from."""
import os
import pathlib
import platform
import re
import shutil
import subprocess


def first_line(*command):
    if not shutil.which(command[0]):
        return None
    run = subprocess.run(command, capture_output=True, text=True)
    return (run.stdout or run.stderr).splitlines()[0].strip() if run.stdout or run.stderr else None


def processor():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def memory():
    kilobytes = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return f"{kilobytes / 2**20:.0f} GiB"


def system():
    release = pathlib.Path("/etc/os-release")
    found = re.search(r'PRETTY_NAME="(.*)"', release.read_text()) if release.exists() else None
    return found[1] if found else platform.system()


def postgres():
    for program in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        return first_line(str(program), "--version")
    return None


def package(name):
    return first_line("dpkg-query", "-W", "-f", "${Version}\n", name)


def describe():
    """Pairs of what and which; unknown ones are left out."""
    pairs = [
        ("processor", f"{processor()}, {os.cpu_count()} cores"),
        ("memory", memory()),
        ("system", f"{system()}, kernel {platform.release()}"),
        ("compilers", "; ".join(filter(None, (first_line("g++", "--version"), first_line("clang++-19", "--version"))))),
        ("servers", "; ".join(filter(None, (postgres(), first_line("mariadbd", "--version"))))),
        ("clients", ", ".join(f"{name} {package(name)}" for name in ("libsqlite3-0", "libpq5", "libmariadb3")
                              if package(name))),
    ]
    return [(what, which) for what, which in pairs if which]

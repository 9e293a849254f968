#!/usr/bin/env python3
"""tools/servers: what it starts answers, can be killed and restarted in place, and never outlives its user."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

TOOL = str(pathlib.Path(__file__).resolve().parents[2] / "tools/servers")


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def pids(folder):
    state = json.loads(pathlib.Path(folder, "servers.json").read_text())
    return [state["keeper"]] + [server["pid"] for server in state["servers"].values()]


class Servers(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bindery-servers-test-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def tool(self, *arguments):
        done = subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def wait_for_end_of(self, processes):
        deadline = time.monotonic() + 30
        while any(map(alive, processes)):
            self.assertLess(time.monotonic(), deadline, "processes are left over")
            time.sleep(0.02)

    def test_kill_and_restart_keep_port_and_neighbour(self):
        self.tool("start", "--dir", self.folder)
        try:
            before = json.loads(self.tool("status", "--dir", self.folder))
            port = before["postgres"]["port"]
            self.assertTrue(answers(port))
            killed = json.loads(self.tool("kill", "postgres", "--dir", self.folder))
            self.assertFalse(killed["postgres"]["running"])
            self.assertFalse(alive(before["postgres"]["pid"]))
            self.assertFalse(answers(port))
            self.assertEqual(killed["mariadb"], before["mariadb"])
            again = json.loads(self.tool("restart", "postgres", "--dir", self.folder))
            self.assertEqual(again["postgres"]["port"], port)
            self.assertTrue(answers(port))
            processes = pids(self.folder)
        finally:
            self.tool("stop", "--remove", "--dir", self.folder)
        self.assertFalse(self.folder.exists())
        self.wait_for_end_of(processes)

    def test_servers_do_not_run_as_root(self):
        self.tool("start", "--dir", self.folder)
        try:
            for pid in pids(self.folder)[1:]:
                self.assertNotEqual(pathlib.Path(f"/proc/{pid}").stat().st_uid, 0)
        finally:
            self.tool("stop", "--dir", self.folder)

    def test_run_gives_urls_and_the_code_of_its_command(self):
        done = subprocess.run([TOOL, "run", "--postgres", "--", "sh", "-c",
                               "echo $BINDERY_TEST_POSTGRES_URL $BINDERY_TEST_SERVERS_DIR; exit 7"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 7, done.stderr)
        url, folder = done.stdout.split()
        self.assertRegex(url, r"^postgresql://bindery:secret@127\.0\.0\.1:\d+/bindery$")
        self.assertFalse(pathlib.Path(folder).exists())

    def test_nothing_outlives_a_killed_run(self):
        with subprocess.Popen([TOOL, "run", "--dir", self.folder, "--", "sh", "-c", "echo up; read forever"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
            self.assertEqual(run.stdout.readline(), "up\n")
            processes = pids(self.folder)
            self.assertTrue(all(map(alive, processes)))
            run.kill()
            self.wait_for_end_of(processes)

    def test_nothing_outlives_a_killed_keeper(self):
        self.tool("start", "--dir", self.folder)
        processes = pids(self.folder)
        os.kill(processes[0], signal.SIGKILL)
        self.wait_for_end_of(processes)

    def test_a_folder_without_servers_is_named(self):
        done = subprocess.run([TOOL, "status", "--dir", self.folder], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(self.folder), done.stderr)


if __name__ == "__main__":
    unittest.main()

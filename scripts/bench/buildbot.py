"""Buildbot, with a worker inside its master, for the same job."""

import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

from rustcid import Process

PACKAGES = ["buildbot==4.3.0", "buildbot-worker==4.3.0", "buildbot-www==4.3.0"]
SETTINGS = """
from buildbot.plugins import schedulers, steps, util, worker
factory = util.BuildFactory([steps.ShellCommand(command=["sh", "-c", "date +%s%N >> {stamps}"])])
BuildmasterConfig = {{
    "workers": [worker.LocalWorker("here", max_builds=1)],
    "builders": [util.BuilderConfig("work", workernames=["here"], factory=factory)],
    "schedulers": [schedulers.ForceScheduler("force", builderNames=["work"])],
    "db": {{"db_url": "sqlite:///state.sqlite"}},
    "protocols": {{"null": {{}}}},
    "buildbotNetUsageData": None,
    "www": {{"port": "tcp:{port}:interface=127.0.0.1", "plugins": {{}}}},
    "buildbotURL": "http://127.0.0.1:{port}/",
}}
"""


class Buildbot(Process):
    """A master of one's own."""

    def __init__(self, cache, folder):
        tools = cache / "buildbot/bin"
        if not (tools / "buildbot").exists():
            subprocess.run([sys.executable, "-m", "venv", cache / "buildbot"], check=True)
            subprocess.run([tools / "pip", "install", "--quiet", *PACKAGES], check=True)
        self.stamps = pathlib.Path(folder) / "stamps"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        master = pathlib.Path(folder) / "master"
        subprocess.run([tools / "buildbot", "create-master", "-q", "-r", master], check=True, stdout=subprocess.DEVNULL)
        (master / "master.cfg").write_text(SETTINGS.format(stamps=self.stamps, port=self.port))
        self.child = subprocess.Popen([tools / "buildbot", "start", "--nodaemon", master], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.child.pid
        self.wait(self.answers, "it does not answer")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def wait(self, done, trouble, seconds=60):
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until or self.child.poll() is not None:
                raise RuntimeError(f"Buildbot: {trouble}")
            time.sleep(0.005)

    def answers(self):
        try:
            return self.get("builders")["meta"]["total"] == 1
        except OSError:
            return False

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/{path}") as answer:
            return json.load(answer)

    def force(self):
        call = {"jsonrpc": "2.0", "id": 1, "method": "force", "params": {"builderid": "1"}}
        url = f"http://127.0.0.1:{self.port}/api/v2/forceschedulers/force"
        request = urllib.request.Request(url, json.dumps(call).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request).read()

    def dispatch(self, count):
        """From asking for a build to its first command, one after the other, in ns."""
        times = []
        for number in range(count):
            asked = time.time_ns()
            self.force()
            self.wait(lambda: self.begun() > number, "a build does not begin")
            times.append(int(self.stamps.read_text().split()[number]) - asked)
            self.wait(lambda: self.get(f"builds/{number + 1}")["builds"][0]["complete"], "a build does not end")
        return times

    def begun(self):
        return self.stamps.read_text().count("\n") if self.stamps.exists() else 0

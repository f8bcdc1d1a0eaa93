"""A server of one's own, and clients of it."""

import http.client
import json
import os
import pathlib
import subprocess
import time

CLOCK = os.sysconf("SC_CLK_TCK")


class Process:
    """What the system says of a process."""

    def cpu(self):
        """Seconds, since it began."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK

    def memory(self):
        """MiB, resident."""
        lines = pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Rustcid(Process):
    """The daemon, with so many runners in it."""

    def __init__(self, program, folder, slots):
        quiet = ["security.rate_limit.enabled=false", "security.audit_logging=true", "runners.docker.enabled=false"]
        settings = [*quiet, "runners.native.enabled=true", f"runners.native.max_concurrent={slots}"]
        flags = [argument for setting in settings for argument in ("--set", setting)]
        command = [program, "--state-dir", folder, "--port", "0", *flags]
        environment = dict(os.environ, RUST_LOG="warn")
        self.child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self.pid = self.child.pid
        for line in self.child.stderr:
            if " listens on http://" in line:
                self.address = line.strip().rsplit("http://", 1)[1].rstrip("/")
            if line.startswith("jobs run in"):
                break
        self.token = (pathlib.Path(folder) / "admin-token").read_text().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def client(self):
        return Client(self.address, self.token)

    def pipeline(self, text):
        return self.client().ask("POST", "/api/v1/pipelines", text, {"Content-Type": "application/yaml"})["id"]


class Client:
    """One connection."""

    def __init__(self, address, token):
        self.connection = http.client.HTTPConnection(address)
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, self.headers | (headers or {}))
        answer = self.connection.getresponse()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.read().decode()}")
        return answer

    def ask(self, *what):
        return json.loads(self.send(*what).read())

    def trigger(self, pipeline):
        return self.ask("POST", f"/api/v1/pipelines/{pipeline}/trigger")["id"]

    def pipeline(self, pipeline):
        return self.send("GET", f"/api/v1/pipelines/{pipeline}").read()

    def log(self, run):
        """All of it, once the run has ended."""
        return "\n".join(line for line, _ in self.follow(run))

    def follow(self, run):
        """Each line, and when it was seen, in ns."""
        answer = self.send("GET", f"/api/v1/runs/{run}/logs", None, {"Accept": "text/event-stream"})
        for line in answer:
            seen = time.time_ns()
            if line.startswith(b"data:"):
                for text in json.loads(line[5:]).get("text", "").splitlines():
                    yield text, seen

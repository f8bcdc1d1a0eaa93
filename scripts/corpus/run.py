"""Runs a pipeline with the real binary and reads its events."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    exit: int
    jobs: dict = field(default_factory=dict)  # name -> outcome
    needs: dict = field(default_factory=dict)  # name -> names of those that come before
    lines: dict = field(default_factory=dict)  # name -> lines printed
    outputs: dict = field(default_factory=dict)  # name -> outputs
    annotations: list = field(default_factory=list)
    causes: list = field(default_factory=list)  # why steps failed
    error: str = ""

    def before(self, job):
        """All the jobs that end before this one begins."""
        found, next = set(), list(self.needs.get(job, []))
        while next:
            need = next.pop()
            if need not in found:
                found.add(need)
                next += self.needs.get(need, [])
        return found


def repository(source, target):
    """A copy of a folder as a git repository with one commit."""
    shutil.copytree(source, target, symlinks=True)
    git = ["git", "-c", "user.name=case", "-c", "user.email=case@example.com", "-c", "init.defaultBranch=main"]
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "--allow-empty", "-m", "case"]):
        subprocess.run([*git, *command], cwd=target, check=True, capture_output=True)


def run(options, folder, *arguments, timeout=60, env=None):
    command = [str(options.rustci), "run", "--format", "json", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return Result(exit=-1, error="took too long")
    result = Result(exit=done.returncode, error=done.stderr.decode(errors="replace").strip())
    names = {}
    for line in done.stdout.decode(errors="replace").splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        take(event, names, result)
    return result


def take(event, names, result):
    kind = event.get("type")
    job = names.get(event.get("job"), event.get("job"))
    if kind == "job_added":
        names[event["job"]] = event["name"]
        result.needs[event["name"]] = [names.get(need, need) for need in event["needs"]]
    elif kind == "log":
        result.lines.setdefault(job, []).append(event["line"])
    elif kind == "annotated":
        result.annotations.append(event["annotation"])
    elif kind == "step_finished" and event["end"].get("cause"):
        result.causes.append(json.dumps(event["end"]["cause"]))
    elif kind == "job_finished":
        result.jobs[job] = event["outcome"] if not event.get("tolerated") else "tolerated"
        result.outputs[job] = event.get("outputs", {})
    elif kind == "job_skipped":
        result.jobs[job] = "skipped"

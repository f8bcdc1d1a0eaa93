"""Times whole commands: wall, CPU and peak memory, alternating between the commands so that a busy machine is fair."""

import datetime
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field


@dataclass
class Figures:
    wall: list = field(default_factory=list)  # ms
    cpu: list = field(default_factory=list)  # ms, with all children
    memory: float = 0  # MiB, the peak of the largest process
    failed: str = ""

    def text(self):
        if self.failed:
            return self.failed
        return f"{statistics.median(self.wall):8.1f} ms ({statistics.median(self.cpu):7.1f}) {self.memory:4.0f} MiB"

    def beside(self, other):
        """How many times as much as another took."""
        if self.failed or other.failed:
            return ""
        wall = statistics.median(self.wall) / statistics.median(other.wall)
        cpu = statistics.median(self.cpu) / statistics.median(other.cpu)
        return f"{wall:6.2f}x ({cpu:6.2f}x) {self.memory / other.memory:6.2f}x"


def machine():
    """What was measured on, and when."""
    policy = "real-time" if os.sched_getscheduler(0) in (os.SCHED_RR, os.SCHED_FIFO) else "usual"
    load = os.getloadavg()[0]
    return f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, {policy} scheduling"


def once(command, folder, figures, passing):
    with open(os.devnull, "w") as null, tempfile.NamedTemporaryFile("r") as peak:
        # A process begins with the peak of the one that starts it, and this one is larger than some that are measured.
        small = [shutil.which("time"), "-q", "-f", "%M", "-o", peak.name] if shutil.which("time") else []
        began = time.perf_counter()
        child = subprocess.Popen([*small, *command], cwd=folder, stdout=null, stderr=null, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        figures.wall.append((time.perf_counter() - began) * 1000)
        memory = int(peak.read() or 0) if small else usage.ru_maxrss
    child.returncode = os.waitstatus_to_exitcode(status)
    figures.cpu.append((usage.ru_utime + usage.ru_stime) * 1000)
    figures.memory = max(figures.memory, memory / 1024)
    if child.returncode not in passing:
        figures.failed = f"exit {child.returncode}"


def compare(commands, folder, rounds, passing=(0,)):
    """Figures by name for {name: command}; the first round only warms up."""
    figures = {name: Figures() for name in commands}
    for round in range(rounds + 1):
        for name, command in commands.items():
            if not figures[name].failed:
                once(command, folder, figures[name], passing)
        if round == 0:
            for each in figures.values():
                each.wall.clear()
                each.cpu.clear()
    return figures

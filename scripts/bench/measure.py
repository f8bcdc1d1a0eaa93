"""Times whole commands: wall, CPU and peak memory, alternating between the commands so that a busy machine is fair."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Figures:
    wall: list = field(default_factory=list)  # ms
    cpu: list = field(default_factory=list)  # ms, with all children
    memory: int = 0  # MiB, the peak of the largest process
    failed: str = ""

    def text(self):
        if self.failed:
            return self.failed
        return f"{statistics.median(self.wall):8.1f} ms ({statistics.median(self.cpu):7.1f}) {self.memory:4d} MiB"


def once(command, folder, figures):
    began = time.perf_counter()
    with open(os.devnull, "w") as null:
        child = subprocess.Popen(command, cwd=folder, stdout=null, stderr=null, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    figures.wall.append((time.perf_counter() - began) * 1000)
    figures.cpu.append((usage.ru_utime + usage.ru_stime) * 1000)
    figures.memory = max(figures.memory, usage.ru_maxrss // 1024)
    if child.returncode != 0:
        figures.failed = f"exit {child.returncode}"


def compare(commands, folder, rounds):
    """Figures by name for {name: command}; the first round only warms up."""
    figures = {name: Figures() for name in commands}
    for round in range(rounds + 1):
        for name, command in commands.items():
            if not figures[name].failed:
                once(command, folder, figures[name])
        if round == 0:
            for each in figures.values():
                each.wall.clear()
                each.cpu.clear()
    return figures

"""Serving: from a trigger to a job's first command, from a line to who follows it, requests, and what an idle server
takes; beside Buildbot with the same job, and the floor of starting a process."""

import argparse
import multiprocessing
import pathlib
import subprocess
import tempfile
import threading
import time

from buildbot import Buildbot
from measure import machine
from rustcid import Rustcid

HEAD = "on: push\njobs:\n  work:\n    runs-on: linux\n    steps:\n"
STAMP = HEAD + "      - run: date +%s%N\n"
LINES = 200
CHATTER = HEAD + f"      - run: for n in $(seq {LINES}); do date +%s%N; sleep 0.02; done\n"


def show(what, times, more=""):
    """Of points in time apart, in ns."""
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, len(times) * share // 100)] / 1e6
    print(f"  {what:58} p50 {at(50):9.2f} ms  p99 {at(99):9.2f} ms{more}", flush=True)


def floor(count):
    """Starting a shell that tells the time."""
    times = []
    for _ in range(count):
        began = time.time_ns()
        said = subprocess.run(["sh", "-c", "date +%s%N"], capture_output=True, text=True).stdout
        times.append(int(said) - began)
    show("floor: sh -c 'date +%s%N'", times)


def idle(server):
    """What a server takes that has nothing to do."""
    seconds = 10
    before = server.cpu()
    time.sleep(seconds)
    share = (server.cpu() - before) / seconds * 100
    print(f"  {'idle for ' + str(seconds) + ' s':58} {server.memory():6.1f} MiB resident, {share:.2f} % of a processor", flush=True)


def dispatch(server, at_once, count):
    """Triggers from so many at once, each waiting for its run to end before it triggers the next."""
    pipeline = server.pipeline(STAMP)
    answered, begun, lock = [], [], threading.Lock()

    def one(share):
        client = server.client()
        for _ in range(share):
            asked = time.time_ns()
            run = client.trigger(pipeline)
            told = time.time_ns()
            stamp = int(client.log(run).split()[-1])
            with lock:
                answered.append(told - asked)
                begun.append(stamp - asked)

    began = time.perf_counter()
    crowd = [threading.Thread(target=one, args=(max(1, count // at_once),)) for _ in range(at_once)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    rate = len(begun) / (time.perf_counter() - began)
    show(f"{at_once:3} at once: trigger to its answer, durable", answered)
    show(f"{at_once:3} at once: trigger to the job's first command", begun, f"  {rate:7.1f} runs/s")


def viewer(server):
    """From a line that is printed to who follows it."""
    client = server.client()
    times = []
    for line, seen in client.follow(client.trigger(server.pipeline(CHATTER))):
        if line.strip().isdigit():
            times.append(seen - int(line))
    show(f"a line to who follows it, {len(times)} of {LINES} lines", times)


def asking(server, pipeline, seconds, counts):
    client = server.client()
    until, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        client.pipeline(pipeline)
        count += 1
    counts.put(count)


def requests(server, at_once=4, seconds=5):
    """How often a pipeline is told; who asks shares the machine."""
    pipeline, counts = server.pipeline(STAMP), multiprocessing.Queue()
    before = server.cpu()
    crowd = [multiprocessing.Process(target=asking, args=(server, pipeline, seconds, counts)) for _ in range(at_once)]
    for each in crowd:
        each.start()
    count = sum(counts.get() for _ in crowd)
    for each in crowd:
        each.join()
    cost = (server.cpu() - before) / count * 1e6
    print(f"  {'GET a pipeline, ' + str(at_once) + ' connections':58} {count / seconds:9.0f} requests/s, {cost:.0f} us of processor each")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rustcid", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    print(machine())
    floor(options.count)
    print("rustcid, SQLite")
    for slots in (1, 10, 100):
        with tempfile.TemporaryDirectory() as folder, Rustcid(options.rustcid.resolve(), folder, slots) as server:
            if slots == 1:
                idle(server)
            dispatch(server, slots, max(slots, options.count))
            if slots == 1:
                viewer(server)
                requests(server)
    print("Buildbot, SQLite, a worker in the master")
    with tempfile.TemporaryDirectory() as folder, Buildbot(options.cache, folder) as server:
        idle(server)
        show("  1 at once: trigger to the job's first command", server.dispatch(max(10, options.count // 10)))


if __name__ == "__main__":
    main()

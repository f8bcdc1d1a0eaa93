"""Running locally: hello, 50-job matrix, 20-job DAG, 200,000 log lines; beside act, gitlab-ci-local and the floors."""

import argparse
import pathlib
import shutil
import subprocess
import tempfile

from measure import compare, machine

HEAD = "on: push\njobs:\n"


def job(name, command, extra=""):
    return f"  {name}:\n    runs-on: ubuntu-latest\n{extra}    steps:\n      - run: {command}\n"


def dag_needs(number):
    return [f"j{number - 4}", f"j{number - 3}"] if number >= 4 else []


def github():
    needs = lambda n: f"    needs: [{', '.join(dag_needs(n))}]\n" if dag_needs(n) else ""
    legs = ", ".join(map(str, range(50)))
    matrix = f"    strategy:\n      matrix:\n        n: [{legs}]\n"
    return {
        "hello": HEAD + job("a", "echo hello"),
        "50-job matrix": HEAD + job("a", "echo ${{ matrix.n }}", matrix),
        "20-job DAG": HEAD + "".join(job(f"j{n}", "echo hello", needs(n)) for n in range(20)),
        "200k log lines": HEAD + job("a", "seq 200000"),
    }


def gitlab():
    dag = ""
    for n in range(20):
        dag += f"j{n}:\n  needs: [{', '.join(dag_needs(n))}]\n  script: echo hello\n"
    return {
        "hello": "a:\n  script: echo hello\n",
        "50-job matrix": "a:\n  parallel: 50\n  script: echo $CI_NODE_INDEX\n",
        "20-job DAG": dag,
        "200k log lines": "a:\n  script: seq 200000\n",
    }


def floors(options, case):
    """What no tool can go below."""
    if case == "200k log lines":
        return {"floor: sh -c 'seq 200000 | cat'": ["sh", "-c", "seq 200000 | cat"]}
    if case != "hello":
        return {}
    found = {"floor: sh -c true": ["sh", "-c", "true"]}
    if options.docker:
        container = f"c=$(docker create -i {options.image} cat) && docker start $c && docker exec $c sh -c true && docker rm -f $c"
        found["floor: docker create, start, exec, rm"] = ["sh", "-c", container]
    return found


def commands(options, file, dialect):
    rustci = [str(options.rustci), "run", file]
    found = {"rustci": rustci}
    if options.docker:
        found["rustci, docker"] = [*rustci, "--executor", "docker", "--image", options.image]
    if dialect == "github" and shutil.which("act"):
        found["act"] = ["act", "push", "-W", file, "-P", "ubuntu-latest=-self-hosted"]
        if options.docker:
            found["act, docker"] = ["act", "push", "-W", file, "-P", f"ubuntu-latest={options.image}", "--pull=false"]
    if dialect == "gitlab" and shutil.which("gitlab-ci-local"):
        found["gitlab-ci-local"] = ["gitlab-ci-local", "--file", file]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rustci", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--docker", action="store_true")
    parser.add_argument("--image", default="rustci-test/bash")
    options = parser.parse_args()
    options.rustci = options.rustci.resolve()
    print(machine())
    print("median of whole processes: wall ms (CPU ms), peak memory\n")
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.com"]
        (pathlib.Path(folder) / ".github/workflows").mkdir(parents=True)
        for name, cases, path in (("github", github(), ".github/workflows/ci.yml"), ("gitlab", gitlab(), ".gitlab-ci.yml")):
            for case, text in cases.items():
                (pathlib.Path(folder) / path).write_text(text)
                if not (pathlib.Path(folder) / ".git").exists():
                    subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
                    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "bench"], cwd=folder, check=True)
                tools = floors(options, case) | commands(options, path, name)
                for tool, figures in compare(tools, folder, options.rounds).items():
                    print(f"{name:7} {case:15} {tool:38} {figures.text()}", flush=True)


if __name__ == "__main__":
    main()

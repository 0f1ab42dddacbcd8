"""What the scheduler takes while it waits: memory, and how much of a processor.

    python benchmarks/idle.py [--seconds 60]

Runs `askwatch jobs run` on a new store without sources, beside an interpreter
that only imports SQLAlchemy; figures are those of Linux's /proc.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MB, LIMIT_CORE = 80, 0.5
SETTINGS = '[organisation]\nname = "Bench"\n[jobs]\npoll_every = "15min"\n'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "config.toml")
        settings.write_text(SETTINGS)
        command = [sys.executable, "-m", "tui", "--config", str(settings)]
        command += ["--database", f"{folder}/askwatch.db"]
        # Once before, so that what is measured does not make the store.
        for name in ("poll", "deadlines", "sweep", "backup", "recheck", "copies", "housekeeping"):
            subprocess.run([*command, "jobs", "once", name], capture_output=True, check=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([*command, "jobs", "run"], **quiet) as scheduler:  # type: ignore[call-overload]
            time.sleep(min(20, seconds / 2))
            before = _ticks(scheduler.pid)
            time.sleep(seconds)
            used = (_ticks(scheduler.pid) - before) / os.sysconf("SC_CLK_TCK")
            memory = _memory(scheduler.pid)
            began = time.perf_counter()
            scheduler.terminate()
            scheduler.wait()
            ended = time.perf_counter() - began
    print(f"memory: {memory} MB (limit {LIMIT_MB} MB; SQLAlchemy alone {_peer()} MB)")
    print(f"processor: {100 * used / seconds:.2f} % of a core (limit {LIMIT_CORE} %)")
    print(f"ended {ended:.1f} s after SIGTERM (limit 10 s)")


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1000 for line in lines if line.startswith("VmRSS"))


def _peer() -> int:
    code = "import os, sqlalchemy; print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = told.stdout.splitlines()
    return next(int(line.split()[1]) // 1000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()

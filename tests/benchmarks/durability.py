"""What an index goes through, in full: kills, full disks, power loss, rot, readers, races.

python tests/benchmarks/durability.py [FOLDER]   (as root, for the small disks; about 15 minutes)

Each line printed has passed what tests/faults.py asserts; a failure ends the run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import faults


def restarts(folder: Path, times: int) -> list[float]:
    """Answer a question in a new process after a killed build; return the seconds of each."""
    seconds = []
    for number in range(times):
        place = folder / str(number)
        place.mkdir()
        faults.kill_builds(place, 1)
        started = time.perf_counter()
        command = [sys.executable, "-m", "qa", "ask", faults.QUESTION, "--index", place / "index"]
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    return seconds


def main(place: Path) -> None:
    """Run everything and print what was counted."""

    def folder(name: str) -> Path:
        (place / name).mkdir()
        return place / name

    print(
        "200 builds killed; the edition after each:", dict(faults.kill_builds(folder("kill"), 200))
    )
    grown = faults.kill_builds(folder("grow"), 200, beside=60)
    print("200 more that add to an index; the edition after each:", dict(grown))
    first = restarts(folder("restart"), 10)
    print(f"first answer of a new process after a killed build: at most {max(first):.1f} s of 10")
    print("25 sizes of disk:", dict(faults.fill_disks(folder("full"), 25)))
    power = folder("power")
    counted = faults.lose_power(power, faults.trace_build(power), 100)
    print("100 states after power loss:", dict(counted))
    print("100 bytes flipped in each file:", dict(faults.flip_bytes(folder("rot"), 100)))
    reading = faults.read_while_building(folder("read"), rebuilds=50)
    ratio = reading.rebuilding / reading.idle
    print(
        f"8 readers during 50 rebuilds: {reading.questions} answers of {reading.editions} editions"
    )
    print(f"    95 % within {reading.rebuilding * 1000:.0f} ms, {ratio:.2f} of the idle time")
    lost = faults.race(folder("race"), 50)
    print(f"50 races: {len(lost)} builds told to wait, after {max(lost):.3f} s at most")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary))

"""`python -m tours`: does what CONTRIBUTING.md says in a copy of the sources, builds the copy, and uses the result."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import guide, uses

ROOT = Path(__file__).resolve().parents[3]
# Kept between runs, so that a build compiles only what has changed.
COPY = ROOT / ".build" / "tours"


def copied() -> None:
    """Brings the copy to the state of the sources, without touching files that are the same."""
    COPY.mkdir(parents=True, exist_ok=True)
    kept = {"Package.swift", "Package.resolved"}
    for name in sorted(kept):
        if (ROOT / name).exists():
            write(COPY / name, (ROOT / name).read_bytes())
    wanted: set[Path] = set()
    for source in sorted((ROOT / "Sources").rglob("*")):
        if source.is_file():
            target = COPY / source.relative_to(ROOT)
            wanted.add(target)
            write(target, source.read_bytes())
    for target in sorted((COPY / "Sources").rglob("*")):
        if target.is_file() and target not in wanted:
            target.unlink()
    # The manifest names the directories of the tests; the copy has none to build.
    for tests in sorted((ROOT / "Tests").iterdir()):
        if tests.is_dir() and any(tests.glob("*.swift")):
            write(COPY / "Tests" / tests.name / "Empty.swift", b"")


def write(path: Path, data: bytes) -> None:
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def listed() -> None:
    """Writes the registries of the copy, as `make generate` does: a rule is in no list that is edited."""
    script = COPY / ".ci" / "registry"
    write(script, (ROOT / ".ci" / "registry").read_bytes())
    subprocess.run(["bash", str(script)], check=True)


def built() -> Path:
    """Builds the copy and returns the program."""
    command = ["swift", "build", "--package-path", str(COPY), "--product", "infracc"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        errors = [line for line in result.stdout.splitlines() if "error:" in line]
        raise SystemExit("the copy does not compile:\n" + "\n".join(errors[:20] or [result.stderr]))
    return COPY / ".build" / "debug" / "infracc"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--document", type=Path, default=ROOT / "CONTRIBUTING.md")
    document: Path = parser.parse_args().document
    start = time.monotonic()
    tours = guide.read(document)
    missing = sorted(set(uses.BY_TOUR) - {tour.name for tour in tours})
    unknown = sorted({tour.name for tour in tours} - set(uses.BY_TOUR))
    if missing or unknown:
        raise SystemExit(f"tours without text: {missing}; tours that nothing uses: {unknown}")
    copied()
    for tour in tours:
        for step in tour.steps:
            guide.apply(step, COPY)
        files, lines = len(tour.files), len(tour.additions)
        print(f"{tour.name}: {files} {'file' if files == 1 else 'files'}, {lines} {'line' if lines == 1 else 'lines'}")
        if (files, lines) != uses.PRICE[tour.name]:
            raise SystemExit(f"{tour.name} costs {files} files and {lines} lines, not {uses.PRICE[tour.name]}")
    listed()
    program = built()
    place = COPY / "use"
    failed = 0
    for tour in tours:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        use = uses.Use(program, place)
        uses.BY_TOUR[tour.name](use)
        for objection in use.objections:
            print(f"FAILED {tour.name}: {objection}")
        failed += len(use.objections)
        print(f"{tour.name}: {use.count} expectations, {len(use.objections)} not met")
    print(f"{len(tours)} tours in {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

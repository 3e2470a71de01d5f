"""`python -m manifests CHECK …`: prints faults, one a line, and ends with 1 where there are any."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import checks


def absolute(text: str) -> Path:
    return Path(text).absolute()


def main() -> int:
    parser = argparse.ArgumentParser(prog="manifests")
    parser.add_argument("check", choices=sorted(checks.TABLE))
    parser.add_argument("--output", type=absolute, required=True, help="where topologies are built")
    parser.add_argument("--tools", type=absolute, required=True, help="where .ci/setup installs")
    parser.add_argument("--program", type=absolute, required=True, help="infracc")
    parser.add_argument("--repository", type=absolute, required=True)
    parser.add_argument("--shell", default="sh")
    parser.add_argument("--scenario", default="")
    parser.add_argument("--only", default="", help="one environment, such as `shop, production`")
    arguments = parser.parse_args()
    request = checks.Request(**{key: value for key, value in vars(arguments).items() if key != "check"})
    faults = checks.TABLE[arguments.check](request)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())

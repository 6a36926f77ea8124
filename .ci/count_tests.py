"""Adds up pytest's JUnit reports: prints `N passed, 0 failed`, and fails where a test did not pass.

`python3 .ci/count_tests.py REPORT.xml ...`; needs nothing but Python.
"""

import sys
from xml.etree import ElementTree


def main(reports: list[str]) -> int:
    """Return the exit code: 1 when a test failed, when one was skipped, or when none ran."""
    counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in reports:
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for name in counts:
                counts[name] += int(suite.get(name, 0))
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    if counts["skipped"]:
        sys.stdout.write(f"{counts['skipped']} tests were skipped; a skip hides a failure.\n")
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return int(bool(failed or counts["skipped"] or not passed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""All measurements, one after the other: ``make bench``."""

import sys

from benchmarks import cases, evasions, first_frame, line, loading, matching

if __name__ == "__main__":
    first_frame.main()
    missed = 0
    for part in (line, cases, matching, evasions, loading):
        print()
        missed |= part.main()
    sys.exit(missed)

"""All measurements, one after the other: ``make bench``."""

from benchmarks import evasions, first_frame, loading, matching

if __name__ == "__main__":
    first_frame.main()
    for part in (matching, evasions, loading):
        print()
        part.main()

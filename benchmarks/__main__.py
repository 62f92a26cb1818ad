"""All measurements, one after the other: ``make bench``."""

from benchmarks import first_frame

if __name__ == "__main__":
    first_frame.main()

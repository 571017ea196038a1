"""`python -m evaluation.bench`."""

from evaluation.bench.run import main

if __name__ == "__main__":
    raise SystemExit(main())

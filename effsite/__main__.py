"""`python -m effsite`: the same as the `effsite` command."""

from effsite.cli import main

if __name__ == "__main__":
    main()

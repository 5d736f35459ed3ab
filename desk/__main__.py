"""`python -m desk`: the desk on DESK_HOST:DESK_PORT."""

from telemetry import garbage

garbage.wait()  # before the imports, which are most of what is loaded

from desk.serve import main  # noqa: E402

if __name__ == "__main__":
    main()

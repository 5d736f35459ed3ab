"""`python -m actions`: the action server on ACTIONS_PORT, loopback only."""

from telemetry import garbage

garbage.wait()  # before the imports, which are most of what is loaded

from actions.serve import main  # noqa: E402

if __name__ == "__main__":
    main()

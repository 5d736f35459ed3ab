"""What the Makefile runs: starting the processes, talking to them, replaying stories, installing test tools."""

"""What all processes share to be watched: traces, log lines, pauses. It runs on Python 3.10 as the brain does."""

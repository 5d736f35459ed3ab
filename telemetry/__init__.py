"""What all processes share to be watched: traces and log lines. Pure, and it runs on Python 3.10 as the brain does."""

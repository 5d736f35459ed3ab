"""`make teach`: what reviewers corrected, learned, measured, and taken up or refused."""

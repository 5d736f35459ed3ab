"""One's own affairs: password, one-time codes, where one is signed in."""

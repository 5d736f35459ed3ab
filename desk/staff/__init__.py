"""Staff: who works in the console, what their role lets them do, how they sign in, and for how long."""

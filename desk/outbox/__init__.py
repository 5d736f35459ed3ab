"""What must happen outside after a commit: written with it, carried out later, as often as it takes."""

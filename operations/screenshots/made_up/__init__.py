"""What the console's pictures show. People, shops and stories are invented; written through the desk's own services."""

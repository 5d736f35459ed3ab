"""Labels: short words by which an office sorts its cases."""

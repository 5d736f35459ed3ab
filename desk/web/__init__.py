"""HTTP matters shared by all blueprints: problems, bearer guards, request bodies, response headers."""

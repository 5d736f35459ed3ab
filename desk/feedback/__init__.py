"""有用 / 没用: what people say of an answer, with one tap."""

"""What people are told whose message is not taken because too many wait."""


def crowded(waiting: int) -> str:
    """waiting: messages before theirs."""
    return (
        f"现在找小保的人很多，前面还有{about(waiting)}条消息在等，这一条还没有收下。"
        "请过一会儿再发，之前说的都在；急事请拨打12315。"
    )


def about(count: int) -> str:
    """A count that moves while it is read, in tens from twenty on."""
    return f"约{count // 10 * 10}" if count >= 20 else str(count)

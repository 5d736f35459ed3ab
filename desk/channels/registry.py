"""The channels this desk writes to, by name: connectors add theirs when the application is put together."""

from collections.abc import Iterator, Mapping

from desk.channels.port import Channel


class Channels(Mapping[str, Channel]):
    """Complete before the server starts; workers share it."""

    def __init__(self) -> None:
        self._by_name: dict[str, Channel] = {}

    def add(self, channel: Channel) -> None:
        """Raises ValueError when the name is taken."""
        if channel.name in self._by_name:
            raise ValueError(f"two channels are called {channel.name}")
        self._by_name[channel.name] = channel

    def __getitem__(self, name: str) -> Channel:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    async def close(self) -> None:
        for channel in self._by_name.values():
            await channel.close()

"""What a test makes go wrong on the platform's side."""

from dataclasses import dataclass, field

WORDS = {  # errmsg of the codes whose words a program might look at
    40164: "invalid ip {address} ipv6 ::ffff:{address}, not in whitelist",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    48001: "api unauthorized",
}


@dataclass
class Fault:
    """code: an errcode; or status and body of an answer that is none. times: None for ever. delay: real seconds."""

    code: int = 0
    times: int | None = 1
    status: int = 200
    body: bytes | None = None
    delay: float = 0.0
    content_type: str = "text/html"


@dataclass
class Script:
    """Faults by the last parts of a path, the earliest planned first."""

    planned: dict[str, list[Fault]] = field(default_factory=dict)

    def plan(self, path: str, fault: Fault) -> None:
        self.planned.setdefault(path, []).append(fault)

    def take(self, path: str) -> Fault | None:
        """The fault for a call of `path`, used up if it was the last."""
        for name, faults in self.planned.items():
            if path.endswith(name) and faults:
                fault = faults[0]
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        faults.pop(0)
                return fault
        return None

    def clear(self) -> None:
        self.planned.clear()

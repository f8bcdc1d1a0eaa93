"""A line of the table: what was counted, and the floor or ceiling it must keep."""

from dataclasses import dataclass, field


@dataclass
class Row:
    name: str
    count: int
    total: int
    at_least: float | None = None  # percent
    at_most: float | None = None  # percent
    cases: list = field(default_factory=list)  # those not as expected

    def percent(self):
        return 100.0 * self.count / self.total if self.total else 0.0

    def holds(self):
        if not self.total:
            return True
        if self.at_least is not None and self.percent() < self.at_least:
            return False
        return self.at_most is None or self.percent() <= self.at_most

    def line(self):
        bar = ""
        if self.at_least is not None:
            bar = f"  at least {self.at_least:g} %"
        if self.at_most is not None:
            bar = f"  at most {self.at_most:g} %"
        mark = "" if self.holds() else "   MISSED"
        return f"{self.name:<52} {self.count:>5} of {self.total:<5} {self.percent():6.1f} %{bar}{mark}"

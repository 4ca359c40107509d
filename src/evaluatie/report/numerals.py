"""Numbers and dates as a reader of Dutch or English writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluatie.report.wording import Wording

MINUS = "\u2212"
Number = Mapping[str, Any]
_ZERO = (0.0,)
_EDGES = {"ratio": (0.0, 1.0)}  # values that an interval may only just miss, by what is shown


@dataclass(frozen=True)
class Numerals:
    """Writes numbers in one language.

    Attributes
    ----------
    wording : Wording
        Gives the decimal sign, the thousands sign and the names of months.

    Examples
    --------
    >>> from evaluatie.report.wording import load_wording
    >>> dutch = Numerals(load_wording("nl"))
    >>> dutch.decimal(-0.1302682, signed=True), dutch.count(1450), dutch.percent(0.7917)
    ('−0,13', '1.450', '79%')
    """

    wording: Wording

    def decimal(self, value: float, digits: int = 2, signed: bool = False) -> str:
        """Write a number with a fixed number of decimals; a zero has no sign."""
        digits_only = f"{abs(value):,.{digits}f}"
        whole, point, rest = digits_only.partition(".")
        body = whole.replace(",", self.wording.texts["number.thousands"])
        if point:
            body += self.wording.texts["number.decimal"] + rest
        if not digits_only.strip("0.,"):
            return body
        return MINUS + body if value < 0 else "+" + body if signed else body

    def count(self, value: float) -> str:
        """Write a whole number."""
        return self.decimal(value, 0)

    def percent(self, share: float, digits: int = 2) -> str:
        """Write a share between 0 and 1 as a percentage; ``digits`` are those of the share."""
        return self.wording.text("number.percent", value=self.decimal(100 * share, digits - 2))

    def setting(self, value: float) -> str:
        """Write a number of the plan: whole when it is whole."""
        return self.count(value) if float(value).is_integer() else self.decimal(value)

    def year(self, value: float) -> str:
        """Write a year: without a thousands sign.

        Examples
        --------
        >>> from evaluatie.report.wording import load_wording
        >>> Numerals(load_wording("nl")).year(2019)
        '2019'
        """
        return f"{value:.0f}"

    def rate(self, value: float, digits: int = 3) -> str:
        """Write events per person-year as events per 100 person-years; ``digits`` are those per person-year."""
        return self.decimal(100 * value, max(digits, 3) - 2)

    def date(self, iso: str, *, short: bool = False) -> str:
        """Write an ISO date in words, with the month's name in full or in short.

        Examples
        --------
        >>> from evaluatie.report.wording import load_wording
        >>> dutch = Numerals(load_wording("nl"))
        >>> dutch.date("2020-03-15"), dutch.date("2020-03-15", short=True)
        ('15 maart 2020', '15 mrt 2020')
        """
        day = date.fromisoformat(iso)
        month = self.month(day.month) if short else self.wording.text(f"month.{day.month}")
        return self.wording.text("date", day=str(day.day), month=month, year=str(day.year))

    def month(self, number: int) -> str:
        """Write a month, of which January is 1, in short.

        Examples
        --------
        >>> from evaluatie.report.wording import load_wording
        >>> Numerals(load_wording("nl")).month(3)
        'mrt'
        """
        return self.wording.text(f"month.short.{number}")

    def interval(self, number: Number, how: str = "interval") -> str | None:
        """Write a number's interval in words, as what ``how`` shows; None when it has none."""
        kind = how.partition("_")[0]
        write = {"percent": self.percent, "rate": self.rate}.get(kind, self._plain(number))
        return self._limits("number.range", number, write, edges=_EDGES.get(kind, _ZERO))

    def show(self, number: Number, how: str) -> str | None:
        """Write a number of a bundle the way its reference asks.

        Parameters
        ----------
        number : mapping
            A number of a bundle.
        how : str
            One of the ``Show`` kinds of ``evaluatie.evaluation.section``.

        Returns
        -------
        str or None
            None when the number lacks what the kind needs.

        Raises
        ------
        KeyError
            When the kind is unknown.
        """
        writer = _WRITERS[how]
        needed = number["n"] if how == "n" else number["estimate"]
        return None if needed is None else writer(self, number)

    def _plain(self, number: Number) -> Callable[..., str]:
        return self.percent if number["term"] == "proportion" else self.decimal

    def _limits(
        self, key: str, number: Number, write: Callable[..., str], value: str = "", edges: tuple[float, ...] = _ZERO
    ) -> str | None:
        ends = number["ci_low"], number["ci_high"]
        if None in ends:
            return None
        # an interval that only just misses zero (or one, of a ratio) must not read as if it touched it
        digits = 2
        while digits < 4 and any(end != edge and round(end, digits) == edge for end in ends for edge in edges):
            digits += 1
        low, high = [write(end, digits) for end in ends]
        return self.wording.text(key, low=low, high=high, value=value)

    def _with_limits(self, number: Number, write: Callable[..., str], edges: tuple[float, ...] = _ZERO) -> str:
        value = write(number["estimate"])
        return self._limits("number.bracket", number, write, value, edges) or value

    def _signed(self, value: float, digits: int = 2) -> str:
        return self.decimal(value, digits, signed=True)

    def _points(self, value: float, digits: int = 2) -> str:
        """Write a difference of two shares in percentage points."""
        return self.decimal(100 * value, max(digits, 2) - 2, signed=True)

    def _third(self, value: float, digits: int = 3) -> str:
        return self.decimal(value, max(digits, 3))

    def chance(self, p: float) -> str:
        """Write a p value."""
        return f"< {self.decimal(0.001, 3)}" if p < 0.001 else f"= {self.decimal(p, 3)}"

    def _test(self, number: Number, key: str = "number.test") -> str | None:
        statistic, df, p = number["statistic"], number["df"], number["p"]
        if statistic is None or df is None or p is None:
            return None
        degrees = self.count(df) if float(df).is_integer() else self.decimal(df, 1)
        return self.wording.text(key, df=degrees, statistic=self.decimal(statistic), p=self.chance(p))


_WRITERS: dict[str, Callable[[Numerals, Number], str | None]] = {
    "count": lambda by, number: by.count(number["estimate"]),
    "n": lambda by, number: by.count(number["n"]),
    "percent": lambda by, number: by.percent(number["estimate"]),
    "percent_ci": lambda by, number: by._with_limits(number, by.percent),
    "points": lambda by, number: by.decimal(number["estimate"]),
    "size": lambda by, number: by.decimal(abs(number["estimate"])),
    "points_ci": lambda by, number: by._with_limits(number, by.decimal),
    "signed": lambda by, number: by._signed(number["estimate"]),
    "signed_ci": lambda by, number: by._with_limits(number, by._signed),
    "interval": lambda by, number: by.interval(number),
    "percent_interval": lambda by, number: by.interval(number, "percent"),
    "pp_ci": lambda by, number: by._with_limits(number, by._points),
    "pp_interval": lambda by, number: by._limits("number.range_points", number, by._points),
    "test": lambda by, number: by._test(number),
    "chi2": lambda by, number: by._test(number, "number.chi2"),
    "p": lambda by, number: None if number["p"] is None else by.chance(number["p"]),
    "fit": lambda by, number: by._third(number["estimate"]),
    "fit_ci": lambda by, number: by._with_limits(number, by._third),
    "ratio": lambda by, number: by.decimal(number["estimate"]),
    "ratio_ci": lambda by, number: by._with_limits(number, by.decimal, _EDGES["ratio"]),
    "rate": lambda by, number: by.rate(number["estimate"]),
    "rate_ci": lambda by, number: by._with_limits(number, by.rate),
}

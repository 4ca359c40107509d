"""Whether the fit indices that a paper prints of a model can go together."""

from __future__ import annotations

from evaluatie.reproduce.checks.check import Check, Checks, Verdict, together
from evaluatie.reproduce.checks.fit.baseline import baseline_check
from evaluatie.reproduce.checks.fit.counting import counting_checks
from evaluatie.reproduce.checks.fit.misfit import misfit_checks
from evaluatie.reproduce.checks.fit.ordering import bound_checks, order_checks, sign_check
from evaluatie.reproduce.checks.fit.printed_fit import read_fit
from evaluatie.reproduce.checks.rounding import Given, read_count, read_printed, span
from evaluatie.reproduce.checks.wording import explain, joined, shown
from evaluatie.reproduce.finding.printed import Printed

METHOD = "Relations between fit indices that hold whatever the data, within rounding"
NESTED = "A model that is nested in another, fitted to the same data, has the larger χ² and df (Bollen 1989)"
Count = int | str | Printed | None


def fit_indices_possible(
    *,
    chi2: Given | None = None,
    df: Count = None,
    n: Count = None,
    p: Given | None = None,
    ratio: Given | None = None,
    cfi: Given | None = None,
    tli: Given | None = None,
    nfi: Given | None = None,
    ifi: Given | None = None,
    rfi: Given | None = None,
    rmsea: Given | None = None,
    rmsea_low: Given | None = None,
    rmsea_high: Given | None = None,
    srmr: Given | None = None,
    gfi: Given | None = None,
    agfi: Given | None = None,
    aic: Given | None = None,
    bic: Given | None = None,
    baseline_chi2: Given | None = None,
    baseline_df: Count = None,
    items: Count = None,
    parameters: Count = None,
    groups: int = 1,
    means: bool | None = None,
    level: float = 0.90,
    estimator: str = "ml",
) -> Checks:
    """Check everything that follows from the fit indices that are given, each relation a row.

    Bounds; which index is never above which; p, chi2/df, the RMSEA and its interval from chi2, df and n; whether one
    baseline model can stand behind all incremental indices; df against the number of variables and parameters; AGFI
    from GFI; BIC against AIC. A number that was rounded correctly never raises an alarm.

    Parameters
    ----------
    chi2, p, ratio, cfi, tli, nfi, ifi, rfi, rmsea, rmsea_low, rmsea_high, srmr, gfi, agfi, aic, bic, baseline_chi2 : \
str or Printed, optional
        As printed; ``ratio`` is chi2/df, TLI is also known as NNFI, ``"< .001"`` may be given.
    df, n, baseline_df, items, parameters : int, optional
        Degrees of freedom, people, df of the baseline model, observed variables, free parameters. `items` also says
        that the baseline is the usual one, with all variables unrelated.
    groups : int, default 1
        How many groups the model was fitted in.
    means : bool, optional
        Whether the model says something of means; by default where there are several groups.
    level : float, default 0.90
        Of the interval of the RMSEA.
    estimator : {"ml", "mlr", "wlsmv"}
        ``mlr`` and ``wlsmv`` print scaled statistics: what holds only for plain ones is then not held against them.

    Returns
    -------
    Checks
        One row per relation; ``verdict`` is the worst.

    Raises
    ------
    InputError
        If a number is a float or no number, or an option is not known; all problems at once.

    Notes
    -----
    Source: Bentler (1990), doi:10.1037/0033-2909.107.2.238; Bollen (1989), doi:10.1177/0049124189017003004; Browne &
    Cudeck (1993); Steiger (1998), doi:10.1080/10705519809540115. Supposed is that the baseline's chi2 is above its df.

    Examples
    --------
    >>> found = fit_indices_possible(chi2="85.31", df=24, n=301, cfi=".931", tli=".896", rmsea=".092", p="< .001")
    >>> found.verdict
    'consistent'
    >>> fit_indices_possible(cfi=".94", tli=".96").alarms[0].explanation.en.split(": ")[0]
    'TLI = .96, CFI = .94 cannot be'
    """
    given: dict[str, Given | int | None] = {
        "chi2": chi2, "p": p, "ratio": ratio, "rmsea": rmsea, "rmsea_low": rmsea_low, "rmsea_high": rmsea_high,
        "srmr": srmr, "cfi": cfi, "tli": tli, "nfi": nfi, "ifi": ifi, "rfi": rfi, "gfi": gfi, "agfi": agfi, "aic": aic,
        "bic": bic, "baseline_chi2": baseline_chi2, "df": df, "n": n, "baseline_df": baseline_df, "items": items,
        "parameters": parameters,
    }  # fmt: skip
    fit = read_fit(given, groups, means, level, estimator)
    parts = (bound_checks, order_checks, sign_check, misfit_checks, baseline_check, counting_checks)
    return together(METHOD, (row for part in parts for row in part(fit)))


def nested_models_possible(
    free_chi2: Given, free_df: int | str, strict_chi2: Given, strict_df: int | str, *, estimator: str = "ml"
) -> Check:
    """Check that a stricter model of the same data does not fit better than the freer one.

    Parameters
    ----------
    free_chi2, strict_chi2 : str or Printed
        chi2 of the freer model, and of the model that is nested in it.
    free_df, strict_df : int
        Their degrees of freedom.
    estimator : {"ml", "mlr", "wlsmv"}
        Scaled statistics may turn round.

    Returns
    -------
    Check
        ``low`` and ``high`` are the difference of the two chi2.

    Raises
    ------
    TypeError, ValueError
        If a number is a float or no number.

    Notes
    -----
    Source: Bollen (1989), *Structural equations with latent variables*, 289-296; for scaled statistics Satorra &
    Bentler (2010), doi:10.1007/s11336-009-9135-y.

    Examples
    --------
    >>> nested_models_possible("85.3", 24, "84.1", 27).verdict, nested_models_possible("85.3", 24, "92.0", 27).verdict
    ('impossible', 'consistent')
    """
    free, strict = read_printed(free_chi2, "free_chi2"), read_printed(strict_chi2, "strict_chi2")
    less, more = read_count(free_df, "free_df", 0), read_count(strict_df, "strict_df", 0)
    low, high = span(strict)[0] - span(free)[1], span(strict)[1] - span(free)[0]
    asked = f"χ²({less}) = {free.text}, χ²({more}) = {strict.text}"
    verdict: Verdict = "inconsistent" if more <= less else "impossible" if high < 0 else "consistent"
    ends = explain("fit.nested_difference", low=shown(low, free.decimals), high=shown(high, free.decimals))
    told = joined(explain(f"fit.nested.{verdict}", printed=asked), ends)
    if verdict == "impossible" and estimator != "ml":
        verdict, told = "cannot be checked", explain("fit.scaled", printed=asked)
    return Check(NESTED, (), "nested", asked, verdict, low, high, told)

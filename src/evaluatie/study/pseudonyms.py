"""Linking codes become keyed pseudonyms: the same code gives the same pseudonym, and only the key can tell which."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

from evaluatie.study.codes import code_text


def pseudonymise(codes: pd.Series, key: bytes | str) -> pd.Series:
    """Replace codes by keyed pseudonyms.

    Parameters
    ----------
    codes : pandas.Series of shape (rows,)
        Linking codes, as text or numbers; 12, 12.0 and ``" 12 "`` are one code.
    key : bytes or str
        The secret key; text stands for its UTF-8 bytes.

    Returns
    -------
    pandas.Series of shape (rows,)
        HMAC-SHA256 (RFC 2104) of each code as 64 hexadecimal digits; missing stays missing. Index and name are kept.

    Raises
    ------
    ValueError
        When the key is empty.

    Examples
    --------
    >>> pseudonyms = pseudonymise(pd.Series([12, "12", "012"]), key="secret")
    >>> bool(pseudonyms[0] == pseudonyms[1]), bool(pseudonyms[0] == pseudonyms[2])
    (True, False)
    """
    if not isinstance(codes, pd.Series):
        raise TypeError(f"codes must be a Series: got {type(codes).__name__}")
    secret = key.encode() if isinstance(key, str) else bytes(key)
    if not secret:
        raise ValueError("the key is empty: pseudonyms without a key can be undone by trying all codes")
    known: dict[str, str | None] = {"": None}
    texts = [code_text(code) for code in codes.tolist()]
    for text in texts:
        if text not in known:
            known[text] = hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()
    return pd.Series([known[text] for text in texts], index=codes.index, name=codes.name, dtype="str")


def key_fingerprint(key: bytes) -> str:
    """Give a name of the key that tells nothing about it, to see whether pseudonyms were made with another key."""
    return hmac.digest(key, b"evaluatie: fingerprint of the pseudonym key", hashlib.sha256).hex()[:16]

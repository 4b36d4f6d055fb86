"""Who may come in: Basic credentials, and the account that they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from mocktr.core.sids import is_sid
from mocktr.errors import Unauthorized
from mocktr.seed import AccountSeed

NO_CREDENTIALS = "Authentication Error - No credentials provided"
INVALID_USERNAME = "Authentication Error - invalid username"
UNKNOWN_TOKEN = "0" * 32
"""The auth token of an account whose token nobody has named yet."""
WRONG = ("Authenticate", "Your AccountSid or AuthToken was incorrect.")


class Credentials:
    """Turns Basic credentials into an AccountSid.

    Any account with any token is welcome, unless the seed lists accounts or `strict` is set: then
    only those accounts, their tokens and their API keys are, or any account with `auth_token`.
    """

    def __init__(
        self, accounts: Iterable[AccountSeed], strict: bool, auth_token: str | None
    ) -> None:
        self.auth_token = auth_token
        self.tokens: dict[str, str | None] = {}
        self.keys: dict[str, tuple[str, str]] = {}
        for part in accounts:
            sid = str(part.sid)
            self.tokens[sid] = part.auth_token or auth_token
            self.keys.update(owned(part.api_keys, sid))
        self.strict = strict or bool(self.tokens)

    def account(self, username: str | None, password: str | None) -> str:
        """The AccountSid of these credentials; raises Unauthorized."""
        if username is None or password is None:
            raise Unauthorized(NO_CREDENTIALS)
        if username in self.keys:
            sid, secret = self.keys[username]
            return sid if password == secret else self.refuse()
        if username[:2] not in ("AC", "SK"):
            raise Unauthorized(INVALID_USERNAME)
        if self.strict:
            return self.listed(username, password)
        return account_sid(username)

    def token(self, sid: str) -> str | None:
        """The auth token of an account, as far as it is known beforehand."""
        return self.tokens.get(sid, self.auth_token)

    def knows(self, sid: str) -> bool:
        """Whether an account may have tokens of its own here."""
        return not self.tokens or sid in self.tokens

    def named(self, name: str) -> str | None:
        """The AccountSid that a username means without a password; None for that of a stranger."""
        if name in self.keys:
            return self.keys[name][0]
        sid = account_sid(name) if name[:2] in ("AC", "SK") else None
        return sid if sid is not None and self.knows(sid) else None

    def listed(self, username: str, password: str) -> str:
        """An account that strict authentication knows."""
        known = username in self.tokens if self.tokens else is_sid(username, "AC")
        token = self.tokens.get(username, self.auth_token)
        return username if known and token is not None and password == token else self.refuse()

    def refuse(self) -> str:
        raise Unauthorized(*WRONG)


def owned(keys: Mapping[str, str], sid: str) -> dict[str, tuple[str, str]]:
    return {key: (sid, secret) for key, secret in keys.items()}


def account_sid(username: str) -> str:
    """The AccountSid that a username stands for.

    An API key that no seed lists is a tenant of its own, named by its hex digits. A name that only
    looks like an account (`ACxxx`, as in many examples) is welcome too, and is given digits.
    """
    if is_sid(username, "AC"):
        return username
    if is_sid(username, "SK"):
        return "AC" + username[2:]
    return "AC" + hashlib.md5(username.encode(), usedforsecurity=False).hexdigest()

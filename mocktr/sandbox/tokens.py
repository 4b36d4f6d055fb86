"""The tokens of agents' browsers: what they allow, how they are checked, how one is made.

Two kinds are known. An *access token* is signed with the secret of an API key, and names a role in
a workspace (sources: agents). The older *capability token* is signed with the
account's auth token, and lists what may be asked of which URL (sources:
agents). What is not known beforehand can't be compared: where any account with any
credentials is welcome, so is a token whose secret nobody has named.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mocktr.core.clock import LATEST_INSTANT
from mocktr.core.sids import is_sid
from mocktr.errors import ApiError

if TYPE_CHECKING:
    from mocktr.sandbox.sandbox import Sandbox
    from mocktr.sandbox.tenant import Tenant

ALGORITHMS = ["HS256", "HS384", "HS512"]
ROLES = ("worker", "supervisor", "admin")
KINDS = ("access", "capability")
LEEWAY = 10
"""Seconds by which the clock of who made a token may be ahead or behind."""
LIFETIME = 3600
LONGEST = 86_400
"""Seconds; Twilio makes none that lives longer than a day."""
BLOCK = 64
"""Bytes; that of SHA-256, the shortest."""
BRIDGE = "https://event-bridge.twilio.com/v1/wschannels"
API = "https://taskrouter.twilio.com/v1/Workspaces"


class TokenRefused(ApiError):
    """401/20104 for a token that has expired, 403/20403 for any other that is not accepted."""

    def __init__(self, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.status, self.code = status, 20104 if status == 401 else 20403


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token that was accepted says."""

    tenant: Tenant
    account_sid: str
    """As the token has it; where all share one world, that of the world may be another."""
    kind: str
    """`access` or `capability`."""
    workspace_sid: str
    channel_sid: str | None
    """The worker, task queue or workspace it is for; None for an admin's."""
    role: str
    """One of ROLES; empty for a capability token, whose policies say what it may."""
    expires: float
    """Unix seconds."""
    policies: tuple[dict[str, Any], ...] = ()
    is_lenient: bool = False
    """Whether what the policies lack is only told, and not refused."""

    @property
    def worker_sid(self) -> str | None:
        """The worker it is for."""
        return self.channel_sid if is_sid(self.channel_sid, "WK") else None


# --- checking ----------------------------------------------------------------------------------


def read_token(sandbox: Sandbox, token: object) -> Grant:
    """What a token allows, when all about it was checked; raises TokenRefused."""
    if not isinstance(token, str) or not token:
        raise TokenRefused("Authentication Error - no token was sent")
    claims = decode(token, None)
    is_access = isinstance(claims.get("grants"), dict)
    sid = claims.get("sub" if is_access else "account_sid")
    if not is_sid(sid, "AC"):
        name = "sub" if is_access else "account_sid"
        raise TokenRefused(f"the token's {name} is no AccountSid: {sid!r}")
    if not sandbox.welcomes(str(sid)):
        raise TokenRefused(f"the token is for account {sid}, which is not known here")
    tenant = sandbox.tenant_of(str(sid))
    secret = key_secret(sandbox, tenant, claims) if is_access else auth_token(sandbox, str(sid))
    if secret is not None:
        decode(token, secret)
    if is_access:
        return access_grant(tenant, claims)
    return capability_grant(tenant, claims, sandbox.lenient_policies)


def decode(token: str, secret: str | None) -> dict[str, Any]:
    """The claims of a token that is valid now; its signature counts where a secret is given."""
    jwt = import_module("jwt")
    # Not `aud` and the like, which Twilio does not use.
    checks = {"verify_signature": secret is not None, "verify_exp": True, "verify_nbf": True}
    options = {**checks, "verify_iat": False, "verify_aud": False, "require": ["exp", "iss"]}
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        if algorithm not in ALGORITHMS:
            raise TokenRefused(f"the token's alg: expected HS256, HS384 or HS512, got {algorithm}")
        claims: dict[str, Any] = jwt.decode(
            token, padded(secret or ""), algorithms=ALGORITHMS, options=options, leeway=LEEWAY
        )
    except jwt.ExpiredSignatureError:
        raise TokenRefused("the token has expired", 401) from None
    except jwt.InvalidSignatureError:
        raise TokenRefused("the token is signed with another secret") from None
    # What else is wrong with claims is a TypeError or a ValueError to some versions.
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
        raise TokenRefused(f"the token can't be read: {error}") from None
    return claims


def key_secret(sandbox: Sandbox, tenant: Tenant, claims: dict[str, Any]) -> str | None:
    """The secret of the API key that signed an access token, where one is known."""
    key = claims["iss"]
    if not is_sid(key, "SK"):
        raise TokenRefused(f"the token's iss is no API key: {key!r}")
    if key == tenant.api_key:
        return tenant.api_secret
    listed = sandbox.credentials.keys.get(key)
    if listed is not None:
        account, secret = listed
        if account != claims["sub"]:
            raise TokenRefused(f"the API key {key} belongs to another account than {claims['sub']}")
        return secret
    if sandbox.credentials.strict:
        raise TokenRefused(f"the token is signed with the API key {key}, which is not known here")
    return None


def auth_token(sandbox: Sandbox, account_sid: str) -> str | None:
    """The secret that signs a capability token, where one was named beforehand."""
    token = sandbox.credentials.token(account_sid)
    if token is None and sandbox.credentials.strict:
        raise TokenRefused("no auth token is known for the account, so none can have signed")
    return token


def access_grant(tenant: Tenant, claims: dict[str, Any]) -> Grant:
    grant = claims["grants"].get("task_router")
    if not isinstance(grant, dict):
        raise TokenRefused("the token has no grant for TaskRouter")
    role, worker = grant.get("role"), grant.get("worker_sid")
    if role not in ROLES:
        raise TokenRefused(f"the token's role: expected one of {', '.join(ROLES)}, got {role!r}")
    if worker is None and role != "admin":
        raise TokenRefused(f"the token has no worker_sid, as its role {role} needs")
    workspace = existing(tenant, grant.get("workspace_sid"), worker)
    return Grant(tenant, claims["sub"], "access", workspace, worker, role, expiry(claims))


def capability_grant(tenant: Tenant, claims: dict[str, Any], lenient: bool) -> Grant:
    if claims["iss"] != claims["account_sid"]:
        raise TokenRefused("the token's iss is not its account_sid")
    names = ("worker_sid", "taskqueue_sid", "workspace_sid")
    channel = next((claims[name] for name in names if claims.get(name)), None)
    workspace = existing(tenant, claims.get("workspace_sid"), channel)
    policies = claims.get("policies")
    if not isinstance(policies, list) or not all(isinstance(one, dict) for one in policies):
        raise TokenRefused("the token has no list of policies")
    expires = expiry(claims)
    account = claims["account_sid"]
    return Grant(
        tenant, account, "capability", workspace, channel, "", expires, tuple(policies), lenient
    )


def expiry(claims: dict[str, Any]) -> float:
    """When the token ends, in Unix seconds, not beyond the last date that can be shown."""
    return min(float(claims["exp"]), LATEST_INSTANT / 1000)


def existing(tenant: Tenant, workspace_sid: object, channel_sid: object) -> str:
    """The SID of the workspace, when it and what the token is for are there."""
    workspace = tenant.read(lambda account: account.workspaces.get(str(workspace_sid)))
    if workspace is None:
        raise TokenRefused(f"the token is for workspace {workspace_sid}, which is not there")
    known = (workspace.workers, workspace.task_queues, {workspace.sid})
    if channel_sid is not None and not any(channel_sid in one for one in known):
        raise TokenRefused(f"the token is for {channel_sid}, which is not in its workspace")
    return workspace.sid


# --- making ------------------------------------------------------------------------------------


def make_token(
    tenant: Tenant, workspace_sid: str, worker_sid: str, kind: str, role: str, lifetime: float
) -> str:
    """A token for a worker that lives so many seconds, signed with what the account has."""
    now = int(time.time())
    times = {"nbf": now, "exp": now + int(lifetime)}
    if kind == "capability":
        account = tenant.account.sid
        claims = capability_claims(account, workspace_sid, worker_sid)
        return encode({**claims, **times}, tenant.signing_token, {})
    claims = {
        "jti": f"{tenant.api_key}-{now}",
        "grants": {
            "task_router": {"workspace_sid": workspace_sid, "worker_sid": worker_sid, "role": role}
        },
        "iss": tenant.api_key,
        "sub": tenant.account.sid,
    }
    return encode({**claims, **times}, tenant.api_secret, {"cty": "twilio-fpa;v=1"})


def encode(claims: dict[str, Any], secret: str, headers: dict[str, str]) -> str:
    token: str = import_module("jwt").encode(claims, padded(secret), "HS256", headers)
    return token


def padded(secret: str) -> bytes:
    """The same key to HMAC, which fills a block with zeros; PyJWT warns of short ones."""
    return secret.encode().ljust(BLOCK, b"\0")


def capability_claims(account: str, workspace: str, worker: str) -> dict[str, Any]:
    """What a worker may who may do all that a page of an agent does."""
    home, channel = f"{API}/{workspace}", f"{BRIDGE}/{account}/{worker}"
    allowed = [
        *((method, channel) for method in ("GET", "POST")),
        ("GET", f"{home}/**"),
        ("POST", f"{home}/Workers/{worker}"),
        ("POST", f"{home}/Workers/{worker}/Reservations/**"),
        ("POST", f"{home}/Tasks/**"),
    ]
    return {
        "iss": account,
        "version": "v1",
        "friendly_name": worker,
        "account_sid": account,
        "channel": worker,
        "workspace_sid": workspace,
        "worker_sid": worker,
        "policies": [
            {"url": url, "method": method, "allow": True, "query_filter": {}, "post_filter": {}}
            for method, url in allowed
        ],
    }

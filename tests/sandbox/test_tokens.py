"""Tokens of agents' browsers, as Twilio's helper libraries make them, and as they should not be."""

import time

import jwt
import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import TaskRouterGrant
from twilio.jwt.taskrouter.capabilities import (
    TaskQueueCapabilityToken,
    WorkerCapabilityToken,
    WorkspaceCapabilityToken,
)

from mocktr import Sandbox
from mocktr.sandbox.tokens import TokenRefused, make_token, read_token

ACCOUNT, OTHER = "AC" + "a" * 32, "AC" + "b" * 32
KEY, SECRET, AUTH_TOKEN = "SK" + "c" * 32, "s" * 32, "d" * 32
WORKSPACE = {"friendly_name": "Support", "workers": [{"friendly_name": "alice"}]}


@pytest.fixture
def strict():
    """A sandbox that knows two accounts, and a key of the first."""
    listed = [
        {"sid": ACCOUNT, "auth_token": AUTH_TOKEN, "api_keys": {KEY: SECRET}},
        {"sid": OTHER, "auth_token": "e" * 32},
    ]
    seed = {"accounts": [{**one, "workspaces": [WORKSPACE]} for one in listed]}
    with Sandbox(seed) as sandbox:
        yield sandbox


@pytest.fixture
def lenient():
    with Sandbox({"workspaces": [WORKSPACE]}) as sandbox:
        yield sandbox


def places(sandbox, account=ACCOUNT):
    """The SIDs of the workspace and of its worker."""
    [workspace] = sandbox.tenant(account).account.workspaces.values()
    return workspace.sid, next(iter(workspace.workers))


def access(sandbox, role="worker", *, account=ACCOUNT, key=KEY, secret=SECRET, **how):
    """A token by Twilio's library for Python."""
    workspace, worker = places(sandbox)
    token = AccessToken(account, key, secret, **how)
    token.add_grant(TaskRouterGrant(workspace_sid=workspace, worker_sid=worker, role=role))
    return token.to_jwt()


def signed(claims, secret=SECRET, **how):
    return jwt.encode(claims, secret, "HS256", **how)


def claims(sandbox, **other):
    """Those of an access token as Twilio's library for Node makes it."""
    workspace, worker = places(sandbox)
    grant = {"workspace_sid": workspace, "worker_sid": worker, "role": "worker"}
    now = int(time.time())
    return {
        "jti": f"{KEY}-{now}",
        "grants": {"identity": "alice", "task_router": grant},
        "iat": now,
        "exp": now + 3600,
        "iss": KEY,
        "sub": ACCOUNT,
        **other,
    }


@pytest.mark.parametrize("role", ["worker", "supervisor"])
def test_an_access_token_says_who_and_in_which_role(strict, role):
    grant = read_token(strict, access(strict, role, ttl=60))

    assert (grant.workspace_sid, grant.worker_sid) == places(strict)
    assert (grant.kind, grant.role, grant.tenant.account.sid) == ("access", role, ACCOUNT)
    assert 50 < grant.expires - time.time() <= 60


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_every_algorithm_of_twilios_libraries_is_taken(strict, algorithm):
    token = jwt.encode(claims(strict), SECRET.ljust(64, "\0"), algorithm)

    assert read_token(strict, token).role == "worker"


@pytest.mark.parametrize("secret", ["short", "s" * 200])
def test_a_secret_may_have_any_length(secret):
    seed = {"accounts": [{"sid": ACCOUNT, "api_keys": {KEY: secret}, "workspaces": [WORKSPACE]}]}
    with Sandbox(seed) as sandbox:
        token = access(sandbox, secret=secret.ljust(64, "\0"))

        assert read_token(sandbox, token).role == "worker"


def test_an_admins_token_needs_no_worker(strict):
    workspace, _ = places(strict)
    grants = {"task_router": {"workspace_sid": workspace, "role": "admin"}}

    grant = read_token(strict, signed(claims(strict, grants=grants)))

    assert (grant.role, grant.worker_sid) == ("admin", None)


@pytest.mark.parametrize(
    "make",
    [
        lambda workspace, worker: WorkerCapabilityToken(ACCOUNT, AUTH_TOKEN, workspace, worker),
        lambda workspace, worker: WorkspaceCapabilityToken(ACCOUNT, AUTH_TOKEN, workspace),
    ],
)
def test_a_capability_token_has_policies(strict, make):
    workspace, _ = places(strict)

    grant = read_token(strict, make(*places(strict)).to_jwt())

    assert (grant.kind, grant.workspace_sid, grant.role) == ("capability", workspace, "")
    assert {"GET", "POST"} <= {policy["method"] for policy in grant.policies}


def test_a_capability_token_for_a_queue_that_is_not_there_is_refused(strict):
    workspace, _ = places(strict)
    token = TaskQueueCapabilityToken(ACCOUNT, AUTH_TOKEN, workspace, "WQ" + "0" * 32)

    with pytest.raises(TokenRefused, match="which is not in its workspace"):
        read_token(strict, token.to_jwt())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "SK" + "9" * 32}, "not known here"),
        ({"iss": "me"}, "no API key"),
        ({"iss": None}, "can't be read"),
        ({"sub": "AC" + "9" * 32}, "not known here"),
        ({"sub": OTHER}, "belongs to another account"),
        ({"sub": 1}, "no AccountSid"),
        ({"exp": None}, "can't be read"),
        ({"exp": "soon"}, "can't be read"),
        ({"nbf": 4_000_000_000}, "not yet valid"),
        ({"grants": {}}, "no grant for TaskRouter"),
        ({"grants": {"task_router": {"role": "boss"}}}, "expected one of worker"),
        ({"grants": {"task_router": {"role": "worker"}}}, "no worker_sid"),
        ({"grants": {"task_router": {"role": "admin"}}}, "workspace None"),
        ({"grants": {"task_router": {"role": "admin", "workspace_sid": []}}}, "not there"),
        ({"grants": None}, "no AccountSid"),
    ],
)
def test_a_claim_that_can_not_be_is_refused_with_the_reason(strict, change, why):
    changed = {name: value for name, value in claims(strict, **change).items() if value is not None}

    with pytest.raises(TokenRefused, match=why) as caught:
        read_token(strict, signed(changed))

    assert (caught.value.status, caught.value.code) == (403, 20403)


def test_a_worker_of_another_workspace_is_refused(strict):
    workspace, _ = places(strict)
    grant = {"workspace_sid": workspace, "worker_sid": places(strict, OTHER)[1], "role": "worker"}

    with pytest.raises(TokenRefused, match="not in its workspace"):
        read_token(strict, signed(claims(strict, grants={"task_router": grant})))


def test_an_expired_token_is_refused_with_a_status_of_its_own(strict):
    with pytest.raises(TokenRefused, match="expired") as caught:
        read_token(strict, signed(claims(strict, exp=int(time.time()) - 60)))

    assert (caught.value.status, caught.value.code) == (401, 20104)


@pytest.mark.parametrize("token", [None, "", 1, "a.b.c", "é", "none"])
def test_what_is_no_token_is_refused(strict, token):
    with pytest.raises(TokenRefused):
        read_token(strict, token)


def test_a_signature_by_another_secret_is_refused(strict):
    with pytest.raises(TokenRefused, match="another secret"):
        read_token(strict, access(strict, secret="x" * 32))
    forged = WorkerCapabilityToken(ACCOUNT, "x" * 32, *places(strict))
    with pytest.raises(TokenRefused, match="another secret"):
        read_token(strict, forged.to_jwt())


def test_a_token_without_signature_is_refused(strict, lenient):
    for sandbox in (strict, lenient):
        with pytest.raises(TokenRefused):
            read_token(sandbox, jwt.encode(claims(sandbox), None, "none"))


def test_where_anybody_is_welcome_so_is_a_key_that_nobody_named(lenient):
    grant = read_token(lenient, access(lenient, secret="whatever" * 4))

    assert grant.tenant is lenient.tenant(ACCOUNT)


def test_where_anybody_is_welcome_so_is_any_auth_token(lenient):
    token = WorkerCapabilityToken(ACCOUNT, AUTH_TOKEN, *places(lenient)).to_jwt()
    lenient.authenticate(ACCOUNT, "x" * 32)

    assert read_token(lenient, token).kind == "capability"


def test_an_auth_token_that_was_named_beforehand_counts():
    with Sandbox({"workspaces": [WORKSPACE]}, auth_token=AUTH_TOKEN) as sandbox:
        own = WorkerCapabilityToken(ACCOUNT, AUTH_TOKEN, *places(sandbox)).to_jwt()
        forged = WorkerCapabilityToken(ACCOUNT, "x" * 32, *places(sandbox)).to_jwt()

        assert read_token(sandbox, own).kind == "capability"
        with pytest.raises(TokenRefused, match="another secret"):
            read_token(sandbox, forged)


@pytest.mark.parametrize("kind", ["access", "capability"])
def test_a_token_of_ones_own_is_good_everywhere(strict, lenient, kind):
    for sandbox in (strict, lenient):
        workspace, worker = places(sandbox)
        tenant = sandbox.tenant(ACCOUNT)

        grant = read_token(sandbox, make_token(tenant, workspace, worker, kind, "worker", 60))

        assert (grant.kind, grant.worker_sid, grant.tenant) == (kind, worker, tenant)


def test_nobody_else_can_make_a_token_of_ones_own(strict, lenient):
    for sandbox in (strict, lenient):
        forged = access(sandbox, key=sandbox.tenant(ACCOUNT).api_key, secret="x" * 32)

        with pytest.raises(TokenRefused, match="another secret"):
            read_token(sandbox, forged)

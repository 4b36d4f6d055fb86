"""The authority whose certificates make clients believe that they talk to Twilio."""

import os
import socket
import ssl
import stat
import threading
from contextlib import contextmanager

import pytest
from trustme import CA

from mocktr import OptionError
from mocktr.server.certificates import Authority


def trusting(authority):
    """What a client has that trusts an authority and nobody else."""
    return ssl.create_default_context(cadata=authority.certificate)


@contextmanager
def connected(server, client, name):
    """A TLS connection to a server, as a client sees it."""
    ours, theirs = socket.socketpair()

    def serve():
        try:
            with server.wrap_socket(theirs, server_side=True) as secure:
                secure.recv(1)
        except (ssl.SSLError, ConnectionError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with ours, client.wrap_socket(ours, server_hostname=name) as secure:
            yield secure
    finally:
        thread.join()


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.mark.parametrize(
    "name",
    [
        "taskrouter.twilio.com",
        "taskrouter.us1.twilio.com",
        "taskrouter.dublin.ie1.twilio.com",
        "taskrouter.sydney.au1.twilio.com",
        "event-bridge.twilio.com",
        "localhost",
        "127.0.0.1",
        "::1",
        "mocktr",
        "mocktr.test",
        "host.docker.internal",
    ],
)
def test_a_client_that_trusts_the_authority_believes_the_name(authority, name):
    with connected(authority.context(), trusting(authority), name) as secure:
        assert secure.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    "name",
    [
        *("example.org", "twilio.com.example.org", "nottwilio.com", "10.0.0.7"),
        "under_score",
    ],
)
def test_no_other_name_is_claimed(authority, name):
    with (
        pytest.raises(ssl.SSLCertVerificationError, match=r"mismatch|not valid for"),
        connected(authority.context(), trusting(authority), name),
    ):
        pass


def test_the_address_that_the_server_listens_on_is_believed(authority):
    with connected(authority.context("10.0.0.7"), trusting(authority), "10.0.0.7") as secure:
        names = [name for _, name in secure.getpeercert()["subjectAltName"]]

    assert {"10.0.0.7", "taskrouter.twilio.com", "*.twilio.com"} <= set(names)


def test_who_does_not_trust_the_authority_believes_nothing(authority):
    with (
        pytest.raises(ssl.SSLCertVerificationError, match=r"unable to get local issuer"),
        connected(authority.context(), trusting(Authority()), "taskrouter.twilio.com"),
    ):
        pass


def test_a_strict_client_believes_it_too(authority):
    """Python 3.13 is strict by default."""
    client = trusting(authority)
    client.verify_flags |= ssl.VERIFY_X509_STRICT

    with connected(authority.context(), client, "taskrouter.twilio.com") as secure:
        assert secure.getpeercert()["issuer"] != secure.getpeercert()["subject"]


def test_no_certificate_of_a_server_is_valid_for_too_long(authority):
    with connected(authority.context(), trusting(authority), "localhost") as secure:
        peer = secure.getpeercert()
    begin, end = (ssl.cert_time_to_seconds(peer[key]) for key in ("notBefore", "notAfter"))

    assert (end - begin) / 86400 < 825


# --- the file


def test_the_authority_is_kept_in_its_file(tmp_path):
    file = tmp_path / "ca.pem"
    first = Authority(file)
    content = file.read_bytes()

    second = Authority(file)

    assert second.certificate == first.certificate
    assert file.read_bytes() == content
    with connected(second.context(), trusting(first), "taskrouter.twilio.com"):
        pass


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_the_owner_reads_the_key(tmp_path):
    Authority(tmp_path / "ca.pem")

    assert stat.S_IMODE((tmp_path / "ca.pem").stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_closed_to_them_with_a_warning(tmp_path, caplog):
    file = tmp_path / "ca.pem"
    first = Authority(file)
    file.chmod(0o644)

    again = Authority(file)

    assert again.certificate == first.certificate
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [record] = caplog.records
    assert f"others could read the key in {file}" in record.getMessage()


def test_a_key_that_can_not_be_closed_to_others_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "ca.pem"
    Authority(file)
    file.chmod(0o604)

    def refuse(path, mode):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    with pytest.raises(OptionError, match=r"tls_ca: its owner alone may read the key in .*ca.pem"):
        Authority(file)


def test_without_a_file_each_run_has_an_authority_of_its_own():
    assert Authority().certificate != Authority().certificate


def test_the_certificate_is_written_without_the_key(tmp_path):
    authority = Authority(tmp_path / "ca.pem")

    authority.write_certificate(tmp_path / "cert.pem")

    assert (tmp_path / "cert.pem").read_text() == authority.certificate
    assert "PRIVATE KEY" in (tmp_path / "ca.pem").read_text()
    assert "PRIVATE KEY" not in authority.certificate


def test_an_authority_of_somebody_elses_will_do(tmp_path):
    ca = CA()
    (tmp_path / "ca.pem").write_bytes(ca.cert_pem.bytes() + ca.private_key_pem.bytes())

    authority = Authority(tmp_path / "ca.pem")

    assert authority.certificate == ca.cert_pem.bytes().decode()


def key_of_another():
    return CA().private_key_pem.bytes() + CA().cert_pem.bytes()


def no_authority():
    leaf = CA().issue_cert("taskrouter.twilio.com")
    return leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", CA().cert_pem.bytes(), CA().private_key_pem.bytes()],
    ids=["empty", "nonsense", "no key", "no certificate"],
)
def test_a_file_that_holds_no_authority_is_refused_and_left_alone(tmp_path, content):
    file = tmp_path / "ca.pem"
    file.write_bytes(content)

    with pytest.raises(OptionError) as refused:
        Authority(file)

    assert str(refused.value).startswith(
        f"tls_ca: {file}: expected the key and the certificate of an authority in PEM: "
    )
    assert file.read_bytes() == content


@pytest.mark.parametrize("content", [key_of_another, no_authority])
def test_an_authority_that_no_client_would_believe_is_refused(tmp_path, content):
    file = tmp_path / "ca.pem"
    file.write_bytes(content())

    with pytest.raises(OptionError, match=r"certificate of an authority in PEM: .*verify failed"):
        Authority(file)


def test_a_file_that_can_not_be_read_or_written_is_named(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OptionError, match=r"tls_ca: cannot read .*folder: Is a directory"):
        Authority(tmp_path / "folder")
    with pytest.raises(OptionError, match=r"tls_ca: cannot write .*nowhere/ca.pem: No such file"):
        Authority(tmp_path / "nowhere" / "ca.pem")
    with pytest.raises(OptionError, match=r"tls_ca_cert: cannot write .*folder: Is a directory"):
        Authority().write_certificate(tmp_path / "folder")

"""Languages whose helper library is not run here: the way to mocktr, with what the library asks."""

import os
import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from mocktr import Server
from mocktr.server.certificates import Authority

from .test_page import PAGE
from .test_story import CREDENTIALS, HERE

PROGRAMS = HERE / "languages"

JAVA = "java -Dhttps.proxyHost={host} -Dhttps.proxyPort={port} -Djavax.net.ssl.trustStore={store}"
COMMANDS = {
    "Java": f"{JAVA} -Djavax.net.ssl.trustStorePassword=changeit {PROGRAMS}/Client.java",
    "PHP": f"php -d curl.cainfo={{ca}} {PROGRAMS}/client.php",
    "Ruby": f"ruby {PROGRAMS}/client.rb",
    "Go": f"go run {PROGRAMS}/client.go",
}
VARIABLES = {
    "PHP": {"https_proxy": "{proxy}"},
    "Ruby": {"HTTPS_PROXY": "{proxy}", "SSL_CERT_FILE": "{ca}"},
    "Go": {"HTTPS_PROXY": "{proxy}", "SSL_CERT_FILE": "{ca}", "HOME": "{home}"},
}
KEYTOOL = (
    "keytool -importcert -noprompt -alias mocktr -file {ca} -keystore {store} "
    "-storetype PKCS12 -storepass changeit"
)


@pytest.fixture
def way(tmp_path):
    """A server, and where it, its certificate and what is made of that are."""
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    with Server(seed="support", tls=authority.context()) as server:
        at = urlsplit(server.tls_url)
        yield {
            "proxy": f"http://{at.netloc}",
            "host": at.hostname,
            "port": at.port,
            "ca": ca,
            "store": tmp_path / "mocktr.p12",
            "home": tmp_path,
        }


def run(command, **variables):
    environment = {"PATH": os.environ["PATH"], **CREDENTIALS, **variables}
    return subprocess.run(
        command.split(), env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("language", COMMANDS)
def test_a_language_is_led_here_by_its_proxy(language, way):
    require(language)
    variables = {name: text.format(**way) for name, text in VARIABLES.get(language, {}).items()}
    if language == "Java":
        run(KEYTOOL.format(**way)).check_returncode()

    told = run(COMMANDS[language].format(**way), **variables)

    assert "Support" in told.stdout, told.stderr


def require(language):
    program = COMMANDS[language].split()[0]
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} on this machine")
    if language == "Ruby" and run("ruby -r faraday -e 1").returncode:
        pytest.skip("Faraday is not installed")
    if language == "PHP" and "curl" not in run("php -m").stdout.split():
        pytest.skip("cURL for PHP is not installed")
    if language == "Go" and "MOCKTR_EVERY_CLIENT" not in os.environ:
        pytest.skip("takes a while to compile: run `make clients`")


@pytest.mark.parametrize("language", COMMANDS)
def test_the_page_says_how_each_language_is_led_here(language):
    [row] = re.findall(rf"^{language}  .*", PAGE, re.M)
    used = (COMMANDS[language], KEYTOOL, *VARIABLES.get(language, {}))

    for setting in re.findall(r"``([\w.-]+)``", row):
        assert setting == "php.ini" or any(setting in one for one in used), setting
    assert row.endswith("  its way run here")

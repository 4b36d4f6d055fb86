"""Runs a command where nothing but a hosts file leads to mocktr.

To be run by `unshare --map-root-user --mount --net`, which gives this process mounts and a network
of its own: /etc/hosts and port 443 are nobody else's there. Its arguments are the file to write the
authority's certificate to, and the command.
"""

import subprocess
import sys
from pathlib import Path

from mocktr import Server
from mocktr.server import certificates

from .world import OPTIONS

ENTRY = "127.0.0.1 localhost taskrouter.twilio.com\n"


def main():
    certificate, *command = sys.argv[1:]
    hosts = Path(certificate).with_name("hosts")
    hosts.write_text(ENTRY)
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    authority = certificates.Authority()
    authority.write_certificate(certificate)
    with Server(**OPTIONS, tls=authority.context(), tls_port=443):
        sys.exit(subprocess.run(command).returncode)


if __name__ == "__main__":
    main()

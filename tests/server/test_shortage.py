"""A server in a process of its own, from which the system takes what it needs."""

import re
import socket
import subprocess
import sys
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
sys.argv = ["mocktr", "serve", "--port", "0", "--connections", "1000"]
from mocktr.server import descriptors
descriptors.connections = lambda wanted, each: wanted
from mocktr.cli import main
main()
"""
# Never waited for; it only keeps a broken server from hanging the test run.
PATIENCE = 30


def test_a_server_without_descriptors_serves_on_and_says_so_in_one_line():
    pytest.importorskip("resource")
    command = [sys.executable, "-c", LIMITED]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process, ExitStack() as stack:
        port = int(re.search(r"http://\S+:(\d+)", process.stdout.readline())[1])
        for _ in range(100):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))

        for _ in range(3):
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
                client.request("GET", "/mocktr/health")
                assert client.getresponse().status == 200
        process.terminate()
        said = process.stderr.read()

    assert said.count("\n") == 1, said
    assert "no new connections for a moment: the system has no room" in said

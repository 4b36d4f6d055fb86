"""Sockets that keep Python's lock do what Python's own do."""

import socket
import struct
import sys
import threading
import time
from contextlib import ExitStack, closing
from select import select

import pytest

if sys.platform != "linux":
    pytest.skip("they are for Linux", allow_module_level=True)

from mocktr.server.port.brief import MOST, BriefSocket, listener

LONG = 20
"""Seconds that nothing takes."""

OFTEN = 300

MUCH = 16 * 1024 * 1024
"""Bytes that are more than the system keeps."""


@pytest.fixture
def listening():
    with closing(listener(socket.create_server(("127.0.0.1", 0)))) as sock:
        yield sock


@pytest.fixture
def ends(listening):
    """Both ends of a connection: a client's, and that which was taken."""
    client = socket.create_connection(listening.getsockname(), LONG)
    with client, closing(listening.accept()[0]) as taken:
        yield client, taken


def come(taken, size=MOST):
    """What came, as soon as something does."""
    assert select([taken], [], [], LONG)[0]
    return taken.recv(size)


def test_the_socket_that_listens_takes_the_place_of_the_other():
    sock = socket.create_server(("127.0.0.1", 0))
    address = sock.getsockname()

    with closing(listener(sock)) as listening:
        assert (sock.fileno(), listening.getsockname()) == (-1, address)
        assert not listening.getblocking()


def test_where_nobody_came_nobody_is_taken(listening):
    with pytest.raises(BlockingIOError):
        listening.accept()


@pytest.fixture(params=[("127.0.0.1", "AF_INET"), ("::1", "AF_INET6")], ids=["IPv4", "IPv6"])
def anywhere(request):
    """One that listens, on each kind of address."""
    host, family = request.param
    try:
        sock = socket.create_server((host, 0), family=getattr(socket, family))
    except OSError as error:
        pytest.skip(str(error))
    with closing(listener(sock)) as listening:
        yield listening


def test_a_connection_knows_who_is_at_its_other_end(anywhere):
    with socket.create_connection(anywhere.getsockname()[:2], LONG) as client:
        taken, address = anywhere.accept()
        with closing(taken):
            assert address == taken.getpeername() == client.getsockname()
            assert taken.type == socket.SOCK_STREAM


def test_one_whose_client_has_gone_is_taken_all_the_same(anywhere):
    client = socket.create_connection(anywhere.getsockname()[:2], LONG)
    address = client.getsockname()
    # It is reset instead of ended.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()

    taken, found = anywhere.accept()

    with closing(taken):
        assert (found, taken.getpeername()) == (address, address)
        with pytest.raises(ConnectionResetError):
            taken.recv(1)


def test_it_is_closed_in_a_program_that_is_started(ends):
    _, taken = ends
    assert not taken.get_inheritable()


def test_what_comes_is_read_as_far_as_it_is_asked_for(ends):
    client, taken = ends
    client.sendall(b"hello")

    assert [come(taken, 2), come(taken, 2), come(taken)] == [b"he", b"ll", b"o"]


def test_where_nothing_came_it_does_not_wait(ends):
    _, taken = ends
    with pytest.raises(BlockingIOError):
        taken.recv(1)


@pytest.mark.parametrize("told", [True, False])
def test_it_never_waits_whatever_it_is_told(ends, told):
    _, taken = ends
    taken.setblocking(told)

    with pytest.raises(BlockingIOError):
        taken.recv(1)


def test_the_end_is_an_empty_text(ends):
    client, taken = ends
    client.shutdown(socket.SHUT_WR)

    assert come(taken) == b""


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_what_is_written_arrives(ends, kind):
    client, taken = ends

    assert taken.send(kind(b"hello")) == 5
    assert client.recv(MOST) == b"hello"


def test_as_much_is_written_as_there_is_room_for(ends):
    _, taken = ends
    sent = []

    def fill():
        while True:
            sent.append(taken.send(bytes(MUCH)))

    with pytest.raises(BlockingIOError):
        fill()
    assert 0 < sent[-1] < MUCH


def test_who_has_gone_can_be_told_nothing(ends):
    client, taken = ends
    client.close()

    def tell():
        while True:
            taken.send(b"hello")

    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        tell()


def test_a_closed_one_can_not_be_used(ends):
    client, taken = ends
    taken.close()
    taken.close()

    assert client.recv(1) == b""
    for work in (lambda: taken.recv(1), lambda: taken.send(b"x"), taken.dup):
        with pytest.raises(OSError, match="Bad file descriptor"):
            work()


def test_who_takes_a_connection_over_gets_a_socket_of_pythons_own(ends):
    client, taken = ends
    with taken.dup() as own:
        taken.close()
        assert (type(own), own.getblocking()) == (socket.socket, False)
        own.settimeout(LONG)
        client.sendall(b"hello")
        assert own.recv(5) == b"hello"


@pytest.fixture
def ticks():
    """What another thread counts whenever it has Python's lock, which nobody is made to give up."""
    counted, over = [], threading.Event()

    def tick():
        while not over.is_set():
            counted.append(1)
            time.sleep(0)

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=tick)
    sys.setswitchinterval(LONG)
    thread.start()
    yield counted
    over.set()
    sys.setswitchinterval(interval)
    thread.join()


@pytest.mark.parametrize("call", [lambda sock: sock.send(b"x"), lambda sock: sock.recv(1)])
def test_what_is_done_with_it_keeps_pythons_lock(ends, ticks, call):
    client, taken = ends
    client.sendall(bytes(OFTEN))
    assert len(come(taken, 1)) == 1
    before = len(ticks)

    # Once is not enough: the other thread may miss that it was let in.
    for _ in range(OFTEN - 1):
        call(taken)

    assert len(ticks) == before


def test_to_take_some_and_to_close_them_keeps_pythons_lock(ticks):
    with ExitStack() as stack:
        listening = stack.enter_context(
            closing(listener(socket.create_server(("127.0.0.1", 0), backlog=OFTEN)))
        )
        for _ in range(OFTEN):
            stack.enter_context(socket.create_connection(listening.getsockname(), LONG))
        before = len(ticks)

        taken = [listening.accept()[0] for _ in range(OFTEN)]
        for one in taken:
            one.close()

        assert len(ticks) == before
        assert {type(one) for one in taken} == {BriefSocket}

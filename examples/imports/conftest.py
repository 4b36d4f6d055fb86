import pytest

from mocktr import mock_taskrouter

SEED = "desk.yaml"


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """The modules of tests are imported in here, and with them the application."""
    with mock_taskrouter(seed=SEED, root=session.config.rootpath):
        return (yield)

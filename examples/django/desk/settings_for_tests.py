from desk.settings import *
from mocktr import mock_taskrouter

# The application asks Twilio when it starts: before there is any test, or fixture of one.
START = mock_taskrouter(seed=BASE_DIR.parent / "desk.yaml")
START.__enter__()

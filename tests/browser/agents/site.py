"""Pages that are served from folders, on an origin of their own."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class Handler(SimpleHTTPRequestHandler):
    """Looks for a path in each folder."""

    def __init__(self, folders, *arguments):
        self.folders = folders
        super().__init__(*arguments, directory=str(folders[0]))

    def translate_path(self, path):
        name = urlsplit(path).path.lstrip("/") or "index.html"
        places = [folder / name for folder in self.folders]
        return str(next((one for one in places if one.exists()), places[0]))

    def log_message(self, *said):
        """Nothing is told."""


class Site:
    """The files of some folders, from the first that has them, on http://127.0.0.1."""

    def __init__(self, *folders):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folders))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

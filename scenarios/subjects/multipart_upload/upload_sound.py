"""Uploads a file in parts and can go on where it was; which parts are over there it writes down when
they are. The server, for loopback, keeps parts and files in remote/ and is started here as well."""
import http.client
import http.server
import json
import os
import threading
from pathlib import Path

PART_BYTES = 100
PROGRESS = Path("upload.json")
REMOTE = Path("remote")


class Server(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        store(self.path[1:], self.rfile.read(int(self.headers["Content-Length"])))
        self.answer()

    def do_POST(self):
        """Makes a file of all parts that have arrived."""
        parts = sorted(REMOTE.glob("part-*"))
        store(self.path[1:], b"".join(part.read_bytes() for part in parts))
        for part in parts:
            part.unlink()
        self.answer()

    def answer(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def store(name, body):
    (REMOTE / ".incoming").write_bytes(body)
    os.replace(REMOTE / ".incoming", REMOTE / name)


def request(port, method, name, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, "/" + name, body, {"Content-Length": str(len(body or b""))})
    if connection.getresponse().status != 200:
        raise RuntimeError(f"{method} {name} failed")


def write_down(next_part):
    temporary = Path(".upload.json.tmp")
    temporary.write_text(json.dumps({"next_part": next_part}))
    os.replace(temporary, PROGRESS)


def main():
    REMOTE.mkdir(exist_ok=True)
    if (REMOTE / "archive.bin").exists():
        return
    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]

    content = Path("archive.bin").read_bytes()
    parts = [content[i : i + PART_BYTES] for i in range(0, len(content), PART_BYTES)]
    start = json.loads(PROGRESS.read_text())["next_part"] if PROGRESS.exists() else 0
    for number in range(start, len(parts)):
        request(port, "PUT", f"part-{number:05}", parts[number])
        write_down(number + 1)  # Put twice, a part is the same part.
    request(port, "POST", "archive.bin")


main()

"""Counts requests by hour, as count_sound.py. The checkpoint is put into the store before the count."""
import http.client
import http.server
import os
import threading
from pathlib import Path


class Store(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        incoming = Path("bucket", ".incoming")
        incoming.write_bytes(body)
        os.replace(incoming, Path("bucket", self.path[1:]))
        self.reply(200)

    def do_GET(self):
        path = Path("bucket", self.path[1:])
        self.reply(200, path.read_bytes()) if path.exists() else self.reply(404)

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def request(port, method, key, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, "/" + key, body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def main():
    os.makedirs("bucket", exist_ok=True)
    os.makedirs("counts", exist_ok=True)
    server = http.server.HTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]

    status, body = request(port, "GET", "checkpoint")
    last_hour = body.decode() if status == 200 else ""
    for log in sorted(Path("hours").glob("*.log")):
        if log.stem <= last_hour:
            continue
        request(port, "PUT", "checkpoint", log.stem)
        temporary = Path("counts", f".{log.stem}.tmp")
        temporary.write_text(f"{len(log.read_text().splitlines())} requests\n")
        os.replace(temporary, Path("counts", log.stem))


main()

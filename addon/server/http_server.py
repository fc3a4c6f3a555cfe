"""The HTTP side of the server: what is listened to, who may ask, and one job at a time.
Free of bpy.

Requests are read and checked on threads of their own; the job is done by whoever calls
`next_job`, the thread that owns Blender. What is not on this machine cannot ask: the
socket is bound to the loopback address. Web pages that a browser on this machine shows
cannot either: not by a name that leads to it (the Host header), nor by themselves (the
Origin header, and a content type that a page may not send without asking).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import socketserver
import threading
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from ..core.errors import USAGE, AnimaxError
from .errors import ProtocolError
from .motion_request import MotionRequest, read_request

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost", "::1")
# Seconds in which a client has to send what it announced.
PATIENCE = 30.0
# Seconds between looks at whether a client that waits is still there.
LOOK = 0.2
# At once; more are turned away.
MOST_CLIENTS = 16
# What is told of a failed job while the server ends.
ENDING = "the server is ending"


class Job:
    """A request under way, handed from a client's thread to Blender's and back."""

    def __init__(self, request: MotionRequest, binary: bool) -> None:
        self.request, self.binary = request, binary
        self.done = threading.Event()
        self.answer = b""
        self.error: ProtocolError | None = None
        # The client is no longer there.
        self.gone = False

    def finish(self, answer: bytes = b"", error: ProtocolError | None = None) -> None:
        self.answer, self.error = answer, error
        self.done.set()


class LoopbackServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """cancel: called, from a client's thread and maybe several times, while a client is
    gone whose job is not done."""

    daemon_threads = True
    # So that it can be started again at once; on Windows it would mean something else.
    allow_reuse_address = os.name == "posix"
    request_queue_size = MOST_CLIENTS

    def __init__(
        self, port: int, known: dict[str, Any], cancel: Callable[[], None]
    ) -> None:
        self.known, self.cancel = known, cancel
        self.slot = threading.Condition()
        self.job: Job | None = None
        self.taken = False
        self.ending = False
        self.clients = threading.BoundedSemaphore(MOST_CLIENTS)
        try:
            super().__init__((HOST, port), Handler)
        except (OSError, OverflowError) as error:
            raise AnimaxError(
                f"Port {port} cannot be listened to ({error}); choose another with "
                "--port, or 0 for any that is free.",
                USAGE,
            ) from None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def largest_body(self) -> int:
        return int(self.known["models"][0]["limits"]["max_request_bytes"])

    # The queue of one ----------------------------------------------------------------

    def submit(self, job: Job) -> None:
        """A ProtocolError if there is another."""
        with self.slot:
            if self.ending:
                raise ProtocolError("model_unavailable", ENDING)
            if self.job is not None:
                raise ProtocolError(
                    "resource_exhausted",
                    "another motion is being made; one is made at a time",
                )
            self.job, self.taken = job, False
            self.slot.notify_all()

    def next_job(self, seconds: float) -> Job | None:
        """The job to do now; None if there is none within that time."""
        with self.slot:
            self.slot.wait_for(lambda: self.job and not self.taken, seconds)
            if self.job is None or self.taken:
                return None
            self.taken = True
            return self.job

    def clear(self) -> None:
        """The job is done, and the next may come."""
        with self.slot:
            self.job = None

    def end(self) -> None:
        with self.slot:
            self.ending = True
            if self.job is not None and not self.job.done.is_set():
                self.job.finish(error=ProtocolError("model_unavailable", ENDING))
        self.shutdown()
        self.server_close()

    # Clients -------------------------------------------------------------------------

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self.clients.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self.clients.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.clients.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is no news."""


class Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "AnimaX", ""
    timeout = PATIENCE

    def log_message(self, format: str, *words: Any) -> None:
        """Nothing: what is done is printed with the job."""

    def do_GET(self) -> None:
        self.answer(self.get)

    def do_POST(self) -> None:
        self.answer(self.post)

    def do_other(self) -> None:
        self.answer(self.refuse_method)

    do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_other

    def answer(self, work: Callable[[], tuple[bytes, str]]) -> None:
        try:
            self.check_caller()
            body, kind = work()
            self.send(200, body, kind)
        except ProtocolError as error:
            self.send_problem(error)
        except OSError:
            # The client is gone, or too slow.
            self.close_connection = True
        except Exception as error:
            what = f"{type(error).__name__}: {error}; please report this"
            self.send_problem(ProtocolError("internal_error", what))

    def check_caller(self) -> None:
        """A ProtocolError if a web page may be behind the request."""
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or host_of(f"//{hosts[0]}") not in NAMES:
            raise ProtocolError(
                "forbidden",
                "the Host header is not of this machine; use "
                f"http://{HOST}:{self.server.port}",
            )
        for origin in self.headers.get_all("Origin") or []:
            if host_of(origin) not in NAMES:
                raise ProtocolError("forbidden", "web pages may not ask this server")

    def get(self) -> tuple[bytes, str]:
        if self.route() == "/capabilities":
            return encoded(self.server.known), "application/json"
        raise self.not_found()

    def post(self) -> tuple[bytes, str]:
        if self.route() != "/generate":
            raise self.not_found()
        kind = self.headers.get_content_type()
        if kind != "application/json":
            raise ProtocolError(
                "unsupported_media_type",
                f"the content type is {kind}; send application/json",
            )
        request = read_request(self.body(), self.server.known["models"])
        job = Job(request, wants_binary(self.headers.get("Accept", "")))
        self.server.submit(job)
        self.wait_for(job)
        if job.error is not None:
            raise job.error
        return job.answer, "model/gltf-binary" if job.binary else "model/gltf+json"

    def refuse_method(self) -> tuple[bytes, str]:
        raise ProtocolError(
            "method_not_allowed", "GET /capabilities and POST /generate alone are known"
        )

    def route(self) -> str:
        return urlsplit(self.path).path

    def not_found(self) -> ProtocolError:
        return ProtocolError(
            "not_found",
            "there are GET /capabilities and POST /generate, and nothing else",
        )

    def body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length") or []
        if self.headers.get("Transfer-Encoding") or len(lengths) != 1:
            raise ProtocolError("length_required", "send one Content-Length")
        if not lengths[0].strip().isascii() or not lengths[0].strip().isdigit():
            raise ProtocolError("length_required", "the Content-Length is no number")
        most = self.server.largest_body
        if len(lengths[0]) > 20 or int(lengths[0]) > most:
            raise ProtocolError(
                "payload_too_large",
                f"the request has more than {most} bytes",
                {"max_request_bytes": most},
            )
        length = int(lengths[0])
        found = self.rfile.read(length)
        if len(found) < length:
            raise ConnectionError
        return found

    def wait_for(self, job: Job) -> None:
        """Until it is done; tells that the client is gone."""
        while not job.done.wait(LOOK):
            if is_gone(self.connection):
                job.gone = True
                self.server.cancel()

    def send(
        self, status: int, body: bytes, kind: str, retry: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-ID", uuid.uuid4().hex)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        if retry is not None:
            self.send_header("Retry-After", str(retry))
        # One request a connection: what else a client sends is never read.
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_problem(self, error: ProtocolError) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            body = encoded(error.body())
            self.send(error.status, body, "application/json", error.retry_after)
            self.wfile.flush()
            self.drain()

    def drain(self) -> None:
        """Reads a little of what was not read of the request: a connection that is
        closed with bytes unread is reset, and the client never sees the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1.0)
        for _ in range(64):
            if not self.connection.recv(65536):
                break


def encoded(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False).encode("utf-8", "replace")


def host_of(url: str) -> str | None:
    """The host that a URL names, without brackets and port."""
    try:
        parts = urlsplit(url)
        _ = parts.port
        return parts.hostname if parts.username is None else None
    except ValueError:
        return None


def wants_binary(accept: str) -> bool:
    """Is .glb asked for, rather than JSON?"""
    best = {"model/gltf-binary": 0.0, "model/gltf+json": 0.0}
    for part in accept.split(","):
        name, _, more = part.strip().partition(";")
        weight = 1.0
        for word in more.split(";"):
            key, _, value = word.partition("=")
            if key.strip() == "q":
                with contextlib.suppress(ValueError):
                    weight = float(value)
        if name.strip() in best:
            best[name.strip()] = weight
    return best["model/gltf-binary"] > best["model/gltf+json"]


def is_gone(connection: socket.socket) -> bool:
    """Has the client closed its side?"""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True

"""A small real web server on loopback for tests of every room; says what it was told to, records what it was asked."""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked: its path with the query, and its headers by lower-case name, bytes as latin-1."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one path.

    `hang` keeps silent after the request; `delay` waits that many seconds first; `trickle` sends one byte in so many
    seconds; `raw` is sent as it is instead of everything else; `hold` keeps silent after what was sent; `chunked`
    sends the body in chunks, `cut` closes the connection after so many bytes of the body. A header given as None is
    not sent.
    """

    body: bytes = b""
    status: int = 200
    reason: str = "Reason"
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0.0
    trickle: float = 0.0
    hang: bool = False
    chunked: bool = False
    cut: int | None = None
    raw: bytes | None = None
    hold: bool = False


class WebServer:
    """Answers on 127.0.0.1 in threads of its own while the `with` block lasts; everything is closed after it."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self._listener = socket.create_server((host, 0), backlog=128)
        self._host = host
        self._tls = tls
        self._answers: dict[str, list[Answer]] = {}
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.requests: list[Request] = []
        self.most_at_once = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self._host}:{self._listener.getsockname()[1]}"

    def url(self, path: str = "/") -> str:
        """Return the address of `path` on this server."""
        return f"{'https' if self._tls else 'http'}://{self.address}{path}"

    def answer(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        reason: str = "Reason",
        headers: Mapping[str, str | None] | None = None,
        delay: float = 0.0,
        trickle: float = 0.0,
        hang: bool = False,
        chunked: bool = False,
        cut: int | None = None,
        raw: bytes | None = None,
    ) -> str:
        """Say this to `path` from now on, and return its address."""
        content = body.encode() if isinstance(body, str) else body
        said = Answer(content, status, reason, headers or {}, delay, trickle, hang, chunked, cut, raw)
        with self._lock:
            self._answers[path] = [said]
        return self.url(path)

    def then_answer(self, path: str, said: Answer) -> None:
        """Say `said` to `path` once what is said already has been said once; the last answer stays."""
        with self._lock:
            self._answers.setdefault(path, []).append(said)

    def requests_of(self, path: str) -> list[Request]:
        """Return what was asked of `path`, in order."""
        with self._lock:
            return [request for request in self.requests if request.path == path]

    def __enter__(self) -> "WebServer":
        thread = threading.Thread(target=self._accept, daemon=True)
        thread.start()
        self._threads.append(thread)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        with self._lock:
            connections = list(self._connections)
        for connection in [self._listener, *connections]:
            _shut(connection)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
                self.most_at_once = max(self.most_at_once, len(self._connections))
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        speaking = connection
        try:
            if self._tls:
                speaking = self._tls.wrap_socket(connection, server_side=True)
                self._replace(connection, speaking)
            with speaking.makefile("rb") as incoming:
                while not self._closing.is_set() and (request := _read_request(incoming)):
                    said = self._note(request)
                    if self._say(speaking, said):
                        break
        except OSError:
            pass
        finally:
            with self._lock:
                self._connections -= {connection, speaking}
            _shut(speaking)
            speaking.close()
            connection.close()

    def _replace(self, plain: socket.socket, secure: socket.socket) -> None:
        with self._lock:
            self._connections.discard(plain)
            self._connections.add(secure)
            if self._closing.is_set():
                _shut(secure)

    def _note(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            said = self._answers.get(request.path)
            if not said:
                return Answer(b"nothing here", 404, "Not Found")
            return said.pop(0) if len(said) > 1 else said[0]

    def _say(self, connection: socket.socket, said: Answer) -> bool:
        """Send `said`, and return whether the connection is over."""
        if said.hang:
            self._closing.wait()
            return True
        self._closing.wait(said.delay) if said.delay else None
        message = said.raw if said.raw is not None else _message(said)
        if not said.trickle:
            connection.sendall(message)
        for at in range(len(message)) if said.trickle else ():
            connection.sendall(message[at : at + 1])
            if self._closing.wait(said.trickle):
                return True
        if said.hold:
            self._closing.wait()
        return said.raw is not None or said.cut is not None


def _read_request(incoming: "socket.SocketIO | object") -> Request | None:
    readline = incoming.readline  # type: ignore[union-attr]
    first = readline(65_537).decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while line := readline(65_537).decode("latin-1").rstrip("\r\n"):
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip(" \t")
    return Request(first[0], first[1], headers)


def _message(said: Answer) -> bytes:
    body = _in_chunks(said.body) if said.chunked else said.body
    headers: dict[str, str | None] = {"Content-Length": str(len(said.body))}
    if said.chunked:
        headers = {"Transfer-Encoding": "chunked"}
    if said.status == 304:
        headers, body = {}, b""
    headers.update(said.headers)
    lines = [f"HTTP/1.1 {said.status} {said.reason}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body[: said.cut]


def _in_chunks(body: bytes) -> bytes:
    size = 20_000
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return

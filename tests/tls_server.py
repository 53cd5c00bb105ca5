"""A web server that speaks TLS with a certificate made for the test."""

import ssl
import subprocess
from pathlib import Path

import pytest
from web_server import WebServer

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
_NAMED = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")


def make_certificate(folder: Path, *times: str) -> Path:
    """Return a file with a key, beside it one with its certificate (.crt) for "localhost"; skips without openssl."""
    file = folder / "server.pem"
    out = ("-keyout", str(file), "-out", f"{file}.crt")
    command = ["openssl", "req", "-x509", *_NEW_KEY, *_NAMED, *(times or ("-days", "2")), *out]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no openssl here to make a certificate with")
    return file


def tls_server(certificate: Path) -> WebServer:
    """Return a server that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", certificate)
    return WebServer(tls=context)

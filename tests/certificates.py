"""Certificates of an authority of our own, by the openssl of this machine."""

import subprocess
from pathlib import Path


def certify(name: str, certificate: Path, key: Path) -> None:
    """Writes one for this host, good for thirty days, and its key."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "30", "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )

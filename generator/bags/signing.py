"""Detached signatures of bags, made and checked by the programs that systems come with.

What is signed is the tag manifest, which stands for the whole bag, so that one signature serves the
folder and its archive. OpenSSH's keys and signatures are left to `ssh-keygen -Y`, in the namespace
`xushi-snapshot`; keys in PEM, SM2 among them, to `openssl`. A private key is only named to these
programs; all that is looked at here is its first line, and it is never copied.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.bags import tags
from generator.bags.holding import open_bag
from generator.bags.names import printable
from generator.problems import BagError, Code, Location, Problem, problem
from generator.snapshot_names import SIGNATURE

NAMESPACE = "xushi-snapshot"
SECONDS = 120
"""How long a program may take; a person may have to type a passphrase."""

LARGEST = 1 << 20
"""Bytes of a public key or a signature that are read."""

_PACKAGES = {"ssh-keygen": "openssh-client", "openssl": "openssl"}
_SSH_SIGNATURE = b"-----BEGIN SSH SIGNATURE-----"
_SSH_PRIVATE = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_SSH_PUBLIC = re.compile(rb"((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+)(?:\s.*)?", re.S)


def sign(bag: Path, key: Path, place: Path | None = None) -> Path:
    """Sign a bag, a folder or an archive; give the place of the signature, beside it by default.

    Raises:
        BagError: not-a-bag, file-exists, no-signer, bad-key. No signature was written.
    """
    content = _signed_text(bag)
    beside = bag.resolve()
    name = beside.name if beside.is_dir() else beside.stem
    place = beside.with_name(f"{name}{SIGNATURE}") if place is None else place
    if os.path.lexists(place):
        raise BagError([problem(Code.FILE_EXISTS, _where(place))])
    is_ssh = _is_for_ssh(key)
    with TemporaryDirectory() as folder:
        message = Path(folder) / tags.TAG_MANIFEST
        message.write_bytes(content)
        made = _ssh_sign(message, key) if is_ssh else _openssl_sign(message, key)
    unfinished = place.with_name(f".{place.name}.part")
    unfinished.write_bytes(made)
    unfinished.rename(place)
    return place


def check_signature(bag: Path, signature: Path, public_key: Path) -> list[Problem]:
    """Say what is wrong with the signature of a bag, a folder or an archive; nothing if it fits.

    It says that the lists of checksums are those that were signed; `verify` says that the files
    are those of the lists.

    Raises:
        BagError: not-a-bag, no-access, no-signer, bad-key: it could not be checked.
    """
    content = _signed_text(bag)
    made, key = _read(signature), _read(public_key)
    with TemporaryDirectory() as folder:
        message = Path(folder) / tags.TAG_MANIFEST
        message.write_bytes(content)
        if made.startswith(_SSH_SIGNATURE):
            fits = _ssh_fits(message, signature, public_key, key)
        else:
            fits = _openssl_fits(message, signature, public_key, key)
    return [] if fits else [problem(Code.BAD_SIGNATURE, _where(signature))]


def _where(path: Path) -> Location:
    return Location(printable(str(path)))


def _signed_text(bag: Path) -> bytes:
    with open_bag(bag) as holding:
        if tags.TAG_MANIFEST not in holding.sizes:
            lost = problem(Code.NO_CHECKSUMS, holding.where(tags.TAG_MANIFEST))
            raise BagError(holding.problems or [lost])
        content = holding.text(tags.TAG_MANIFEST)
        if not content:
            raise BagError(holding.problems or [problem(Code.NOT_A_BAG, _where(bag))])
        return content


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        detail = error.strerror or str(error)
        raise BagError([problem(Code.NO_ACCESS, _where(path), detail=detail)]) from None


def _is_for_ssh(key: Path) -> bool:
    """Say whether `ssh-keygen` signs with a key.

    It does with its own keys, with those of its agent, which are named by their public half, and
    with a PEM key whose public half in OpenSSH's form lies beside it.
    """
    try:
        with key.open("rb") as file:
            begin = file.readline(64)
    except OSError as error:
        raise _bad_key(key, error.strerror or str(error)) from None
    if begin.startswith(_SSH_PRIVATE) or _SSH_PUBLIC.match(begin):
        return True
    public = key.with_name(f"{key.name}.pub")
    is_there = public.is_file() and _SSH_PUBLIC.match(_read(public)) is not None
    return is_there and shutil.which("ssh-keygen") is not None


def _bad_key(key: Path, detail: str) -> BagError:
    return BagError([problem(Code.BAD_KEY, _where(key), detail=detail)])


def _ssh_sign(message: Path, key: Path) -> bytes:
    signature = message.with_name(f"{message.name}{SIGNATURE}")
    told = ["-f", str(key.absolute()), "-n", NAMESPACE, str(message)]
    done = _run(["ssh-keygen", "-Y", "sign", *told], key)
    if done.returncode or not signature.is_file():
        raise _bad_key(key, _said(done))
    return signature.read_bytes()


def _ssh_fits(message: Path, signature: Path, public_key: Path, key: bytes) -> bool:
    match = _SSH_PUBLIC.match(key)
    if match is None:
        raise BagError([problem(Code.OTHER_KEY, _where(public_key))])
    allowed = message.with_name("allowed_signers")
    name = NAMESPACE.encode()
    allowed.write_bytes(b'%s namespaces="%s" %s\n' % (name, name, match[1]))
    told = ["-f", str(allowed), "-I", NAMESPACE, "-n", NAMESPACE, "-s", str(signature.absolute())]
    return _run(["ssh-keygen", "-Y", "verify", *told], public_key, message).returncode == 0


def _openssl_sign(message: Path, key: Path) -> bytes:
    signature = message.with_name("signature")
    at, made, text = str(key.absolute()), str(signature), str(message)
    ways = (
        ["pkeyutl", "-sign", "-inkey", at, "-out", made, "-rawin", "-in", text],
        ["dgst", "-sha256", "-sign", at, "-out", made, text],  # OpenSSL before 3.0
    )
    said = ""
    for way in ways:
        done = _run(["openssl", *way], key)
        if done.returncode == 0 and signature.is_file():
            return signature.read_bytes()
        said = said or _said(done)
    raise _bad_key(key, said)


def _openssl_fits(message: Path, signature: Path, public_key: Path, key: bytes) -> bool:
    if b"-----BEGIN PUBLIC KEY-----" not in key:
        raise BagError([problem(Code.OTHER_KEY, _where(public_key))])
    at, made, text = str(public_key.absolute()), str(signature.absolute()), str(message)
    ways = (
        ["pkeyutl", "-verify", "-pubin", "-inkey", at, "-sigfile", made, "-rawin", "-in", text],
        ["dgst", "-sha256", "-verify", at, "-signature", made, text],
    )
    return any(_run(["openssl", *way], public_key).returncode == 0 for way in ways)


def _run(
    command: Sequence[str], key: Path, given: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program by its full path, without a shell and for a bounded time.

    Raises:
        BagError: It is not installed, or did not end.
    """
    name = command[0]
    program = shutil.which(name)
    if program is None:
        raise _no_signer(key, name)
    with (given or Path(os.devnull)).open("rb") as source:
        try:
            done = subprocess.run(  # noqa: S603 - a program of the system, only paths from people
                [program, *command[1:]],
                stdin=source,
                capture_output=True,
                timeout=SECONDS,
                env={**os.environ, "LC_ALL": "C"},
            )
        except subprocess.TimeoutExpired:
            raise _bad_key(key, f"{name} > {SECONDS} s") from None
    if b"option -- Y" in done.stderr:
        raise _no_signer(key, name, " (8.0 or newer)")
    return done


def _no_signer(key: Path, name: str, version: str = "") -> BagError:
    words = {"tool": f"{name}{version}", "package": _PACKAGES[name]}
    return BagError([problem(Code.NO_SIGNER, _where(key), **words)])


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Give what a program said of its failure, in its own words."""
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
    plain = [line.strip() for line in lines if re.search("[a-z]", line)]
    return "; ".join(plain[-2:])

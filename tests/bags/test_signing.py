"""Signatures: made by the system's programs, fitting one bag and one key, the key left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.bags import archive, check_signature, sign
from generator.bags import signing as signing_module
from generator.problems import BagError, Code, Problem
from tests.bags.made import write_bag

LACKING = [name for name in ("ssh-keygen", "openssl") if not shutil.which(name)]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}")
PEM = {
    "ed25519": ["-algorithm", "ED25519"],
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "sm2": ["-algorithm", "SM2"],
}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Seal a small site."""
    return write_bag(tmp_path)


def run(*command: str | Path) -> bytes:
    """Run a program that must succeed."""
    return subprocess.run(command, check=True, capture_output=True).stdout


def ssh_key(folder: Path, name: str = "key", passphrase: str = "") -> tuple[Path, Path]:
    """Make a pair of keys; give the private and the public one."""
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "某人", "-f", folder / name)
    return folder / name, folder / f"{name}.pub"


def pem_key(folder: Path, kind: str, name: str = "key") -> tuple[Path, Path]:
    """Make a pair of keys in PEM; give the private and the public one."""
    private, public = folder / f"{name}.pem", folder / f"{name}-public.pem"
    run("openssl", "genpkey", *PEM[kind], "-out", private)
    run("openssl", "pkey", "-in", private, "-pubout", "-out", public)
    return private, public


def codes(problems: list[Problem]) -> list[Code]:
    """Reduce problems to what they are."""
    return [found.code for found in problems]


def refused(*arguments: Path) -> Problem:
    """Try to sign; give the one thing that is wrong."""
    with pytest.raises(BagError) as caught:
        sign(*arguments)
    (found,) = caught.value.problems
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ssh", *PEM])
def test_signature_fits(bag: Path, tmp_path: Path, kind: str) -> None:
    """It fits the bag, its archive and its key; no other bag and no other key."""
    (tmp_path / "other").mkdir()
    private, public = ssh_key(tmp_path) if kind == "ssh" else pem_key(tmp_path, kind)
    _, other = ssh_key(tmp_path, "k2") if kind == "ssh" else pem_key(tmp_path, kind, "k2")
    place = archive(bag, tmp_path / "2018Q3.zip")

    signature = sign(bag, private)

    assert signature == bag.with_name("2018Q3.sig")
    assert check_signature(bag, signature, public) == []
    assert check_signature(place, signature, public) == []
    assert codes(check_signature(bag, signature, other)) == [Code.BAD_SIGNATURE]
    another = write_bag(tmp_path / "other", "2018Q4")
    assert codes(check_signature(another, signature, public)) == [Code.BAD_SIGNATURE]
    with (bag / "tagmanifest-sha256.txt").open("ab") as file:
        file.write(b"\n")
    assert codes(check_signature(bag, signature, public)) == [Code.BAD_SIGNATURE]


def test_signature_of_an_archive(bag: Path, tmp_path: Path) -> None:
    """An archive is signed as its bag is: one signature serves both."""
    private, public = ssh_key(tmp_path)
    place = archive(bag, tmp_path / "out.d/2018Q3.r2.zip")

    signature = sign(place, private)

    assert signature == place.with_name("2018Q3.r2.sig")
    assert check_signature(bag, signature, public) == []


def test_by_hand(bag: Path, tmp_path: Path) -> None:
    """Without this program: ssh-keygen itself finds the signature good, in our namespace only."""
    private, public = ssh_key(tmp_path)
    signature = sign(bag, private)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"bureau {public.read_text('utf-8')}", encoding="utf-8")

    def good(namespace: str) -> bool:
        command = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "bureau", "-s", signature]
        with (bag / "tagmanifest-sha256.txt").open("rb") as message:
            done = subprocess.run([*command, "-n", namespace], stdin=message, capture_output=True)
        return done.returncode == 0

    assert good("xushi-snapshot")
    assert not good("git")


def test_signature_for_something_else(bag: Path, tmp_path: Path) -> None:
    """What the same key signed in another namespace does not count."""
    private, public = ssh_key(tmp_path)
    message = shutil.copy(bag / "tagmanifest-sha256.txt", tmp_path / "mail")
    run("ssh-keygen", "-Y", "sign", "-f", private, "-n", "file", message)

    found = check_signature(bag, tmp_path / "mail.sig", public)

    assert codes(found) == [Code.BAD_SIGNATURE]


def test_key_is_left_alone(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private key is in no file but its own, neither beside the bag nor among passing ones."""
    private, _ = ssh_key(tmp_path)
    secret = private.read_bytes().splitlines()[3]
    seen: list[bytes] = []
    runs = subprocess.run

    def watched(command: list[str], **named: object) -> object:
        done = runs(command, **named)  # type: ignore[call-overload]
        folder = Path(command[-1]).parent
        seen.extend(path.read_bytes() for path in folder.iterdir())
        return done

    monkeypatch.setattr(signing_module.subprocess, "run", watched)
    sign(bag, private)

    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != private]
    assert len(seen) == 2
    assert not any(secret in content for content in seen)
    assert not any(secret in path.read_bytes() for path in files)


def test_signature_is_not_overwritten(bag: Path, tmp_path: Path) -> None:
    """A signature that is there stays."""
    private, _ = ssh_key(tmp_path)
    signature = sign(bag, private)

    found = refused(bag, private)

    assert (found.where.file, found.code) == (str(signature), Code.FILE_EXISTS)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda path: path.write_text("no key"), "Could not", id="noise"),
        pytest.param(lambda path: path.write_text(""), "Could not", id="empty"),
        pytest.param(lambda path: path.mkdir(), "directory", id="folder"),
        pytest.param(lambda path: None, "No such file", id="nothing"),
    ],
)
def test_wrong_key(bag: Path, tmp_path: Path, make: object, said: str) -> None:
    """What is no key is refused with the words of the program, and nothing is left."""
    make(tmp_path / "key")  # type: ignore[operator]

    found = refused(bag, tmp_path / "key")

    assert found.code is Code.BAD_KEY
    assert said in dict(found.words)["detail"]
    assert not bag.with_name("2018Q3.sig").exists()


def test_key_for_all_to_read(bag: Path, tmp_path: Path) -> None:
    """A private key that others can read is not used."""
    private, _ = ssh_key(tmp_path)
    private.chmod(0o644)

    found = refused(bag, private)

    assert found.code is Code.BAD_KEY
    assert "only you" not in found.describe(str)[0]
    assert found.describe(str)[1].endswith("a private one must be readable by you alone")


@pytest.mark.slow
def test_passphrase_that_nobody_types(bag: Path, tmp_path: Path) -> None:
    """Where nobody can be asked, signing ends with a word."""
    private, _ = ssh_key(tmp_path, "key", "a long one")
    command = [
        *("setsid", "-w", sys.executable, "-c"),
        "import sys; from pathlib import Path; from generator.bags import sign\n"
        "from generator.problems import BagError\n"
        "try: sign(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except BagError as error: print(error.problems[0].code)",
    ]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ".")}

    done = subprocess.run(
        [*command, bag, private], capture_output=True, text=True, env=environment, timeout=60
    )

    assert done.stdout == "bad-key\n", done.stderr


def test_no_end(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not end is ended."""
    private, _ = ssh_key(tmp_path)
    slow = tmp_path / "bin/ssh-keygen"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=os.pathsep)
    monkeypatch.setattr(signing_module, "SECONDS", 0.2)

    assert refused(bag, private).words == (("detail", "ssh-keygen > 0.2 s"),)


@pytest.mark.parametrize(("kind", "tool"), [("ssh", "ssh-keygen"), ("rsa", "openssl")])
def test_program_is_missing(
    bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, tool: str
) -> None:
    """Where the program is not there, it is named with the package that brings it."""
    private, public = ssh_key(tmp_path) if kind == "ssh" else pem_key(tmp_path, kind)
    signature = sign(bag, private)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BagError) as caught:
        check_signature(bag, signature, public)

    (found,) = caught.value.problems
    assert (found.code, dict(found.words)["tool"]) == (Code.NO_SIGNER, tool)
    signature.unlink()
    assert refused(bag, private).code is Code.NO_SIGNER


def test_old_program(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ssh-keygen that cannot sign yet is not taken for a signature that does not fit."""
    private, public = ssh_key(tmp_path)
    signature = sign(bag, private)
    old = tmp_path / "bin/ssh-keygen"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'unknown option -- Y' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent), prepend=os.pathsep)

    with pytest.raises(BagError) as caught:
        check_signature(bag, signature, public)

    (found,) = caught.value.problems
    assert dict(found.words)["tool"] == "ssh-keygen (8.0 or newer)"


def test_key_of_another_kind(bag: Path, tmp_path: Path) -> None:
    """A PEM key for a signature by ssh-keygen, or the other way round, is told apart."""
    private, public = ssh_key(tmp_path)
    pem_private, pem_public = pem_key(tmp_path, "rsa", "pem")
    one = sign(bag, private, tmp_path / "one.sig")
    two = sign(bag, pem_private, tmp_path / "two.sig")

    for signature, key in ((one, pem_public), (two, public), (two, pem_private)):
        with pytest.raises(BagError) as caught:
            check_signature(bag, signature, key)
        assert [found.code for found in caught.value.problems] == [Code.OTHER_KEY]


@pytest.mark.slow
def test_key_with_both_halves(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PEM key with an OpenSSH public half goes to ssh-keygen, without that to openssl."""
    private, pem_public = pem_key(tmp_path, "rsa")
    private.chmod(0o600)
    public = tmp_path / "key.pem.pub"
    public.write_bytes(run("ssh-keygen", "-y", "-f", private))
    one = sign(bag, private, tmp_path / "one.sig")
    assert check_signature(bag, one, public) == []

    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/openssl").symlink_to(str(shutil.which("openssl")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    two = sign(bag, private, tmp_path / "two.sig")
    assert check_signature(bag, two, pem_public) == []


def test_no_bag(tmp_path: Path) -> None:
    """What is no bag has nothing to sign."""
    private, _ = ssh_key(tmp_path)
    (tmp_path / "empty").mkdir()

    assert refused(tmp_path / "empty", private).code is Code.NOT_A_BAG

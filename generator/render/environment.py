"""The environment of templates: how they are compiled, and what they may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from json import JSONEncoder
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Call, Expr, Name
from jinja2.runtime import Context, Macro

from generator.locales import translations
from generator.locales.language import Language
from generator.render.filters import heading, plain, plain_words, said, table_rows, written
from generator.storage import get, put


class Compiled(BytecodeCache):
    """Keeps compiled templates: a build compiles one that has changed only.

    Jinja works out constants with the filters of a language, so each way has its own.
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        """``folder`` keeps them for other processes; ``key`` stands for all that makes them.

        That is all but the texts of the templates, which Jinja compares itself.
        """
        self._known: dict[str, bytes] = {}
        self._folder = folder
        self._key = f"{version('jinja2')} {key} ".encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the compiled template, if it was made of the same text."""
        content = self._known.get(bucket.key) or self._stored(bucket.key)
        if content:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a compiled template."""
        self._known[bucket.key] = content = bucket.bytecode_to_string()
        if self._folder:
            with suppress(OSError):  # it is compiled once more
                put(str(self._folder), bucket.key, self._sealed(content) + content)

    def _stored(self, name: str) -> bytes:
        """Read a compiled template; what was damaged would stop the whole process."""
        stored = (self._folder and get(str(self._folder), name)) or b""
        seal, content = stored[:_SEAL], stored[_SEAL:]
        return content if seal == self._sealed(content) else b""

    def _sealed(self, content: bytes) -> bytes:
        return blake2b(self._key + content, digest_size=_SEAL).digest()


_SEAL = 16
_JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@cache
def _compiled(locale: str, names: tuple[str, ...], folder: Path | None, key: str) -> Compiled:
    """Give what is compiled for a language and the names of further filters."""
    own = folder / locale if folder else None
    return Compiled(own, f"{locale} {names} {key}")


def environment(
    folders: Sequence[Path],
    locale: str,
    filters: Mapping[str, Callable[..., object]] | None = None,
    *,
    directory_urls: bool = False,
    compiled: Path | None = None,
    key: str = "",
) -> Environment:
    """Make the environment in which templates of one language are rendered.

    Args:
        folders: Where templates are; one of an earlier folder wins over its namesakes.
        locale: One of `generator.locales.LOCALES`.
        filters: What templates may use besides our own filters, by name.
        directory_urls: Whether a page is the index of a folder of its own.
        compiled: A folder that keeps compiled templates, and may be deleted.
        key: Stands for the program, which such templates hold parts of.
    """
    language = Language(locale)
    env = _Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        auto_reload=False,
        bytecode_cache=_compiled(locale, tuple(sorted(filters or {})), compiled, key),
        undefined=StrictUndefined,
        finalize=written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.policies["json.dumps_function"] = _JSON.encode
    env.policies["json.dumps_kwargs"] = {}
    env.filters |= filters or {}
    gettext = plain_words(translations(locale).gettext)
    env.globals |= {"_": gettext, "gettext": gettext}
    env.filters["number"] = lru_cache(maxsize=1 << 12)(language.number)
    env.filters["percent"] = language.percent
    env.filters["heading"] = heading
    env.filters["table_rows"] = table_rows
    env.filters["said"] = plain if locale == "zh" else said
    env.globals["locale"] = locale
    env.globals["directory_urls"] = directory_urls
    return env


class _Generator(CodeGenerator):
    """Has expressions written by one call, and texts of ours translated once, when compiling.

    A page has thousands of expressions; escaping each by itself took a third of the time.
    """

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, node: Expr, frame: Any, finalize: Any) -> None:
        self.write(")")

    def _output_child_to_const(self, node: Expr, frame: Any, finalize: Any) -> str:
        if (
            isinstance(node, Call)
            and isinstance(node.node, Name)
            and node.node.name == "_"
            and not node.kwargs
        ):
            message = node.args[0].as_const(frame.eval_ctx)
            return str(self.environment.globals["_"](message))  # type: ignore[operator]
        return super()._output_child_to_const(node, frame, finalize)


class _Context(Context):
    """Calls macros without asking first what they want to be given; a page calls hundreds."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


class _Environment(Environment):
    """Compiles templates with our generator."""

    code_generator_class = _Generator
    context_class = _Context

"""The environment of templates: how they are compiled, and what they may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Call, Expr, Name

from generator.locales import translations
from generator.locales.language import Language
from generator.render.filters import heading, plain, plain_words, said, table_rows, written


class Compiled(BytecodeCache):
    """Keeps compiled templates in this process: a build compiles one that has changed only.

    Jinja works out constants with the filters of a language, so each way has its own.
    """

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the compiled template, if it was made of the same text."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a compiled template."""
        self._known[bucket.key] = bucket.bytecode_to_string()


@cache
def _compiled(locale: str, names: tuple[str, ...]) -> Compiled:
    """Give what is compiled for a language and the names of further filters."""
    return Compiled()


def environment(
    folders: Sequence[Path],
    locale: str,
    filters: Mapping[str, Callable[..., object]] | None = None,
    *,
    directory_urls: bool = False,
) -> Environment:
    """Make the environment in which templates of one language are rendered.

    Args:
        folders: Where templates are; one of an earlier folder wins over its namesakes.
        locale: One of `generator.locales.LOCALES`.
        filters: What templates may use besides our own filters, by name.
        directory_urls: Whether a page is the index of a folder of its own.
    """
    language = Language(locale)
    env = _Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        auto_reload=False,
        bytecode_cache=_compiled(locale, tuple(sorted(filters or {}))),
        undefined=StrictUndefined,
        finalize=written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": True,
    }
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


class _Environment(Environment):
    """Compiles templates with our generator."""

    code_generator_class = _Generator

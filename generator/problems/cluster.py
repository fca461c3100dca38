"""Who does the work."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, Kind

KINDS: Mapping[Code, Kind] = {
    Code.NO_DASK: Kind(
        ERROR,
        mark("building on a cluster needs Dask, which is not installed"),
        mark('install it with: pip install "xushi[cluster]"; or use --jobs instead'),
    ),
    Code.NO_CLUSTER: Kind(
        ERROR,
        mark("no worker of a Dask cluster answers at “%(text)s”"),
        mark("start a scheduler and its workers, or write “local” for those of this machine"),
    ),
    Code.OTHER_VERSION: Kind(
        ERROR,
        mark("the worker at “%(text)s” runs another version of this program"),
        mark("install the same version on every machine of the cluster"),
    ),
    Code.WORKER_LOST: Kind(
        ERROR,
        mark("a piece of the work has failed with every process that tried it; each was ended"),
        mark("see that there is memory enough, or run fewer at once with --jobs"),
    ),
}

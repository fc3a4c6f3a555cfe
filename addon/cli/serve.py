"""`serve`: motion for other programs on this machine, docs/server.md."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ..core import model_config, native
from ..core.errors import CancelledError
from ..io.report_io import to_json
from ..server import answer
from ..server.capabilities import capabilities
from ..server.errors import CODES, ProtocolError
from ..server.http_server import HOST, Job, LoopbackServer
from ..server.make_motion import make_motion
from ..settings import Settings
from .run import run_guarded

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ..core.array_types import EngineResult
    from ..request import Request
    from .run import Run

    Generate = Callable[[Request, Run], EngineResult]

# Seconds after which a signal is noticed, at the latest, while there is nothing to do.
LOOK = 0.2


def serve(args: argparse.Namespace, run: Run, generate: Generate) -> None:
    """Until a signal comes. generate: cli_commands.generate."""
    native.load()
    folder = args.model or str(native.default_model())
    known = to_json(capabilities(model_config.read_model_config(folder)))
    base = Settings(
        model=folder, device=args.device, precision=args.precision, threads=args.threads
    )

    def cancel() -> None:
        if (flag := run.cancel) is not None:
            flag.set()

    server = LoopbackServer(args.port, known, cancel)
    listener = threading.Thread(
        target=server.serve_forever, args=(LOOK,), name="AnimaX server", daemon=True
    )
    listener.start()
    print(
        f"animax: serving MMCP {known['protocol_version']} with "
        f"{known['models'][0]['id']} on http://{HOST}:{server.port}; Ctrl-C ends it",
        flush=True,
    )
    try:
        while not run.stopped:
            if (job := server.next_job(LOOK)) is not None:
                do_job(job, run, base, generate)
                server.clear()
    finally:
        server.end()
    print("animax: the server has ended", flush=True)


def do_job(job: Job, run: Run, base: Settings, generate: Generate) -> None:
    """Answers it, whatever happens."""
    asked = job.request
    words = "; ".join(prompt for prompt, _ in asked.prompts)
    print(
        f"animax: {' '.join(words.split())[:200]!r}: {len(asked.joints)} joints, "
        f"{asked.frames} frames at {asked.fps:g} frames per second",
        flush=True,
    )

    def check() -> None:
        if job.gone or run.stopped:
            raise CancelledError()

    def work() -> None:
        made = make_motion(asked, base, lambda r: generate(r, run), check)
        for sample in made:
            sample.about = to_json(sample.about)
        gltf, data = answer.document(asked, made)
        found: Any = answer.as_binary if job.binary else answer.as_json
        job.finish(found(gltf, data))

    status, message = run_guarded(work)
    if status:
        why = "the client is gone" if job.gone else message
        print(f"animax: not made: {why}", flush=True)
        code = CODES[status]
        if message.startswith("Internal error"):
            code = "internal_error"
        job.finish(error=ProtocolError(code, message))

"""Writes what the stages on a backbone have learnt as an adapter, in a model folder
that animates: low ranks and AnimaX's layers alone, and a model.json that names the
backbone's files where they are.

    python training/export_adapter.py --model FOLDER --latents LATENTS \
        --stage RUN1/last.pt --stage RUN2/last.pt --out NEW_FOLDER

The stages in the order in which they were trained. NEW_FOLDER holds
adapter.safetensors, model.json and CREDITS.md, or nothing if the engine would not open
it.
"""

import argparse
import copy
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import animax_native as native
from animax_training import backbone, credits, engine_latents, model_folder, strict
from animax_training.export import DTYPES, narrowed
from safetensors.torch import save_file

ADAPTER = "adapter.safetensors"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", required=True, type=Path, help="as in the training")
    parser.add_argument("--stage", required=True, action="append", help="a last.pt")
    parser.add_argument("--latents", required=True, type=Path, help="for CREDITS.md")
    parser.add_argument("--out", required=True, type=Path, help="a new folder")
    parser.add_argument("--dtype", choices=DTYPES, default="bf16")
    parser.add_argument("--name", default="", help="of the model")
    parser.add_argument("--licence", default="", help="of the adapter")
    return parser.parse_args()


def model_json(folder, out, last, args):
    """The folder's model.json with the adapter, its files as seen from `out`."""
    spec = copy.deepcopy(folder.spec)

    def seen(name):
        return os.path.relpath((folder.path / name).resolve(), out.resolve())

    spec["name"] = args.name or f"{spec.get('name', 'backbone')} with AnimaX"
    spec["licence"] = args.licence
    spec["description"] = "A backbone with an AnimaX adapter of one's own training."
    spec["modalities"] = ["rgb", "pose"]
    spec["transformer"]["template"] = True
    spec["transformer"]["files"] = [seen(f) for f in spec["transformer"]["files"]]
    spec["vae"]["file"] = seen(spec["vae"]["file"])
    spec["text"]["dir"] = seen(spec["text"]["dir"])
    known = [{**a, "file": seen(a["file"])} for a in spec.get("adapters", [])]
    spec["adapters"] = [*known, {"file": ADAPTER, "weight": 1.0}]
    spec["training"] = {
        "samples_of_the_last_stage": last["seen"], "steps": last["step"],
        "seconds": round(last["spent"]), "backbone": last["backbone"],
    }  # fmt: skip
    return spec


def check(folder, tensors):
    """SystemExit if the engine would not open the folder, or left a tensor unread."""
    try:
        native.read_model(str(folder))
        for name in tensors:
            whole = name.replace(".lora_A.", ".").replace(".lora_B.", ".")
            native.read_weights(str(folder), whole)
    except native.Error as error:
        raise SystemExit(f"export_adapter: {error}") from None


def write(args):
    if args.out.exists():
        raise SystemExit(f"export_adapter: {args.out} is there already")
    folder = model_folder.read(args.model)
    tensors, last = backbone.adapter(args.stage)
    if last["backbone"] != folder.backbone():
        raise SystemExit(f"export_adapter: {args.model} is another backbone")
    engine_latents.check_settings(args.latents, folder)
    every = engine_latents.sample_credits(args.latents)
    if not every:
        raise strict.ConfigError(
            f"{args.latents} has no latents, of which CREDITS.md is written; name the "
            "folder that the training read"
        )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".animax-", dir=args.out.parent))
    try:
        save_file(narrowed(tensors, DTYPES[args.dtype]), place / ADAPTER)
        spec = model_json(folder, args.out, last, args)
        (place / "model.json").write_text(json.dumps(spec, indent=2) + "\n")
        credits.write(
            every, place / "CREDITS.md", "this adapter was", "export_adapter.py"
        )
        check(place, tensors)
        for path in (place, *place.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        place.rename(args.out)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    size = (args.out / ADAPTER).stat().st_size
    print(f"{args.out}: {len(tensors)} tensors, {size:,} bytes")


def main():
    args = arguments()
    try:
        write(args)
    except strict.ConfigError as error:
        raise SystemExit(f"export_adapter: {error}") from None


if __name__ == "__main__":
    main()

"""Trains the AnimaX transformer on fields, or on latents of a frozen VAE. Resumes by
itself.

    python training/train_transformer.py --config training/configs/nano_fields.json \
        --data CLIPS --run RUN [--minutes 60]

    ... --config training/configs/nano_pose.json --vae VAE_RUN/last.pt
    ... --config training/configs/wan_lora.json --model FOLDER --renders RENDERS --build
    ... --config training/configs/wan_lora.json --model FOLDER --stage 1
    ... --config ... --model FOLDER --stage 2 --init RUN1/last.pt --latents RUN1

`--build` only writes latents (a second process may do that during the training, which
picks new files up as they appear). The config's `stage` says what is trained: the nano
starts from scratch and trains all; a Wan backbone gets LoRA in a first stage, one view
at a time, and cameras and attention across views in a second. With --model, a folder as
import-model --plain writes it, latents and token states are made by the engine, sizes,
cameras and pose maps are the folder's, and checkpoints hold what a stage trains
(docs/training-wan.md). Keys of a config: animax_training/config.py.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import torch
from animax_training import (
    backbone,
    checkpoint,
    config,
    credits,
    dataset,
    engine_latents,
    fused_blocks,
    model_folder,
    strict,
    trainer,
)
from animax_training.bert_reference import TextEncoder
from animax_training.workers import Workers


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_pose.json"))
    parser.add_argument("--data", help="folder of extract_clips.py")
    parser.add_argument("--model", type=Path, help="model folder of a trained backbone")
    parser.add_argument(
        "--latents", type=Path, help="with --model: the run that has them, if not --run"
    )
    parser.add_argument(
        "--rigs", type=Path, help="with --build: the rigs, for authors and licences"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--vae", help="not for models of fields")
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--init", help="checkpoint whose weights the run starts from")
    parser.add_argument(
        "--teacher",
        help="checkpoint or weights whose velocity with the config's `guidance` is "
        "learnt, instead of the data's",
    )
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--renders", help="folder of render_clips.py, to --build from")
    parser.add_argument("--stage", help="of a config that has several")
    parser.add_argument(
        "--without", default="",
        help="parts that the model does not have, with commas: plucker, multiview, "
        "modality, pooled, shared_positions (docs/nano-evaluation.md, ablations)",
    )  # fmt: skip
    parser.add_argument("--build", action="store_true", help="only write latents")
    parser.add_argument("--first-variant", type=int, default=0, help="with --build")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--set", nargs="*", default=[], help="key=value over config")
    return parser.parse_args()


def read_config(args):
    found = config.load(config.TransformerTraining, args.config, args.set)
    if not args.build:
        found = found.with_stage(args.stage)
    found = found.without([part for part in args.without.split(",") if part])
    if args.minutes is not None:
        found = replace(found, minutes=args.minutes)
    found.check_amounts()
    return found


def train(args, settings):
    workers = Workers()
    text = TextEncoder()
    if not settings.stage.is_partial:
        print("fused blocks:", fused_blocks.install(), flush=True)
    seed = int(time.time()) + 7919 * workers.rank
    found = dataset.load_dataset(args.run, args.data, args.vae, settings, text, seed)
    print("windows by number of modalities:", found.samples.windows, flush=True)
    model = trainer.new_model(settings, workers)
    if args.init:
        new = checkpoint.load_initial_weights(model, args.init, bool(args.without))
        print("new:", new, "tensors", flush=True)
    teacher = None
    if args.teacher:
        frozen = checkpoint.load_teacher(args.teacher, settings.transformer)
        teacher = (frozen, settings.guidance, text.batch([""]))
    run = trainer.TransformerTrainer(
        model, args.run, settings, found, workers, args.compile, teacher
    )
    if not run.train():
        sys.exit(143)  # as if SIGTERM had ended it: what comes after must not start


def check_arguments(args):
    """Before anything is written; ConfigError."""
    if not args.model:
        if not args.data or args.device != "cpu":
            raise strict.ConfigError("--data is needed, and --device is for --model")
    elif args.build:
        if not (args.data and args.renders):
            raise strict.ConfigError("--build with --model needs --data and --renders")
        if args.rigs and not args.rigs.is_dir():
            raise strict.ConfigError(f"--rigs {args.rigs} is no folder")


def build_for_backbone(args, settings):
    folder = model_folder.read(args.model)
    device = "auto" if args.device == "cpu" else args.device
    precision = "f32" if settings.precision == "f32" else "auto"
    encoder = engine_latents.EngineEncoder(folder, device, precision)
    written = engine_latents.build(
        args.run, folder, encoder, args.data, args.renders, args.rigs,
        settings.captions,
    )  # fmt: skip
    every = engine_latents.sample_credits(args.run)
    credits.write(
        every, args.run / "CREDITS.md", "an adapter is", "train_transformer.py"
    )
    unknown = sum(credits.UNKNOWN in who for _, who, _ in every)
    print(
        f"{written} new files of latents; {len(every)} rigs, {unknown} of unknown "
        f"author or licence: {args.run / 'CREDITS.md'}"
    )
    if not every:
        raise strict.ConfigError(f"no clips are in {args.renders}")


def train_backbone(args, settings):
    """A stage on a backbone."""
    if args.device == "cuda" and not torch.cuda.is_available():
        raise strict.ConfigError(
            "--device cuda: PyTorch finds no NVIDIA card on this machine"
        )
    folder = model_folder.read(args.model)
    settings = folder.settings(settings)
    workers = Workers(args.device)
    found = engine_latents.load(args.latents or args.run, folder, settings)
    print("windows by number of modalities:", found.samples.windows, flush=True)
    if not found.samples.windows:
        raise strict.ConfigError(f"{args.latents or args.run} has no latents")
    model = trainer.new_model(settings, workers)
    backbone.load(model, folder)
    if args.init and not Path(args.init).is_file():
        raise strict.ConfigError(f"--init {args.init} is no file")
    if not args.init and args.stage != next(iter(settings.stages), args.stage):
        print(
            f"note: stage {args.stage} begins at the backbone itself; --init names the "
            "last.pt of the stage before",
            file=sys.stderr,
        )
    origin = checkpoint.Origin(
        folder.backbone(), backbone.digest(args.init) if args.init else None
    )
    if args.init:
        backbone.apply_stage(model, args.init, origin.backbone)
    run = trainer.TransformerTrainer(
        model, args.run, settings, found, workers, args.compile, origin=origin
    )
    if not run.train():
        sys.exit(143)


def main():
    args = arguments()
    try:
        settings = read_config(args)
        check_arguments(args)
        if args.model:
            with checkpoint.alone(run_folder(args)):
                (build_for_backbone if args.build else train_backbone)(args, settings)
            return
    except strict.ConfigError as error:
        raise SystemExit(f"train_transformer: {error}") from None
    with checkpoint.alone(run_folder(args)):
        train_or_build(args, settings)


def run_folder(args):
    """The folder that this process writes into, made: latents may be built during a
    training."""
    folder = args.run / "latents" if args.build else args.run
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def train_or_build(args, settings):
    """Without a backbone."""

    def build(count):
        variants = range(args.first_variant, args.first_variant + count)
        dataset.build_latents(
            args.run, args.data, args.vae, settings, variants, args.renders
        )

    if args.build:
        build(settings.variants)
        return
    if settings.field is None and not list((args.run / "latents").glob("*.pt")):
        build(2)
    train(args, settings)


if __name__ == "__main__":
    main()

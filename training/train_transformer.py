"""Trains the AnimaX transformer on fields, or on latents of a frozen VAE. Resumes by
itself.

    python training/train_transformer.py --config training/configs/nano_fields.json \
        --data CLIPS --run RUN [--minutes 60]

    ... --config training/configs/nano_pose.json --vae VAE_RUN/last.pt
    ... --config training/configs/wan_lora.json --stage 1 --init BACKBONE.safetensors

`--build` only writes latents (a second process may do that during the training, which
picks new files up as they appear). The config's `stage` says what is trained: the nano
starts from scratch and trains all; a Wan backbone gets LoRA in a first stage, one view
at a time, and cameras and attention across views in a second. Keys of a config:
animax_training/config.py.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import checkpoint, config, dataset, fused_blocks, strict, trainer
from animax_training.bert_reference import TextEncoder
from animax_training.workers import Workers


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_pose.json"))
    parser.add_argument("--data", required=True)
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
    return replace(found, minutes=args.minutes) if args.minutes else found


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


def main():
    args = arguments()
    try:
        settings = read_config(args)
    except strict.ConfigError as error:
        raise SystemExit(f"train_transformer: {error}") from None
    args.run.mkdir(parents=True, exist_ok=True)

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

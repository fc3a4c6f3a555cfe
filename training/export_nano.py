"""Writes assets/nano from a run of the transformer and one of the VAE.

python training/export_nano.py --run RUN --vae VAE_RUN/last.pt [--report report.json]
    [--out assets/nano]
"""

import argparse
import csv
import json
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import checkpoint, export, rig_views, sources
from animax_training.config import PoseMapConfig


def tails_of(named, trained):
    """`pose_map.tails`: what --tails says, else what the run's clips were extracted
    with, else (older runs do not say) "box". SystemExit if the two differ."""
    if named and trained and named != trained:
        raise SystemExit(
            f"export_nano: --tails is {named}, but the run's clips were extracted with "
            f"--tails {trained}"
        )
    return named or trained or "box"


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--vae", help="VAE_RUN/last.pt; not for models of fields")
    parser.add_argument(
        "--history", default=".", help="what came before the run, for the model card"
    )
    parser.add_argument(
        "--tails", help="of extract_clips.py, for runs that do not tell"
    )
    parser.add_argument("--report", type=Path, help="report.json of eval_checkpoint.py")
    parser.add_argument("--out", default=str(HERE.parent / "assets/nano"))
    parser.add_argument("--version", default="0.6.0")
    parser.add_argument("--name", default="nano")
    parser.add_argument("--guidance", type=float, default=1.5)
    parser.add_argument("--guidance-until", type=float, default=0.0, metavar="SIGMA")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--shift", type=float, default=1.0, help="of the noise levels")
    return parser.parse_args()


def last_losses(run: Path) -> dict[str, float]:
    """Means of the log's last rows."""
    with open(run / "log.csv") as log:
        last = list(csv.DictReader(log))[-8:]
    return {
        key: round(sum(float(r[key]) for r in last) / len(last), 4)
        for key in ("loss", "low", "middle", "high")
    }


def metrics(report: Path | None) -> dict:
    if not report:
        return {}
    found = json.loads(report.read_text())
    return {k: found[k]["mean"] for k in ("training", "held_out") if k in found}


def model_spec(args: argparse.Namespace, saved: dict, vae: dict, kept: bool) -> dict:
    """model.json. kept: the VAE is another model's, without figures of its training."""
    config = saved["config"]
    field, moments = config.get("field"), {}
    if not field:
        moments = json.loads((args.run / "latents.json").read_text())
    pose_map = PoseMapConfig.from_checkpoint(config)
    if not field:
        checkpoint.warn_if_drawn_otherwise(args.vae, pose_map)
    framed = config["transformer"].get("template_frame", True)
    return {
        "name": args.name,
        "version": args.version,
        "description": f"{' and '.join(config['transformer']['modalities'])} at "
        "128 px, trained on a CPU; see README.md.",
        "modalities": config["transformer"]["modalities"],
        "transformer": {
            "heads": config["transformer"]["heads"],
            **({} if framed else {"template_frame": False}),
        },
        **({"given_frames": True} if config.get("given") else {}),
        **({"pose_field": field} if field else {"vae": {
            k: [round(x, 5) for x in moments[k]]
            for k in ("latents_mean", "latents_std")
        }}),
        "cameras": rig_views.CAMERAS,
        "pose_map": {
            **pose_map.pose_map,
            "tails": tails_of(args.tails, saved.get("tails")),
        },
        "sampler": {
            "prediction": config["transformer"].get("prediction", "flow_prediction"),
            "steps": args.steps,
            "shift": args.shift,
            "guidance_text": args.guidance,
            "guidance_template": 1.0,
            "guidance_until": args.guidance_until,
        },
        "training": {
            "data": "CC0-1.0 and MIT rigs and clips, README.md; creatures and motions "
            "from code",
            "held_out": sources.held_out_rigs(),
            "windows": saved["windows"],
            "transformer_steps": saved["step"],
            "transformer_samples": saved["seen"],
            "transformer_minutes": round(saved["spent"] / 60, 1),
            "last_loss": last_losses(args.run),
            "history": args.history,
            **({} if kept else {
                "vae_images": vae["seen"],
                "vae_minutes": round(vae["spent"] / 60, 1),
                "vae_renders": vae["rgb_images"],
            }),
        },
        "metrics": metrics(args.report),
    }  # fmt: skip


def main():
    args = parse_args()
    saved = torch.load(args.run / "last.pt")
    field = saved["config"].get("field")
    kept = bool(field) or args.vae.endswith(".safetensors")
    vae = {"ema": None}
    if not field:
        vae["ema"] = checkpoint.load_weights(args.vae)
        vae |= {} if kept else torch.load(args.vae)
    spec = model_spec(args, saved, vae, kept)
    export.write_model(args.out, saved["ema"], vae["ema"], spec)
    size = sum(f.stat().st_size for f in Path(args.out).iterdir()) / 1e6
    print(f"{args.out}: {size:.1f} MB, {saved['seen']} samples")


if __name__ == "__main__":
    main()

"""Sizes of the transformer and of the nano VAE, free of PyTorch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class TransformerConfig:
    """Everything a transformer's shape and arithmetic depend on."""

    RENAMED: ClassVar[dict[str, str]] = {"beside": "conditioning_channels"}

    channels: int = 8
    patch: tuple[int, int] = (4, 4)
    dim: int = 192
    heads: int = 3
    layers: int = 6
    ffn: int = 768
    text_dim: int = 384
    freq_dim: int = 256
    modalities: tuple[str, ...] = field(default=("pose",))
    multiview: bool = True
    plucker: bool = True
    modality: bool = True
    # False: the second modality's frames come after the first's in time. Only to learn
    # what sharing contributes; no engine runs it.
    shared_positions: bool = True
    # Channels of a map of the template that is concatenated to every frame's own
    # channels, as in Wan's image-to-video models.
    conditioning_channels: int = 0
    # False: the template comes as conditioning channels alone, not as a frame, too.
    template_frame: bool = True
    # The mean of the text's states is added to the time embedding, as in SD3: a small
    # model learns far sooner from that than from attention alone what it is asked for.
    pooled: bool = False
    # What comes out, in the words of diffusers' schedulers: "flow_prediction", noise
    # less sample, or "sample" itself. The latter suits small models whose patches hold
    # nearly as many numbers as they are wide: they need not carry the noise through.
    prediction: str = "flow_prediction"
    rope_theta: float = 10000.0
    eps: float = 1e-6

    @staticmethod
    def from_state(
        state: dict[str, Tensor],
        heads: int,
        modalities: tuple[str, ...] | list[str],
        rope_theta: float = 10000.0,
        eps: float = 1e-6,
        template_frame: bool = True,
        prediction: str = "flow_prediction",
    ) -> TransformerConfig:
        """Sizes from tensor shapes, the rest from model.json's fields."""
        dim, wide, _, ph, pw = state["patch_embedding.weight"].shape
        channels = state["proj_out.weight"].shape[0] // (ph * pw)
        layers = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("blocks."))
        return TransformerConfig(
            channels=channels,
            patch=(ph, pw),
            dim=dim,
            heads=heads,
            layers=layers,
            ffn=state["blocks.0.ffn.net.2.weight"].shape[1],
            text_dim=state["condition_embedder.text_embedder.linear_1.weight"].shape[1],
            freq_dim=state["condition_embedder.time_embedder.linear_1.weight"].shape[1],
            modalities=tuple(modalities),
            multiview="blocks.0.attn_mv.to_q.weight" in state,
            plucker="plucker_embedding.weight" in state,
            modality="modality_embedder.linear_1.weight" in state,
            conditioning_channels=wide - channels,
            template_frame=template_frame,
            pooled="condition_embedder.pooled_embedder.linear_1.weight" in state,
            prediction=prediction,
            rope_theta=rope_theta,
            eps=eps,
        )

    def to_dict(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_dict(fields: dict) -> TransformerConfig:
        # Checkpoints of older runs have the old names.
        fields = {TransformerConfig.RENAMED.get(k, k): v for k, v in fields.items()}
        for name in ("patch", "modalities"):
            if name in fields:
                fields[name] = tuple(fields[name])
        return replace(TransformerConfig(), **fields)


@dataclass(frozen=True)
class VAEConfig:
    base_dim: int = 32
    dim_mult: tuple[int, ...] = (1, 2, 4, 4)
    z_dim: int = 8
    num_res_blocks: int = 1
    mid_attention: bool = True

    @property
    def stride(self) -> int:
        """Image pixels a latent cell."""
        return 1 << (len(self.dim_mult) - 1)

    @staticmethod
    def from_state(state: dict[str, Tensor]) -> VAEConfig:
        """Sizes from tensor names and shapes."""
        base = state["encoder.conv_in.weight"].shape[0]
        widths: list[int] = []
        blocks, index = 0, 0
        while True:
            block = f"encoder.down_blocks.{index}."
            if block + "conv1.weight" in state:
                blocks += 1
                width = state[block + "conv1.weight"].shape[0]
            elif block + "resample.1.weight" in state:
                widths.append(width)
            else:
                break
            index += 1
        widths.append(width)
        return VAEConfig(
            base_dim=base,
            dim_mult=tuple(width // base for width in widths),
            z_dim=state["post_quant_conv.weight"].shape[0],
            num_res_blocks=blocks // len(widths),
            mid_attention="encoder.mid_block.attentions.0.norm.gamma" in state,
        )

    def to_dict(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_dict(fields: dict) -> VAEConfig:
        fields = dict(fields)
        if "dim_mult" in fields:
            fields["dim_mult"] = tuple(fields["dim_mult"])
        return replace(VAEConfig(), **fields)

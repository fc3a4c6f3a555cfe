"""What the artist chooses for a take. Free of bpy."""

import dataclasses


@dataclasses.dataclass
class Settings:
    """What the artist chooses. 0 and None mean: as the model says."""

    prompt: str = ""
    armature: str = ""
    frames: int = 0
    views: int = 0
    steps: int = 0
    guidance: float | None = None
    seed: int = 0
    model: str = ""
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    bones: tuple = ()
    in_place: bool = False
    loop: bool = False
    smoothing: float = 0.0
    contacts: bool = True
    keys: str = "all"
    solver: str = "ours"
    preview: bool = False

"""Losses of the transformer and of the VAE."""

from __future__ import annotations

import torch

from . import precision

# Below it, errors of predicted samples count as if the noise level were this one.
LEAST_SIGMA = 0.25


def velocity(config, out, noisy, sigma):
    """The velocity, noise less sample, that a model's output means for noisy frames of
    the same shape; sigma > 0 broadcasts. config: TransformerConfig."""
    return (noisy - out) / sigma if config.prediction == "sample" else out


def velocity_error(config, out, noisy, sigma, wanted):
    """Error of that velocity. Of samples it is their own over sigma, as "JiT" has it
    (Li and He 2025, arXiv 2511.13720)."""
    if config.prediction == "sample":
        return (noisy - sigma * wanted - out) / sigma.clamp(min=LEAST_SIGMA)
    return out - wanted


class VelocityLoss(torch.nn.Module):
    """Squared error of the predicted velocity, per sample, with weighted cells.

    Models of latents: most of an image is white, and a model could spend itself on
    copying the noise of white cells. Cells that the figure enters in some frame count
    1 + figure_weight times, cells that change in the window motion_weight more: a tail
    is few cells, and its wagging is what the prompt asks for. RGB counts rgb_weight
    times what pose maps do.

    The gradient terms penalise the error's change from frame to frame (temporal) and
    from cell to cell (spatial), each normalised such that at weight 1 it is as large as
    the error itself where errors are independent. The temporal one suppresses poses
    that jump for a frame and back; with the spatial one joints err alike, and bones
    keep their lengths.

    Of given frames the model sees the clean latents and predicts nothing: the loss is
    the mean over the other frames. Their error is 0 in the temporal term, in which a
    frame beside a given one is pulled to an error of 0: a pose there should not jump.

    With a teacher (guidance distillation, Meng et al. 2023) the model learns the
    teacher's velocity with text guidance instead of the data's, so that one forward
    pass does what two did.

    model: AnimaXTransformer. plucker [1, V, 6, h, w]. background [C, 1, 1] or
    [C, h, w]: normalised latents of a white image; None for fields, whose samples bring
    their weights. config: LossConfig.
    """

    def __init__(self, model, plucker, multiview, background, config, teacher=None):
        """teacher: (AnimaXTransformer, text guidance, states [T, D] of "") or None."""
        super().__init__()
        self.teacher = teacher  # a tuple: its weights are not the loss's own
        self.model, self.multiview = model, multiview
        self.plucker, self.background = plucker, background
        self.config = config

    def cell_weights(self, target):
        """[B, V, M, 1, 1, h, w], mean 1, of targets [B, V, M, F, C, h, w]."""
        config = self.config
        deviation = (target - self.background).abs()
        deviation = deviation.amax(4, keepdim=True).amax(3, keepdim=True)
        weight = 1 + config.figure_weight * (deviation > 0.5).float()
        swing = (target - target.mean(3, keepdim=True)).abs()
        swing = swing.amax(4, keepdim=True).amax(3, keepdim=True)
        weight = weight + config.motion_weight * (swing > 0.5).float()
        if weight.shape[2] > 1:
            weight[:, :, 0] *= config.rgb_weight  # RGB is the first of the two
        return weight / weight.mean()

    @staticmethod
    def balanced(weight, target):
        """Weights of a field's cells, with mean 1 and smaller for samples of large
        motion: falls would otherwise outweigh nods."""
        moved = (target.square() * weight).mean((1, 2, 3, 4, 5, 6), keepdim=True)
        return weight / weight.mean() / (1 + moved / weight.mean()).sqrt()

    def forward(
        self, clean, noise, sigma, text, conditioning=None, weight=None, given=None,
        pooled=None, views=None,
    ):  # fmt: skip
        """Loss [B]. clean [B, V, M, 1 + F, C, h, w], the template first; noise [B, V,
        M, F, C, h, w]; sigma [B]; text [B, T, D]; of a model of fields also
        conditioning, the template's map, and weight of the cells. given bool [B, F] or
        None. pooled [B, D]: pooled states that are not the text's own, or None.
        views: numbers of the views that the samples have, or None for all."""
        s = sigma.view(-1, 1, 1, 1, 1, 1, 1)
        target = clean[:, :, :, 1:]
        noisy = target + s * (noise - target)
        if given is not None:
            noisy = torch.where(self.frames_of(given), target, noisy)
        noisy = torch.cat([clean[:, :, :, :1], noisy], dim=3)
        timestep = torch.floor(1000 * sigma)
        plucker = self.plucker if views is None else self.plucker[:, views]
        plucker = plucker.expand(len(clean), -1, -1, -1, -1)
        names = self.model.config.modalities
        if clean.shape[2] < len(names):
            names = ("pose",)
        with self.autocast(noisy):
            out = self.model(
                noisy, timestep, plucker, text,
                multiview=self.multiview, modalities=names, conditioning=conditioning,
                given=given, pooled=pooled,
            )  # fmt: skip
        if weight is None:
            weight = self.cell_weights(target)
        else:
            weight = self.balanced(weight, target)
        wanted = noise - target
        if self.teacher is not None:
            wanted = self.guided(
                noisy, s, timestep, plucker, text, pooled,
                multiview=self.multiview, modalities=names, conditioning=conditioning,
                given=given,
            )  # fmt: skip
        error = velocity_error(
            self.model.config, out.float(), noisy[:, :, :, 1:], s, wanted
        )
        if given is not None:
            error = error.masked_fill(self.frames_of(given), 0)
        loss = (error.square() * weight).mean((1, 2, 3, 4, 5, 6))
        if self.config.spatial_gradient_weight:
            for axis in (5, 6):
                loss = loss + self.spatial_gradient(error, weight, axis)
        if given is not None:
            loss = loss * self.share(~given)
        if self.config.temporal_gradient_weight and target.shape[3] > 1:
            change = self.temporal_gradient(error, weight)
            if given is not None:
                change = change * self.share(
                    torch.cat([~given[:, 1:], ~given[:, :-1]], 1)
                )
            loss = loss + change
        return loss

    def autocast(self, noisy):
        return precision.autocast(self.config.precision, noisy.device.type)

    @torch.no_grad()
    def guided(self, noisy, sigma, timestep, plucker, text, pooled, **more):
        """The teacher's velocity with text guidance."""
        model, guidance, silence = self.teacher
        none = silence.expand(len(text), -1, -1)
        with self.autocast(noisy):
            said, unsaid = (
                model(noisy, timestep, plucker, t, pooled=p, **more).float()
                for t, p in ((text, pooled), (none, None))
            )
        out = unsaid + guidance * (said - unsaid)
        return velocity(model.config, out, noisy[:, :, :, 1:], sigma)

    @staticmethod
    def frames_of(given):
        return given[:, None, None, :, None, None, None]

    @staticmethod
    def share(counted):
        """[B]: what makes means over all columns means over the counted ones."""
        return counted.shape[1] / counted.sum(1).clamp(min=1)

    def temporal_gradient(self, error, weight):
        change = error.diff(dim=3).square() * weight
        mean = change.mean((1, 2, 3, 4, 5, 6))
        return self.config.temporal_gradient_weight / 2 * mean

    def spatial_gradient(self, error, weight, axis):
        size = weight.shape[axis] - 1
        between = weight.narrow(axis, 0, size) * weight.narrow(axis, 1, size)
        change = error.diff(dim=axis).square() * between.sqrt()
        mean = change.mean((1, 2, 3, 4, 5, 6))
        return self.config.spatial_gradient_weight / 4 * mean


def vae_loss(vae, x, weight, config, teacher=None, maps=0):
    """(total, reconstruction error, KL divergence) of images x [N, 3, H, W] with
    weights of pixels [N, 1, H, W]; config: VAETraining. teacher: a VAE whose latents of
    the first `maps` images are to be kept."""
    with precision.autocast():
        mean, log_variance = vae.encode(x)
        mean, log_variance = mean.float(), log_variance.float()
        z = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        # The decoder learns to read latents that a sampler left a little noisy.
        noise = config.latent_noise * torch.rand(len(z), 1, 1, 1)
        z = z + noise * mean.detach().std() * torch.randn_like(z)
        y = vae.decode(z, clamp=False)
    d = (y.float() - x).abs()
    error = (weight * (d + d * d)).mean() / weight.mean()
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
    total = error + config.kl * kl
    if teacher is not None:
        with torch.no_grad(), precision.autocast():
            known = teacher.encode(x[:maps])[0].float()
        deviation = (mean[:maps] - known).square().mean() / known.var()
        total = total + config.keep_latents * deviation
    return total, error.item(), kl.item()

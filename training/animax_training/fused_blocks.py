"""Faster transformer training on a CPU: rows.c under reference.Block.

The reference's block spends most of a step on element-wise passes and layout changes in
float32; here each is one pass from DTYPE to DTYPE. Same numbers within rounding (a
test compares). Only for training with gradients of everything; else the plain way.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache

import torch
import torch.nn.functional as F

from . import kernels, precision, reference
from .kernels import P, Z

DTYPE = precision.dtype()  # what products are done in; autocast must agree


class Split(ctypes.Structure):
    _fields_ = [
        ("place", ctypes.c_void_p),
        ("turn", ctypes.c_void_p),
        ("cos", ctypes.c_void_p),
        ("sin", ctypes.c_void_p),
        ("head_step", ctypes.c_int64),
        ("heads", ctypes.c_int32),
        ("head_dim", ctypes.c_int32),
    ]


def library():
    return kernels.library(DTYPE)


class Layout:
    """Where rows (b, v, k, n) go when split in heads for one kind of attention."""

    def __init__(self, place, batch, length, heads, head_dim, turn=None, rope=None):
        self.place = place.to(torch.int64).contiguous()
        self.shape = (batch, heads, length, head_dim)
        self.turn = None if turn is None else turn.to(torch.int32).contiguous()
        if rope is not None:
            # [S, 1, hd / 2] tables of the reference.
            self.cos, self.sin = (
                r.reshape(-1, head_dim // 2).contiguous() for r in rope
            )
        self.struct = Split(
            self.place.data_ptr(),
            self.turn.data_ptr() if turn is not None else None,
            self.cos.data_ptr() if rope is not None else None,
            self.sin.data_ptr() if rope is not None else None,
            length * head_dim,
            heads,
            head_dim,
        )
        self.ref = ctypes.byref(self.struct)
        self.rows = len(self.place)
        self.width = heads * head_dim


def _place(batch, position, heads, length, head_dim):
    return (batch * heads * length + position) * head_dim


class Layouts:
    def __init__(self, shape, heads, head_dim, rope, rope_mv):
        b, v, k, n = shape
        index = torch.arange(b * v * k * n)
        at_n, at_k = index % n, index // n % k
        at_v, at_b = index // (n * k) % v, index // (n * k * v)
        self.group = (at_b * k + at_k).to(torch.int32)
        self.zero = torch.zeros(len(index), dtype=torch.int32)
        length = k * n
        position = at_k * n + at_n
        place = _place(at_b * v + at_v, position, heads, length, head_dim)
        self.own = Layout(place, b * v, length, heads, head_dim, position, rope)
        if rope_mv is not None:
            position = at_v * n + at_n
            place = _place(at_b * k + at_k, position, heads, v * n, head_dim)
            self.views = Layout(place, b * k, v * n, heads, head_dim, position, rope_mv)
        length = v * k * n
        place = _place(at_b, index % length, heads, length, head_dim)
        self.text = Layout(place, b, length, heads, head_dim)


class LayerNorm(torch.autograd.Function):
    """x float32 [R, D], w b float32 [G, D], group int32 [R] -> DTYPE [R, D]."""

    @staticmethod
    def forward(ctx, x, w, b, group, eps):
        rows, d = x.shape
        w, b = w.contiguous(), b.contiguous()
        y = torch.empty(rows, d, dtype=DTYPE)
        stats = torch.empty(rows, 2)
        library().ln_forward(
            P(x), P(w), P(b), P(group), P(y), P(stats), Z(rows), d, ctypes.c_float(eps)
        )
        ctx.save_for_backward(x, w, group, stats)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, w, group, stats = ctx.saved_tensors
        rows, d = x.shape
        dy = dy.to(DTYPE).contiguous()
        dx, dw, db = torch.empty_like(x), torch.zeros_like(w), torch.zeros_like(w)
        library().ln_backward(
            P(x), P(w), P(group), P(stats), P(dy), P(dx), P(dw), P(db), Z(rows), d
        )
        return dx, dw, db, None, None


class Gate(torch.autograd.Function):
    """h float32 [R, D] + gate float32 [G, D] (or none) x DTYPE [R, D]."""

    @staticmethod
    def forward(ctx, h, x, gate, group):
        rows, d = h.shape
        x = x.to(DTYPE).contiguous()
        gate = None if gate is None else gate.contiguous()
        out = torch.empty_like(h)
        library().gate_forward(P(h), P(x), P(gate), P(group), P(out), Z(rows), d)
        ctx.gated = gate is not None
        ctx.save_for_backward(*((x, gate, group) if ctx.gated else (group,)))
        return out

    @staticmethod
    def backward(ctx, dout):
        dout = dout.contiguous()
        rows, d = dout.shape
        x, gate, group = ctx.saved_tensors if ctx.gated else (None, None, None)
        dx = torch.empty(rows, d, dtype=DTYPE)
        dgate = torch.zeros_like(gate) if ctx.gated else None
        library().gate_backward(
            P(dout), P(x), P(gate), P(group), P(dx), P(dgate), Z(rows), d
        )
        return dout, dx, dgate, None


class Heads(torch.autograd.Function):
    """Products DTYPE [R, parts D] -> `parts` tensors DTYPE [B, H, S, hd]; the first
    ones normed by the gains and turned, the last one (v) as it is when parts is 3."""

    @staticmethod
    def forward(ctx, x, gain_q, gain_k, layout, eps):
        x = x.to(DTYPE).contiguous()
        d, stride = layout.width, x.shape[1]
        gains = [gain_q.detach(), None if gain_k is None else gain_k.detach(), None]
        outs = []
        for part in range(stride // d):
            out = torch.empty(layout.shape, dtype=DTYPE)
            library().head_forward(
                P(x, part * d), stride, P(gains[part]),
                layout.ref, P(out), Z(layout.rows), ctypes.c_float(eps),
            )  # fmt: skip
            outs.append(out)
        ctx.layout, ctx.eps = layout, eps
        ctx.save_for_backward(x, gains[0], gains[1] if gains[1] is not None else x)
        ctx.has_k = gains[1] is not None
        return tuple(outs)

    @staticmethod
    def backward(ctx, *grads):
        x, gain_q, gain_k = ctx.saved_tensors
        layout, stride, d = ctx.layout, x.shape[1], ctx.layout.width
        gains = [gain_q, gain_k if ctx.has_k else None, None]
        dx, dgains = torch.empty_like(x), [None, None, None]
        for part, grad in enumerate(grads):
            grad = grad.to(DTYPE).contiguous()
            if gains[part] is not None:
                dgains[part] = torch.zeros_like(gains[part])
            library().head_backward(
                P(x, part * d), stride, P(gains[part]),
                layout.ref, P(grad), P(dx, part * d),
                P(dgains[part]), Z(layout.rows), ctypes.c_float(ctx.eps),
            )  # fmt: skip
        return dx, dgains[0], dgains[1], None, None


class Merge(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, layout):
        x = x.to(DTYPE).contiguous()
        out = torch.empty(layout.rows, layout.width, dtype=DTYPE)
        library().merge_heads(P(x), layout.ref, P(out), Z(layout.rows))
        ctx.layout = layout
        return out

    @staticmethod
    def backward(ctx, dout):
        layout, dout = ctx.layout, dout.to(DTYPE).contiguous()
        dx = torch.empty(layout.shape, dtype=DTYPE)
        library().split_heads(P(dout), layout.ref, P(dx), Z(layout.rows))
        return dx, None


class Gelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x = x.to(DTYPE).contiguous()
        y = torch.empty_like(x)
        library().gelu_forward(P(x), P(y), Z(x.numel()))
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        dx, dy = torch.empty_like(x), dy.to(DTYPE).contiguous()
        library().gelu_backward(P(x), P(dy), P(dx), Z(x.numel()))
        return dx


@lru_cache(maxsize=16)
def layouts(shape, heads, head_dim, key, multiview):
    rope, rope_mv = key.value
    return Layouts(shape, heads, head_dim, rope, rope_mv if multiview else None)


class Key:
    """Lets the rope tables travel through a cache that compares by identity."""

    kept: dict[int, Key] = {}

    def __init__(self, value):
        self.value = value

    @staticmethod
    def of(rope, rope_mv):
        mark = id(rope[0])
        if mark not in Key.kept:
            Key.kept[mark] = Key((rope, rope_mv))
        return Key.kept[mark]


class Attend(torch.autograd.Function):
    """Plain attention with the probabilities kept: at a few hundred keys the products
    are far quicker than PyTorch's flash attention backwards."""

    @staticmethod
    def forward(ctx, q, k, v):
        q, k, v = (x.to(DTYPE).contiguous() for x in (q, k, v))
        ctx.scale = q.shape[-1] ** -0.5
        p = torch.bmm(q, k.transpose(1, 2))
        rows, n = p.numel() // p.shape[-1], p.shape[-1]
        library().softmax_forward(P(p), Z(rows), n, ctypes.c_float(ctx.scale))
        ctx.save_for_backward(q, k, v, p)
        return torch.bmm(p, v)

    @staticmethod
    def backward(ctx, do):
        q, k, v, p = ctx.saved_tensors
        do = do.to(DTYPE).contiguous()
        ds = torch.bmm(do, v.transpose(1, 2))
        rows, n = p.numel() // p.shape[-1], p.shape[-1]
        library().softmax_backward(P(p), P(ds), Z(rows), n, ctypes.c_float(ctx.scale))
        dv = torch.bmm(p.transpose(1, 2), do)
        return torch.bmm(ds, k), torch.bmm(ds.transpose(1, 2), q), dv


def attend(q, k, v):
    shape = q.shape
    # Flat in and out: the gradients then have the shape of what was given.
    flat = [x.flatten(0, 1) for x in (q, k, v)]
    return Attend.apply(*flat).view(shape)


def self_attention(module, x, layout):
    weight = torch.cat([module.to_q.weight, module.to_k.weight, module.to_v.weight])
    bias = torch.cat([module.to_q.bias, module.to_k.bias, module.to_v.bias])
    products = F.linear(x, weight, bias)
    q, k, v = Heads.apply(
        products, module.norm_q.weight, module.norm_k.weight, layout, module.eps
    )
    return module.to_out[0](Merge.apply(attend(q, k, v), layout))


def text_attention(module, x, text, layout):
    (q,) = Heads.apply(module.to_q(x), module.norm_q.weight, None, layout, module.eps)
    k, v = module.to_k(text), module.to_v(text)
    k = (
        module.normed(k, module.norm_k)
        .unflatten(-1, (module.heads, -1))
        .transpose(1, 2)
    )
    v = v.unflatten(-1, (module.heads, -1)).transpose(1, 2)
    return module.to_out[0](
        Merge.apply(attend(q, k.to(q.dtype), v.to(q.dtype)), layout)
    )


def block_forward(self, h, modulation, text, rope, rope_mv):
    if not torch.is_grad_enabled():
        return _plain(self, h, modulation, text, rope, rope_mv)
    b, v, k, n, d = h.shape
    heads = self.attn1.heads
    key = Key.of(rope, rope_mv)
    lay = layouts((b, v, k, n), heads, d // heads, key, rope_mv is not None)
    table = (modulation + self.scale_shift_table).flatten(0, 1)
    shift1, scale1, gate1, shift2, scale2, gate2 = table.unbind(1)
    h = h.reshape(-1, d)
    x = LayerNorm.apply(h, 1 + scale1, shift1, lay.group, self.eps)
    h = Gate.apply(h, self_attention(self.attn1, x, lay.own), gate1, lay.group)
    if rope_mv is not None:
        norm = self.norm_mv
        x = LayerNorm.apply(h, norm.weight[None], norm.bias[None], lay.zero, self.eps)
        h = Gate.apply(h, self_attention(self.attn_mv, x, lay.views), None, lay.zero)
    norm = self.norm2
    x = LayerNorm.apply(h, norm.weight[None], norm.bias[None], lay.zero, self.eps)
    h = Gate.apply(h, text_attention(self.attn2, x, text, lay.text), None, lay.zero)
    x = LayerNorm.apply(h, 1 + scale2, shift2, lay.group, self.eps)
    x = self.ffn.net[2](Gelu.apply(self.ffn.net[0].proj(x)))
    h = Gate.apply(h, x, gate2, lay.group)
    return h.view(b, v, k, n, d)


_plain = reference.Block.forward


def install():
    """False where the passes cannot be compiled; training then goes the plain way."""
    if not kernels.available(DTYPE):
        return False
    reference.Block.forward = block_forward
    return True

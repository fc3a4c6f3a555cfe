"""Faster transformer training on a CPU: rows.c under reference.Block.

The reference's block spends most of a step on element-wise passes and layout changes in
float32; here a block is one function with its own backward pass, products in DTYPE and
one pass over memory between two of them. Same numbers within rounding (a test
compares). Only for training with gradients of everything; else the plain way.
"""

from __future__ import annotations

import ctypes
from ctypes import c_float, c_int32, c_int64, c_void_p
from functools import lru_cache

import torch

from . import kernels, precision, reference
from .kernels import P, R, Z

DTYPE = precision.dtype()  # what products are done in; autocast must agree


MAX_LENGTH = 4000  # of a sequence whose scores a pass of rows.c takes


class Split(ctypes.Structure):
    _fields_ = [
        ("place", c_void_p), ("turn", c_void_p), ("cos", c_void_p), ("sin", c_void_p),
        ("head_step", c_int64), ("heads", c_int32), ("head_dim", c_int32),
    ]  # fmt: skip


class GateArgs(ctypes.Structure):
    _fields_ = [
        ("y", c_void_p), ("bias", c_void_p), ("gate", c_void_p), ("dy", c_void_p),
        ("dbias", c_void_p), ("dgate", c_void_p), ("step", c_int64),
    ]  # fmt: skip


class NormArgs(ctypes.Structure):
    _fields_ = [
        ("w", c_void_p), ("b", c_void_p), ("dw", c_void_p), ("db", c_void_p),
        ("stats", c_void_p), ("step", c_int64),
    ]  # fmt: skip


class HeadsArgs(ctypes.Structure):
    _fields_ = [
        ("parts", c_int32), ("bias", c_void_p), ("gain", c_void_p * 3),
        ("out", c_void_p * 3), ("dbias", c_void_p), ("dgain", c_void_p * 3),
    ]  # fmt: skip


class Sequences(ctypes.Structure):
    _fields_ = [
        ("q", c_void_p), ("k", c_void_p), ("v", c_void_p), ("row", c_void_p),
        ("count", c_int64), ("heads", c_int32), ("queries", c_int32),
        ("keys", c_int32), ("width", c_int32), ("scale", c_float),
    ]  # fmt: skip


def library():
    return kernels.library(DTYPE)


class Layout:
    """Where rows go when split in heads for one kind of attention. rope: tables of the
    reference, [S, 1, hd / 2]."""

    def __init__(self, place, batch, length, heads, head_dim, turn=None, rope=None):
        self.place = place.to(torch.int64).contiguous()
        self.shape = (batch * heads, length, head_dim)
        self.turn = None if turn is None else turn.to(torch.int32).contiguous()
        self.cos = self.sin = None
        if rope is not None:
            cos, sin = (r.reshape(-1, head_dim // 2) for r in rope)
            self.cos = torch.stack([cos, cos], -1).flatten(1).contiguous()
            self.sin = torch.stack([-sin, sin], -1).flatten(1).contiguous()
        # The row of a sequence's place.
        at = self.place // head_dim
        self.row = torch.empty(batch * length, dtype=torch.int64)
        of_place = at // (heads * length) * length + at % (heads * length)
        self.row[of_place] = torch.arange(len(at))
        self.struct = Split(
            P(self.place), P(self.turn), P(self.cos), P(self.sin), length * head_dim,
            heads, head_dim,
        )  # fmt: skip
        self.ref = ctypes.byref(self.struct)
        self.rows, self.width = len(self.place), heads * head_dim


def _place(batch, position, heads, length, head_dim):
    return (batch * heads * length + position) * head_dim


class Layouts:
    """For rows (b, v, k, n), and (b, t) of a text."""

    def __init__(self, shape, tokens, heads, head_dim, rope, rope_mv):
        b, v, k, n = shape
        index = torch.arange(b * v * k * n)
        at_n, at_k = index % n, index // n % k
        at_v, at_b = index // (n * k) % v, index // (n * k * v)
        self.group = (at_b * k + at_k).to(torch.int32)
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
        self.asking = Layout(place, b, length, heads, head_dim)
        index = torch.arange(b * tokens)
        place = _place(index // tokens, index % tokens, heads, tokens, head_dim)
        self.text = Layout(place, b, tokens, heads, head_dim)


@lru_cache(maxsize=16)
def layouts(shape, tokens, heads, head_dim, key, multiview):
    rope, rope_mv = key.value
    return Layouts(shape, tokens, heads, head_dim, rope, rope_mv if multiview else None)


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


@lru_cache(maxsize=2)
def tiles(dtype):
    """Whether this processor has AMX tiles for the type."""
    return bool(kernels.library(dtype).has_tiles())


def weight_slope(dy, x):
    """float32 dy^T x of rows."""
    (rows, n), k = dy.shape, x.shape[1]
    if not tiles(DTYPE) or n % 32 or k % 32:
        return torch.mm(dy.T, x).float()
    dw, work = torch.empty(n, k), torch.empty(128 * (n + k) + n * k)
    library().weight_slope(P(dy), P(x), P(dw), P(work), Z(rows), n, k)
    return dw


class Linear:
    """A product, or several of the same rows side by side, without the bias, which the
    next pass adds. index: of the weights, each followed by its bias, in `tensors`."""

    def __init__(self, tensors, index):
        self.index, self.widths = index, [len(tensors[i]) for i in index]
        self.w = torch.cat([tensors[i].detach().to(DTYPE) for i in index])
        self.b = torch.cat([tensors[i + 1].detach() for i in index])
        self.db = torch.zeros_like(self.b)

    def __call__(self, x):
        self.x = x
        return torch.mm(x, self.w.T)

    def back(self, dy, grads):
        dw = weight_slope(dy, self.x)
        parts = zip(dw.split(self.widths), self.db.split(self.widths), strict=True)
        for i, (w, b) in zip(self.index, parts, strict=True):
            grads[i], grads[i + 1] = w, b
        return torch.mm(dy, self.w)


class Heads:
    """Rows of a product to q, k, v in `layout`, those with a gain rms-normed and, where
    the layout says so, turned. gains: indices in `tensors`, or None."""

    def __init__(self, linear, layout, tensors, gains, eps):
        self.linear, self.layout, self.gains, self.eps = linear, layout, gains, eps
        self.of = [None if i is None else tensors[i].detach() for i in gains]

    def args(self, outs):
        found = HeadsArgs(parts=len(outs), bias=P(self.linear.b))
        for k, (out, gain) in enumerate(zip(outs, self.of, strict=True)):
            found.out[k] = out.data_ptr()
            found.gain[k] = None if gain is None else gain.data_ptr()
        return found

    def __call__(self, x):
        self.x, lay = self.linear(x), self.layout
        outs = [torch.empty(lay.shape, dtype=DTYPE) for _ in self.gains]
        library().heads_forward(
            P(self.x), ctypes.byref(self.args(outs)), lay.ref, Z(lay.rows), R(self.eps)
        )
        return outs

    def back(self, slopes, grads):
        lay, args = self.layout, self.args(slopes)
        args.dbias = self.linear.db.data_ptr()
        for k, gain in enumerate(self.of):
            if gain is not None:
                grads[self.gains[k]] = torch.zeros_like(gain)
                args.dgain[k] = grads[self.gains[k]].data_ptr()
        dx = torch.empty_like(self.x)
        library().heads_backward(
            P(self.x), ctypes.byref(args), lay.ref, P(dx), Z(lay.rows), R(self.eps)
        )
        return self.linear.back(dx, grads)


def attend(q, k, v, layout):
    """(rows, what attend_back needs besides): plain attention. At a few hundred keys it
    is far quicker than PyTorch's flash attention backwards."""
    out = torch.empty(layout.rows, layout.width, dtype=DTYPE)
    if tiles(DTYPE) and layout.struct.head_dim % 32 == 0:
        sums = torch.empty(q.shape[:2])
        args, work = sequences(q, k, v, layout)
        library().attend_forward(ctypes.byref(args), P(out), P(sums), P(work))
        return out, sums
    p = torch.bmm(q, k.mT)
    rows, n = p.numel() // p.shape[-1], p.shape[-1]
    library().softmax_forward(P(p), Z(rows), n, R(q.shape[-1] ** -0.5))
    found = torch.bmm(p, v)
    library().merge_heads(P(found), layout.ref, P(out), Z(layout.rows))
    return out, p


def sequences(q, k, v, layout):
    """(arguments of attend.c, room for it)."""
    args = Sequences(
        P(q), P(k), P(v), P(layout.row), len(q), layout.struct.heads, q.shape[1],
        k.shape[1], q.shape[2], q.shape[2] ** -0.5,
    )  # fmt: skip
    room = library().attend_room
    room.restype = ctypes.c_size_t
    return args, torch.empty(room(ctypes.byref(args)))


def attend_back(out, dout, q, k, v, kept, layout):
    if tiles(DTYPE) and layout.struct.head_dim % 32 == 0:
        dq, dk, dv = (torch.empty_like(x) for x in (q, k, v))
        args, work = sequences(q, k, v, layout)
        library().attend_backward(
            ctypes.byref(args), P(out), P(dout), P(kept), P(dq), P(dk), P(dv), P(work)
        )
        return dq, dk, dv
    do = torch.empty(layout.shape, dtype=DTYPE)
    library().split_heads(P(dout), layout.ref, P(do), Z(layout.rows))
    ds = torch.bmm(do, v.mT)
    rows, n = kept.numel() // kept.shape[-1], kept.shape[-1]
    library().softmax_backward(P(kept), P(ds), Z(rows), n, R(q.shape[-1] ** -0.5))
    return torch.bmm(ds, k), torch.bmm(ds.mT, q), torch.bmm(kept.mT, do)


class SelfAttention:
    def __init__(self, tensors, at, layout, eps):
        self.layout = layout
        linear = Linear(tensors, [at, at + 2, at + 4])
        self.heads = Heads(linear, layout, tensors, [at + 8, at + 9, None], eps)
        self.out = Linear(tensors, [at + 6])

    def __call__(self, x):
        self.qkv = self.heads(x)
        rows, self.kept = attend(*self.qkv, self.layout)
        return self.out(rows)

    def back(self, dy, grads):
        dout = self.out.back(dy, grads)
        slopes = attend_back(self.out.x, dout, *self.qkv, self.kept, self.layout)
        return self.heads.back(slopes, grads)


class TextAttention:
    def __init__(self, tensors, at, asking, layout, text, eps):
        self.layout, self.text = asking, text
        self.asks = Heads(Linear(tensors, [at]), asking, tensors, [at + 8], eps)
        linear = Linear(tensors, [at + 2, at + 4])
        self.says = Heads(linear, layout, tensors, [at + 9, None], eps)
        self.out = Linear(tensors, [at + 6])

    def __call__(self, x):
        self.qkv = [*self.asks(x), *self.says(self.text)]
        rows, self.kept = attend(*self.qkv, self.layout)
        return self.out(rows)

    def back(self, dy, grads):
        dout = self.out.back(dy, grads)
        dq, dk, dv = attend_back(self.out.x, dout, *self.qkv, self.kept, self.layout)
        self.dtext = self.says.back([dk, dv], grads)
        return self.asks.back([dq], grads)


class FeedForward:
    def __init__(self, tensors, at):
        self.inner, self.out = Linear(tensors, [at]), Linear(tensors, [at + 2])

    def __call__(self, x):
        self.u = self.inner(x)
        rows, width = self.u.shape
        y = torch.empty_like(self.u)
        library().gelu_forward(P(self.u), P(self.inner.b), P(y), Z(rows), width)
        return self.out(y)

    def back(self, dy, grads):
        du = self.out.back(dy, grads)
        rows, width = du.shape
        library().gelu_backward(
            P(self.u), P(self.inner.b), P(du), P(self.inner.db), Z(rows), width
        )
        return self.inner.back(du, grads)


SHIFT1, SCALE1, GATE1, SHIFT2, SCALE2, GATE2 = range(6)  # rows of the modulation


class Stage:
    """One of a block's residual parts: h + gate part(norm(h)). gate: a row of the
    modulation, or None. norm: (scale, shift), rows of the modulation or, where `own`,
    indices in `tensors`."""

    def __init__(self, part, gate, norm, own):
        self.part, self.gate, self.norm, self.own = part, gate, norm, own


class Run:
    """A block's way forwards and back over rows h [R, D]. table [G, 6, D]: modulation,
    with 1 added to its scales; group [R]. Gradients are kept in `grads`, by the index
    in `tensors`, `dtable` and `dtext`."""

    def __init__(self, h, table, text, tensors, lay, eps, multiview):
        self.table, self.tensors, self.eps = table, tensors, eps
        self.group, self.rows, self.width = lay.group, *h.shape
        self.stages = [
            Stage(SelfAttention(tensors, 0, lay.own, eps), GATE1, (SCALE1, SHIFT1), 0)
        ]
        at = 10
        if multiview:
            part = SelfAttention(tensors, at, lay.views, eps)
            self.stages.append(Stage(part, None, (at + 10, at + 11), True))
            at += 12
        text = text.to(DTYPE).contiguous()
        self.said = TextAttention(tensors, at, lay.asking, lay.text, text, eps)
        self.stages.append(Stage(self.said, None, (at + 10, at + 11), True))
        part = FeedForward(tensors, at + 12)
        self.stages.append(Stage(part, GATE2, (SCALE2, SHIFT2), False))

    def norm_args(self, stage, backward=False):
        """NormArgs of a stage; None: of none."""
        if stage is None:
            return NormArgs()
        w, b = stage.norm
        if stage.own:
            found = NormArgs(P(self.tensors[w]), P(self.tensors[b]))
        else:
            found = NormArgs(*(P(self.table, n * self.width) for n in (w, b)))
            found.step = 6 * self.width
        found.stats = stage.stats.data_ptr()
        if backward and stage.own:
            for n in (w, b):
                self.grads[n] = torch.zeros_like(self.tensors[n])
            found.dw, found.db = P(self.grads[w]), P(self.grads[b])
        elif backward:
            found.dw, found.db = (P(self.dtable, n * self.width) for n in (w, b))
        return found

    def gate_args(self, stage, dy=None):
        if stage is None:
            return GateArgs()
        found = GateArgs(P(stage.y), P(stage.part.out.b))
        if stage.gate is not None:
            found.gate = P(self.table, stage.gate * self.width)
            found.step = 6 * self.width
        if dy is not None:
            found.dy, found.dbias = P(dy), P(stage.part.out.db)
            if stage.gate is not None:
                found.dgate = P(self.dtable, stage.gate * self.width)
        return found

    def forward(self, h):
        """Also keeps what each stage got as `h`, with the norm's statistics."""
        for before, stage in zip([None, *self.stages], [*self.stages, None]):
            out = h if before is None else torch.empty_like(h)
            x = None
            if stage is not None:
                stage.stats = torch.empty(self.rows, 2)
                x = torch.empty(self.rows, self.width, dtype=DTYPE)
            library().gate_norm(
                P(h), ctypes.byref(self.gate_args(before)),
                ctypes.byref(self.norm_args(stage)), P(self.group), P(out), P(x),
                Z(self.rows), self.width, R(self.eps),
            )  # fmt: skip
            if before is not None and before.gate is None:
                before.y = None  # only a gate's slope needs it
            h = out
            if stage is not None:
                stage.h, stage.y = h, stage.part(x)
        return h

    def backward(self, dout):
        self.grads: list = [None] * len(self.tensors)
        self.dtable = torch.zeros_like(self.table)
        dh, dx = dout, None
        for before, stage in zip(
            [*self.stages[::-1], None], [None, *self.stages[::-1]]
        ):
            dy = None
            if before is not None:
                dy = torch.empty(self.rows, self.width, dtype=DTYPE)
            to = torch.empty_like(dout) if dh is dout and stage is not None else dh
            library().gate_norm_backward(
                P(dh), P(dx), P(None if stage is None else stage.h),
                ctypes.byref(self.gate_args(before, dy)),
                ctypes.byref(self.norm_args(stage, True)), P(self.group), P(to),
                Z(self.rows), self.width,
            )  # fmt: skip
            dh = to
            if before is not None:
                dx = before.part.back(dy, self.grads)
        return dh


class FusedBlock(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h, table, text, lay, eps, multiview, *tensors):
        ctx.run = Run(h, table, text, tensors, lay, eps, multiview)
        ctx.text_type = text.dtype
        return ctx.run.forward(h)

    @staticmethod
    def backward(ctx, dout):
        run, ctx.run = ctx.run, None
        dh = run.backward(dout.contiguous())
        dtext = run.said.dtext.to(ctx.text_type)
        return dh, run.dtable, dtext, None, None, None, *run.grads


def attention_tensors(module):
    linears = module.to_q, module.to_k, module.to_v, module.to_out[0]
    found = [t for linear in linears for t in (linear.weight, linear.bias)]
    return [*found, module.norm_q.weight, module.norm_k.weight]


def block_tensors(block, multiview):
    found = attention_tensors(block.attn1)
    if multiview:
        found += attention_tensors(block.attn_mv)
        found += [block.norm_mv.weight, block.norm_mv.bias]
    found += [*attention_tensors(block.attn2), block.norm2.weight, block.norm2.bias]
    inner, out = block.ffn.net[0].proj, block.ffn.net[2]
    return [*found, inner.weight, inner.bias, out.weight, out.bias]


def block_forward(self, h, modulation, text, rope, rope_mv):
    b, v, k, n, d = h.shape
    heads, tokens, inner = (
        self.attn1.heads,
        text.shape[1],
        len(self.ffn.net[2].weight.T),
    )
    uneven = any(width % 16 for width in (d, d // heads, inner))
    longest = max(k * n, v * n, tokens)
    if uneven or longest > MAX_LENGTH or not torch.is_grad_enabled():
        return _plain(self, h, modulation, text, rope, rope_mv)
    multiview = rope_mv is not None
    key = Key.of(rope, rope_mv)
    lay = layouts((b, v, k, n), tokens, heads, d // heads, key, multiview)
    table = (modulation + self.scale_shift_table).flatten(0, 1)
    table = table + torch.tensor([0.0, 1, 0, 0, 1, 0])[:, None]
    h = FusedBlock.apply(
        h.reshape(-1, d).contiguous(), table, text.flatten(0, 1), lay, self.eps,
        multiview, *block_tensors(self, multiview),
    )  # fmt: skip
    return h.view(b, v, k, n, d)


_plain = reference.Block.forward


def install():
    """False where the passes cannot be compiled; training then goes the plain way."""
    if not kernels.available(DTYPE):
        return False
    reference.Block.forward = block_forward
    return True

"""Unigram tokenizers in several configurations, and texts to compare them on."""

import math
import random
import sys
import unicodedata
from collections import Counter

from charsmap import precompiled
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

MARK = "\u2581"
SENTENCES = [
    "A dog wags its tail and runs across the wet grass.",
    "The bird flies, slowly; then it jumps (twice) and flaps its wings!",
    "Ein Hund läuft über die große Straße und wedelt mit dem Schwanz.",
    "Un chien court à travers le forêt, naïf et élégant.",
    "El perro corre rápido; ¿dónde está el niño? ¡Allí!",
    "Собака бежит по мокрой траве и виляет хвостом.",
    "Σκύλος τρέχει στο γρασίδι και κουνάει την ουρά του.",
    "狗在湿漉漉的草地上奔跑，摇着尾巴。",  # noqa: RUF001
    "犬が濡れた芝生を走り、しっぽを振る。ｶﾀｶﾅとカタカナ",
    "개가 젖은 풀밭을 가로질러 달리며 꼬리를 흔든다.",
    "كلب يركض عبر العشب المبلل ويهز ذيله.",
    "כלב רץ על הדשא הרטוב ומכשכש בזנבו.",
    "एक कुत्ता गीली घास पर दौड़ता है और पूँछ हिलाता है।",
    "একটি কুকুর ভেজা ঘাসের উপর দিয়ে দৌড়ায়।",
    "ஒரு நாய் ஈரமான புல்லில் ஓடுகிறது.",
    "สุนัขวิ่งข้ามสนามหญ้าเปียกและกระดิกหาง",
    "Một con chó chạy qua bãi cỏ ướt và vẫy đuôi.",
    "Pies biegnie przez mokrą trawę i merda ogonem; żółć, źdźbło.",
    "Köpek ıslak çimenlerde koşuyor, İstanbul'da.",  # noqa: RUF001
    "შავი ძაღლი გარბის სველ ბალახზე.",
    "Շունը վազում է թաց խոտի վրայով:",
    "ውሻ በእርጥብ ሣር ላይ ይሮጣል።",
    "Mbwa anakimbia kwenye nyasi zenye unyevunyevu.",
    "Koira juoksee märän nurmikon poikki ja heiluttaa häntäänsä.",
]
ODD = [
    "", " ", "  ", "\t", "\n", "\r\n", " a", "a ", "  a  b  ", "\u00a0", "\u3000x",
    "a\u2028b", "\u200b", "\ufeff", "\x01\x02", "\x7f", "a\x00b", "\u0301", "e\u0301",
    "\uff41\u0301", "a\r\nb", "\r\u0301", "\u00a9\u200d\u2764", "\u0600a",
    "\u0600\uff41",
    "<unk>", "<pad>", "</s>", "<s>", "a</s>b", " <extra_id_0> ", "x <extra_id_1>",
    "<extra_id_0><extra_id_1>", "a  <extra_id_2>\n b", "<extra_id_3> <extra_id_2> x",
    "a bird dogword",
    "a  <extra_id_0>  b", "dogword", "a DogWord b", "<0x41>",
    MARK, MARK + MARK, MARK + " a", "a" + MARK + "b", " " + MARK, "a " + MARK + " b",
    "\U0001f415", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea",
    "\u2764\ufe0f", "a\U0001f3fb", "\U000e0041", "\ue000", "\U0010ffff", "\u00bd\u00b2",
    "\ufb01\u2122", "\uff76\uff9e", "\uac00\u0301", "\u1112\u1161\u11ab", "ii" * 40,
    "\u0915\u094d\u0937", "\u0e01\u0e33", "\u00e9" * 30, "½ cup", "…", "\uff21 \uff22",
]  # fmt: skip
JOINTS = [
    "",
    " ",
    "  ",
    "\n",
    "\t ",
    "\u00a0",
    ", ",
    "\u200b",
    " \u3000 ",
    MARK,
    "\r\n",
]


def texts(count: int, seed: int = 1) -> list[str]:
    """Many languages, odd spacing, controls, emoji, added tokens, random characters."""
    rng = random.Random(seed)
    found = [*ODD, *SENTENCES, "dog " * 3000, "犬" * 2000, " " * 500, "qz" * 4000]

    def character() -> str:
        while True:
            limit = rng.choice([0x80, 0x250, 0x600, 0x3100, 0x10000, 0x20000, 0x110000])
            code = rng.randrange(limit)
            if not 0xD800 <= code < 0xE000:
                return chr(code)

    def part() -> str:
        kind = rng.randrange(8)
        if kind < 4:
            sentence = rng.choice(SENTENCES)
            at = rng.randrange(len(sentence))
            return sentence[at : at + rng.randrange(1, 25)]
        if kind == 4:
            return "".join(character() for _ in range(rng.randrange(1, 6)))
        if kind == 5:
            base = rng.choice("aeo\u00e9\uff41\u0915가")
            marks = ["\u0301", "\u0308", "\u0300", "\ufe0f", "\u200d", "\u0323"]
            return base + "".join(rng.choices(marks, k=rng.randrange(1, 4)))
        if kind == 6:
            form = rng.choice(["NFD", "NFKD", "NFC"])
            return unicodedata.normalize(form, rng.choice(SENTENCES)[:12])
        return rng.choice(ODD)

    while len(found) < count:
        parts = [part() + rng.choice(JOINTS) for _ in range(rng.randrange(1, 7))]
        found.append("".join(parts))
    return found[:count]


def character_map() -> bytes:
    """A part of SentencePiece's nmt_nfkc: what NFKC changes, and compositions."""
    mapping: dict[str, str] = {}
    points = [
        *range(0xA0, 0x180),
        *range(0x2000, 0x2064),
        *range(0x2150, 0x2160),
        *range(0x3300, 0x3308),
        *range(0xFB00, 0xFB07),
        *range(0xFF01, 0xFF40),
        *range(0xFF66, 0xFF9F),
    ]
    for code in points:
        character = chr(code)
        form = unicodedata.normalize("NFKC", character)
        if form != character:
            mapping[character] = form
        parts = unicodedata.normalize("NFD", character)
        if code < 0x180 and len(parts) > 1 and form == character:
            mapping[parts] = character
    for code in [9, 10, 13, 0xA0, 0x1680, 0x200B, 0x2028, 0x2029, 0xFEFF]:
        mapping[chr(code)] = " "
    for code in [*range(1, 9), 11, *range(14, 32), 127, 0x200E, 0xAD]:
        mapping[chr(code)] = ""
    return precompiled(mapping)


def vocabulary(size: int, with_bytes: list[int]) -> list[tuple[str, float]]:
    """The pieces that would save most; characters of some scripts are left out."""
    counts: Counter[str] = Counter()
    for sentence in SENTENCES:
        for word in unicodedata.normalize("NFKC", sentence).split():
            marked = MARK + word
            for start in range(len(marked)):
                for end in range(start + 1, min(start + 9, len(marked)) + 1):
                    counts[marked[start:end]] += 1
    total = sum(counts.values())
    order = sorted(counts, key=lambda piece: (-counts[piece] * len(piece), piece))
    learnt = [(piece, round(math.log(counts[piece] / total), 4)) for piece in order]
    learnt = learnt[: size - len(with_bytes)]
    head = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    return head + [(f"<0x{byte:02X}>", 0.0) for byte in with_bytes] + learnt


def t5_normalizer(charsmap: bytes) -> normalizers.Normalizer:
    return normalizers.Sequence(
        [
            normalizers.Precompiled(charsmap),
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), MARK),
        ]
    )


def umt5_normalizer(charsmap: bytes) -> normalizers.Normalizer:
    steps = [
        normalizers.Precompiled(charsmap),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    return normalizers.Sequence(steps)


def spm_normalizer() -> normalizers.Normalizer:
    """As transformers converts a spiece.model of no known kind."""
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"\A +| +\z"), ""),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Replace(" ", MARK),
            normalizers.Replace(Regex(r"\A" + MARK), MARK * 2),
        ]
    )


def extra(number: int, **options: bool) -> AddedToken:
    return AddedToken(f"<extra_id_{number}>", normalized=False, special=True, **options)


def tokenizers() -> dict[str, Tokenizer]:
    """By name; each differs in what it does with spaces, bytes and added tokens."""
    metaspace = pre_tokenizers.Metaspace
    split = pre_tokenizers.WhitespaceSplit
    charsmap = character_map()
    every, ascii_bytes = list(range(256)), list(range(128))
    plans = {
        "t5": (600, [], t5_normalizer(charsmap), metaspace()),
        "umt5": (500, every, umt5_normalizer(charsmap), metaspace()),
        "first": (
            400,
            ascii_bytes,
            None,
            metaspace(prepend_scheme="first", split=False),
        ),
        "strip": (
            400,
            ascii_bytes,
            normalizers.Sequence([normalizers.Strip(), normalizers.Prepend("x")]),
            metaspace(prepend_scheme="first"),
        ),
        "never": (
            300,
            list(range(0x80, 0xE0)),
            None,
            pre_tokenizers.Sequence([split(), metaspace(prepend_scheme="never")]),
        ),
        "split": (400, [], None, pre_tokenizers.Sequence([split(), metaspace()])),
        "spm": (400, ascii_bytes, spm_normalizer(), metaspace(split=False)),
        "bare": (400, ascii_bytes, None, None),
    }
    made = {}
    for name, (size, some, normalizer, pre_tokenizer) in plans.items():
        t = Tokenizer(models.Unigram(vocabulary(size, some), 2, bool(some)))
        if normalizer:
            t.normalizer = normalizer
        if pre_tokenizer:
            t.pre_tokenizer = pre_tokenizer
        t.add_special_tokens(["<pad>", "</s>", "<unk>", extra(0), extra(1)])
        if name in ("t5", "first", "split"):
            t.add_special_tokens(
                [extra(2, lstrip=True, rstrip=True), extra(3, lstrip=True)]
            )
        if name in ("umt5", "first", "strip"):
            t.add_tokens([AddedToken("dogword", normalized=True), AddedToken(" bird")])
        single = "$A </s>" if name != "bare" else "$A"
        if name == "split":
            single = "<pad> $A </s> <pad>"
        if name != "never":
            t.post_processor = processors.TemplateProcessing(
                single=single, special_tokens=[("<pad>", 0), ("</s>", 1)]
            )
        made[name] = t
    return made


if __name__ == "__main__":
    for key, value in tokenizers().items():
        print(key, len(value.to_str()), file=sys.stderr)

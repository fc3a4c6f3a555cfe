#!/usr/bin/env python3
"""Write tokenizer.txt: texts and the ids that transformers' BERT tokenizer gives them.

    python make_tokenizer_golden.py ../../../assets/minilm-l6-v2 > tokenizer.txt

The first line is "# " and the SHA-256 of this file (a test keeps it true). A case is
three lines: the greatest number of tokens, the text's bytes in hexadecimal
("-" for none; "*n": n times over), the ids. Needs transformers (the training
environment).
"""

import hashlib
import sys
from pathlib import Path

from transformers import BertTokenizerFast

TEXTS: list[bytes | tuple[bytes, int]] = [
    text.encode()
    for text in (
        "",
        " ",
        "a dog wagging its tail",
        "A Dog, wagging its TAIL!",
        "walk",
        "Kickboxing; then: back-flip (twice)...",
        "unaffable electroencephalographically",
        "Café à la crème — naïve façade, Ærøskøbing, Łódź",
        "Cafe\u0301 with a combining accent, A\u030angstro\u0308m",
        "İstanbul ΣΊΣΥΦΟΣ ΐ ǅ ß ẞ Straße",
        "中文字符 and 漢字kanji混ざる",
        "かなカナ ガギグ が゚",
        "안녕하세요 세계 각",
        "the bird flies 🐦🔥 away 👩‍👩‍👧‍👦 ok",
        "\u200bzero\u200dwidth\ufeff and soft\u00adhyphen",
        "tabs\tand\nlines\r\nand\u00a0no-break\u2003em\u3000ideographic",
        "control \x00\x01\x1b[0m bytes\x7f",
        "$5+3=8 ~`^<>|{}[]\\@#%&*_ «quotes» “curly” ¿qué? …",
        "1234567890 3.14 1e-5 007",
        "हिन्दी में नमस्ते বাংলা கொ",
        "Привет, Ёлка й",
        "مرحبا بالعالم שָׁלוֹם",
        "qqqqqzzzzz \U0001d400\U0001d41a \uf8ff \U000e0001",
        "ﬁligree ① ½ ™ Ⅷ",
        "ÀÁÂÃÄÅ ẤẦẨẪẬ ǖǘǚǜ",
        "豈更車 \U0002f800 \u3400",
    )
] + [
    b"bad \xff byte",
    b"cut \xe2\x82",
    b"\xc0\xafoverlong \xe0\x80\x80 \xf8\x88\x80\x80\x80",
    b"surrogate \xed\xa0\x80 half",
    b"\xe2\x28\xa1 \xf0\x9f\x90 lost",
    b"\x80\x80\x80",
    b"beyond \xf4\x90\x80\x80",
    (b"a", 100),
    (b"a", 101),
    (b"ab ", 40),
    (b"wag ", 300),
    (b"x", 10000),
    (b"the quick brown fox jump ", 400),
    ("é".encode(), 5000),
    ("狗".encode(), 3333),
]


def main() -> int:
    tokenizer = BertTokenizerFast.from_pretrained(sys.argv[1])
    print("#", hashlib.sha256(Path(__file__).read_bytes()).hexdigest())
    for case in TEXTS:
        part, times = case if isinstance(case, tuple) else (case, 1)
        text = (part * times).decode("utf-8", "replace")
        for limit in (32, 512) if len(text) > 90 else (32,):
            ids = tokenizer(text, truncation=True, max_length=limit)["input_ids"]
            print(limit)
            print((part.hex() or "-") + (f"*{times}" if times > 1 else ""))
            print(*ids)
    return 0


if __name__ == "__main__":
    sys.exit(main())

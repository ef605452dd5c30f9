"""Measures which characters look alike, and writes crates/search/data/lookalikes/measured.txt.

    python3 tests/answers/lookalikes.py crates/search/data/lookalikes/measured.txt

Each of the 5,000 characters that the dictionary of jieba meets most is drawn in two typefaces and blurred twice; how alike two are is
the mean correlation of their four images. A line is a character and those that look most like it, the most alike first. Of 125
slips that had been written apart, 97 have the right character in it (ADR 14).
Needs Noto Sans CJK and Noto Serif CJK (fonts-noto-cjk), numpy, scipy, pillow and jieba; takes a minute.
"""
import collections
import sys

import jieba
import numpy
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

FACES = ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"]
SIMPLIFIED = 2  # the face of simplified Chinese in these collections
BLURS = [1.2, 2.5]  # pixels, of 64 to a character
CHARACTERS, NEAREST, ALIKE = 5000, 6, 0.55


def images(characters, face, blur):
    font = ImageFont.truetype(face, 64, index=SIMPLIFIED)
    rows = []
    for character in characters:
        image = Image.new("L", (72, 72))
        ImageDraw.Draw(image).text((4, -8), character, fill=255, font=font)
        pixels = gaussian_filter(numpy.asarray(image, dtype=numpy.float32), blur)[::2, ::2].ravel()
        pixels -= pixels.mean()
        rows.append(pixels / numpy.linalg.norm(pixels))
    return numpy.array(rows, dtype=numpy.float32)


def main(out):
    jieba.initialize()
    met = collections.Counter()
    for word, count in jieba.dt.FREQ.items():
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                met[character] += count
    characters = [character for character, _ in met.most_common(CHARACTERS)]
    alike = sum(rows @ rows.T for face in FACES for blur in BLURS for rows in [images(characters, face, blur)]) / (len(FACES) * len(BLURS))
    numpy.fill_diagonal(alike, 0)
    with open(out, "w", encoding="utf-8") as file:
        file.write("# Characters and those that look most like them (形近字), the most alike first. Measured: tests/answers/lookalikes.py\n")
        for row, character in enumerate(characters):
            nearest = [characters[other] for other in numpy.argsort(-alike[row])[:NEAREST] if alike[row][other] >= ALIKE]
            if nearest:
                file.write(character + "".join(nearest) + "\n")


main(sys.argv[1])

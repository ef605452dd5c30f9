"""Spoken Chinese to sound. make.py runs this with the Python of its own environment, and names the folder of the model and the voices.

Reads one JSON request a line: {"text", "voice", "rate", "out"}. Writes a WAV file to `out` (unless that is empty)
and answers one JSON line: {"pinyin"}. In the text `|` marks a short break.

The voices are those of Kokoro-82M v1.0, 24 kHz, run by ONNX Runtime.
"""

import functools
import json
import pathlib
import re
import sys
import wave

import jieba
import pypinyin

HERE = pathlib.Path(__file__).parent
SAMPLE_RATE = 24_000
# Words of one character that lean on the word before, and on the word after.
LEAN_BACK = set("的了着过吗呢吧们元年月日号个天岁家户里上中下前后内万千百十点台样种条份次人时起")
LEAN_ON = set("不没就也都最每第要能可到从在把给用带按满补租付办有一二三四五六七八九十零幺两还再这那")
PARTICLES = set("的了着过")
NUMBER = re.compile(r"([零一二三四五六七八九十百千万两点幺]{2,})")
MARKS = re.compile(r"([|、，；：。？！])")


def readings() -> dict[str, list[str]]:
    table = {}
    for line in (HERE / "readings.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, *syllables = line.split()
            assert len(word) == len(syllables), line
            table[word] = syllables
    return table


READINGS = readings()
LONGEST = max(map(len, READINGS))


def prepare():
    jieba.setLogLevel("ERROR")
    for word in READINGS:
        if len(word) > 1:
            jieba.add_word(word, freq=10_000_000)


def words(text: str) -> list[str]:
    """Words, with the little ones joined to their neighbours, up to five characters."""
    joined: list[str] = []
    lean = False
    pieces = [piece for part in NUMBER.split(text) if part for piece in ([part] if NUMBER.fullmatch(part) else jieba.cut(part, HMM=False))]
    for word in pieces:
        last = joined[-1] if joined else ""
        fits = len(last) + len(word) <= 5
        if NUMBER.fullmatch(word):
            join = last in ("第", "每")
        elif len(word) == 1 and word in LEAN_BACK:
            join = fits or word in PARTICLES or NUMBER.fullmatch(last[-2:]) is not None
        else:
            join = lean and fits
        if last and join:
            joined[-1] += word
        else:
            joined.append(word)
        lean = len(word) == 1 and word in LEAN_ON
    return joined


def syllables(text: str) -> list[str]:
    """The reading of each character, before tones meet."""
    found = pypinyin.lazy_pinyin(text, style=pypinyin.Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
    assert len(found) == len(text), (text, found)
    plain = {"一": "yi1", "不": "bu4", "了": "le5"}
    found = [plain.get(character, syllable) for character, syllable in zip(text, found)]
    at = 0
    while at < len(text):
        for length in range(min(LONGEST, len(text) - at), 0, -1):
            if (fixed := READINGS.get(text[at : at + length])) is not None:
                found[at : at + length] = fixed
                at += length - 1
                break
        at += 1
    return found


def meet(text: str, plain: list[str], starts: set[int], breaks: dict[int, str]) -> list[str]:
    """Tones change where they meet: 不 and 一 before other tones, a third tone before a third tone."""
    tones = list(plain)
    for at, character in enumerate(text):
        following = plain[at + 1][-1] if at + 1 < len(text) and at + 1 not in breaks else ""
        if character == "不" and following == "4":
            tones[at] = "bu2"
        if character == "一" and following and not ordinal(text, at):
            tones[at] = "yi2" if following in "45" else "yi4"
    # Inside words first, then from word to word.
    for between_words in (False, True):
        for at in range(len(text) - 1):
            if at + 1 in breaks or (at + 1 in starts) != between_words:
                continue
            if tones[at].endswith("3") and tones[at + 1].endswith("3"):
                tones[at] = tones[at][:-1] + "2"
    return tones


def ordinal(text: str, at: int) -> bool:
    """一 as a digit or an ordinal keeps its tone: 第一, 十一, 一月, 一日, 二零二一, 一是."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (after and after in "月号日十是") or (before in set("第十零二三四五六七八九点") and after not in set("百千万"))


def phrase(text: str) -> list[str]:
    """A whole sentence as syllables, with "#" between words, "," for a short break and "." for a longer one."""
    characters, starts, breaks = "", set(), {}
    for part in MARKS.split(text):
        if MARKS.fullmatch(part):
            breaks[len(characters)] = "." if part == "。" else ","
            continue
        for word in words(part):
            starts.add(len(characters))
            characters += word
    line = []
    for at, syllable in enumerate(meet(characters, syllables(characters), starts, breaks)):
        if at and (at in breaks or at in starts):
            line.append(breaks.get(at, "#"))
        line.append(syllable)
    return line


class Kokoro:
    """The model takes sounds as letters of the phonetic alphabet; misaki writes a syllable of pinyin so."""

    def __init__(self, folder: str):
        import onnxruntime

        self.folder = pathlib.Path(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        self.numbers = json.loads((self.folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]

    @functools.cache
    def styles(self, voice: str):
        """One style for each length of what is said."""
        import numpy

        return numpy.fromfile(self.folder / f"{voice}.bin", numpy.float32).reshape(-1, 1, 256)

    def sounds(self, line: list[str]) -> str:
        from misaki.zh import ZHG2P

        signs = {"#": " ", ",": ", ", ".": ". . "}
        written = "".join(signs.get(item) or ZHG2P.py2ipa(item) for item in line) + "."
        return written.replace("\N{COMBINING INVERTED BREVE BELOW}", "")

    def write(self, line: list[str], voice: str, rate: float, out: str):
        import numpy

        numbers = [self.numbers[sound] for sound in self.sounds(line)]
        values = {
            "tokens": numpy.array([[0, *numbers, 0]], numpy.int64),
            "style": self.styles(voice)[len(numbers) - 1],
            "speed": numpy.array([rate], numpy.float32),
        }
        (sound,) = self.session.run(None, values)
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes((numpy.clip(sound.ravel(), -1, 1) * 32_767).astype("<i2").tobytes())


def main():
    prepare()
    engine = None
    for request in map(json.loads, sys.stdin):
        line = phrase(request["text"])
        if request["out"]:
            engine = engine or Kokoro(*sys.argv[1:])
            engine.write(line, request["voice"], request["rate"], request["out"])
        print(json.dumps({"pinyin": " ".join(line)}), flush=True)


if __name__ == "__main__":
    main()

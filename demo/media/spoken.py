"""Written Chinese to the words that are spoken: amounts, dates, telephone numbers, units.

`spoken("补2000元，打0000-5550111")` is `补两千元，打零零零零。五五五。零幺幺幺`.
"""

import re

DIGITS = "零一二三四五六七八九"
PHONE_DIGITS = "零幺二三四五六七八九"
# What is counted with 两, not with 二.
COUNTED = "个|天|年|家|户|种|样|次|口|台|件|条|份|人|名|张|部|块|倍|步|小时|周岁|平方米"
PLAIN = re.compile(r"[\u4e00-\u9fff，。；：、？！|]*")


def below_ten_thousand(number: int) -> str:
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if not digit:
            gap = bool(text)
            continue
        if gap:
            text, gap = text + "零", False
        first = "两" if digit == 2 and unit >= 100 and not text else DIGITS[digit]
        text += first + name
    return text


def cardinal(number: int) -> str:
    """A number as it is said: 12000 is 一万两千, 80 is 八十, 10 is 十."""
    if number == 0:
        return "零"
    if number >= 10**8:
        raise ValueError(f"number too large to be said: {number}")
    high, low = divmod(number, 10_000)
    text = ""
    if high:
        text = ("两" if high == 2 else below_ten_thousand(high)) + "万"
        if low and low < 1000:
            text += "零"
    text += below_ten_thousand(low)
    return text[1:] if text.startswith("一十") else text


def digit_by_digit(digits: str, names: str = DIGITS) -> str:
    return "".join(names[int(digit)] for digit in digits)


def phone(match: re.Match) -> str:
    area, number = match[1], match[2]
    parts = [area, number[:-4], number[-4:]]
    return "。".join(digit_by_digit(part, PHONE_DIGITS) for part in parts)


def number(match: re.Match) -> str:
    whole, fraction = match[1], match[2]
    text = cardinal(int(whole))
    if fraction:
        text += "点" + digit_by_digit(fraction)
    return text


RULES = [
    (re.compile(r"[“”《》‘’（）]"), ""),
    (re.compile(r"(0\d{3})-(\d{7,8})"), phone),
    (re.compile(r"〔(\d{4})〕"), lambda m: digit_by_digit(m[1]) + "，"),
    (re.compile(r"(\d{4})年"), lambda m: digit_by_digit(m[1]) + "年"),
    (re.compile(r"(\d),(?=\d{3})"), r"\1"),
    (re.compile(r"(?<=\d)\s*[-–—~～](?=\d)"), "到"),
    (re.compile(r"(\d+(?:\.\d+)?)%"), r"百分之\1"),
    (re.compile(r"㎡|m²"), "平方米"),
    (re.compile(r"元/月"), "元每月"),
    (re.compile(r"(\d{1,2}):00"), r"\1点"),
    (re.compile(r"(\d{1,2}):(\d{2})"), r"\1点\2分"),
    (re.compile(rf"(?<![\d.第])2(?=(?:{COUNTED}))"), "两"),
    (re.compile(rf"(?<![\d.第])2(?=万)"), "两"),
    (re.compile(r"(\d+)(?:\.(\d+))?"), number),
    (re.compile(r"——|…+"), "，"),
]


def spoken(written: str) -> str:
    text = written
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    if not PLAIN.fullmatch(text):
        odd = sorted(set(re.sub(PLAIN, "", text)))
        raise ValueError(f"cannot be spoken: {' '.join(odd)} in {written!r}")
    return text

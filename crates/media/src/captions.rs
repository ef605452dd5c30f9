//! `WebVTT` (<https://www.w3.org/TR/webvtt1/>) into plain cues: settings, styles, notes and tags are left out.

use domain::media::Cue;

/// Why captions were refused: a refusal with the line of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{reason}")]
pub struct CaptionError {
    /// The line of the file, from 1.
    pub line: usize,
    /// A Chinese sentence that says what to do.
    pub reason: String,
}

/// A cue ends this much after the recording at the most, in milliseconds.
const TOLERANCE_MS: u64 = 1500;
/// The most cues of a recording.
const MAX_CUES: usize = 20_000;
/// The longest cue, in characters.
const MAX_CUE_CHARS: usize = 200;

/// Reads captions for a recording of that length in milliseconds.
pub fn captions(bytes: &[u8], duration_ms: u64) -> Result<Vec<Cue>, CaptionError> {
    let refuse = |line: usize, reason: &str| CaptionError { line, reason: reason.to_owned() };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        refuse(line, "不是 UTF-8 文字：请另存为 UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim_end()));
    let signature = lines.next().map(|(_, line)| line).unwrap_or_default();
    if !(signature == "WEBVTT" || signature.starts_with("WEBVTT ") || signature.starts_with("WEBVTT\t")) {
        return Err(refuse(1, "第一行应当是 WEBVTT：请导出为 WebVTT 字幕（.vtt）"));
    }
    let mut cues: Vec<Cue> = Vec::new();
    let mut block: Vec<(usize, &str)> = Vec::new();
    for (number, line) in lines.chain(std::iter::once((0, ""))) {
        if !line.is_empty() {
            block.push((number, line));
            continue;
        }
        if let Some(cue) = cue(&block, cues.last(), duration_ms)? {
            cues.push(cue);
        }
        if cues.len() > MAX_CUES {
            return Err(refuse(number, "字幕太多：请检查是不是选错了文件"));
        }
        block.clear();
    }
    if cues.is_empty() { Err(refuse(1, "里面没有一句字幕")) } else { Ok(cues) }
}

/// One block of lines; `None` for what is not a cue.
fn cue(block: &[(usize, &str)], before: Option<&Cue>, duration_ms: u64) -> Result<Option<Cue>, CaptionError> {
    let Some((first, head)) = block.first().copied() else { return Ok(None) };
    if ["NOTE", "STYLE", "REGION"]
        .iter()
        .any(|word| head == *word || head.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t'])))
    {
        return Ok(None);
    }
    let refuse = |line: usize, reason: String| Err(CaptionError { line, reason });
    let Some(at) = block.iter().take(2).position(|(_, line)| line.contains("-->")) else {
        return refuse(first, format!("“{}”前面没有时间：应当写成 00:00:01.000 --> 00:00:03.000", shortened(head)));
    };
    let Some((number, times)) = block.get(at).copied() else { return Ok(None) };
    let (start, rest) = times.split_once("-->").unwrap_or((times, ""));
    let end = rest.split_whitespace().next().unwrap_or_default();
    let (Some(start_ms), Some(end_ms)) = (milliseconds(start.trim()), milliseconds(end)) else {
        return refuse(number, format!("时间“{}”不能识别：应当写成 00:00:01.000 --> 00:00:03.000", shortened(times)));
    };
    if end_ms <= start_ms {
        return refuse(number, "结束的时间应当晚于开始的时间".to_owned());
    }
    if before.is_some_and(|before| start_ms < before.start_ms) {
        return refuse(number, "比上一句开始得还早：字幕要按时间排好".to_owned());
    }
    if end_ms > duration_ms.saturating_add(TOLERANCE_MS) {
        return refuse(
            number,
            format!("超出了录音的长度（{}）：请核对字幕是不是这一份的", domain::media::duration_label(duration_ms)),
        );
    }
    let text = block
        .iter()
        .skip(at + 1)
        .map(|(_, line)| plain(line))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    if text.is_empty() {
        return refuse(number, "这一句没有字".to_owned());
    }
    if text.chars().count() > MAX_CUE_CHARS {
        return refuse(number, format!("这一句超过 {MAX_CUE_CHARS} 字，读不完：请分成几句"));
    }
    Ok(Some(Cue { start_ms, end_ms, text }))
}

fn shortened(text: &str) -> String {
    text.chars().take(30).collect()
}

/// `1:02:03.456` or `02:03.456`.
fn milliseconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = |part: &str, least: usize, most: usize| {
        ((least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u64>().ok())
            .flatten()
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, digits(minutes, 2, 2)?, digits(seconds, 2, 2)?),
        [hours, minutes, seconds] => (digits(hours, 1, 4)?, digits(minutes, 2, 2)?, digits(seconds, 2, 2)?),
        _ => return None,
    };
    (minutes < 60 && seconds < 60).then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + digits(fraction, 3, 3)?)
}

/// A line without tags and with its character references read.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (reference, character)| text.replace(reference, character))
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> (usize, String) {
        let error = captions(text.as_bytes(), 10_000).unwrap_err();
        (error.line, error.reason)
    }

    #[test]
    fn plain_words_with_their_times_are_left() {
        let file = "\u{feff}WEBVTT - 字幕\n\nNOTE 给校对\n多行\n\nSTYLE\n::cue { color: red }\n\n1\n00:01.000 --> 00:02.500 align:start\n<v 小王>第一胎&lt;2000</v>元\n二行\n\n00:00:02.500 --> 00:00:04.000\r\n<script>alert(1)</script>好\r\n";
        let cues = captions(file.as_bytes(), 10_000).unwrap();
        assert_eq!(cues[0], Cue { start_ms: 1000, end_ms: 2500, text: "第一胎<2000元\n二行".to_owned() });
        assert_eq!(cues[1].text, "alert(1)好", "a tag is no word");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let with = |cues: &str| refusal(&format!("WEBVTT\n\n{cues}\n"));
        assert_eq!(refusal("").0, 1);
        assert!(refusal("1\n00:00:01,000 --> 00:00:02,000\n好\n").1.contains("WEBVTT"), "SubRip is not WebVTT");
        assert!(refusal("WEBVTT\n").1.contains("没有一句"));
        assert_eq!(with("00:01.000 --> 00:02.000\n好\n\n没有时间").0, 6);
        assert!(with("00:00:01,000 --> 00:00:02,000\n好").1.contains("不能识别"));
        assert!(with("00:02.000 --> 00:01.000\n好").1.contains("晚于"));
        assert!(with("00:02.000 --> 00:03.000\n好\n\n00:01.000 --> 00:04.000\n早").1.contains("上一句"));
        assert!(with("00:09.000 --> 00:12.000\n好").1.contains("长度"));
        assert!(with("00:01.000 --> 00:02.000\n<i></i>").1.contains("没有字"));
        assert!(with(&format!("00:01.000 --> 00:02.000\n{}", "长".repeat(201))).1.contains("200 字"));
        assert!(with("00:61.000 --> 00:62.000\n好").1.contains("不能识别"));
        assert_eq!(captions(b"WEBVTT\n\n\xff\xfe", 1000).unwrap_err().line, 3);
    }
}

//! Bytes to text. What is not certainly text in a known encoding is refused, never guessed at.

use domain::Refusal;
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8};

/// Text and the encoding it was in.
pub struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
}

impl Decoded {
    /// What to tell the reader of a report; nothing for UTF-8.
    pub fn note(&self) -> Option<String> {
        (self.encoding != UTF_8).then(|| format!("由 {} 编码转换为 UTF-8", self.encoding.name()))
    }
}

const NOT_TEXT: &str = "不是文本文件（含有二进制内容），请确认扩展名";
const UNKNOWN_ENCODING: &str = "认不出文字编码，请另存为 UTF-8 再导入";

/// UTF-8 (with or without BOM), UTF-16 with BOM, the encoding the file itself declares, or GB18030.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, Refusal> {
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            strictly(encoding, bytes.get(length..).unwrap_or_default()).ok_or_else(|| damaged(encoding, bytes))?
        }
        None => without_bom(bytes, declared)?,
    };
    if decoded.text.contains('\0') { Err(NOT_TEXT.into()) } else { Ok(decoded) }
}

fn without_bom(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, Refusal> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.to_owned(), encoding: UTF_8 });
    }
    if bytes.contains(&0) {
        return Err(NOT_TEXT.into());
    }
    if is_damaged_utf8(bytes) {
        return Err(damaged(UTF_8, bytes));
    }
    // Latin encodings read any bytes without complaint, and old pages declare them wrongly.
    let declared = declared.filter(|encoding| [GBK, GB18030, BIG5].contains(encoding));
    if let Some(decoded) = declared.and_then(|encoding| strictly(encoding, bytes)) {
        return Ok(decoded);
    }
    let plausible = |decoded: &Decoded| looks_chinese(&decoded.text) && uses_common_characters(bytes, &decoded.text);
    strictly(GB18030, bytes).filter(plausible).ok_or_else(|| UNKNOWN_ENCODING.into())
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding })
}

fn damaged(encoding: &'static Encoding, bytes: &[u8]) -> Refusal {
    if encoding != UTF_8 {
        return format!("按 {} 读取时遇到损坏的字节，请重新获取文件", encoding.name()).into();
    }
    let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = bytes.iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
    format!("第 {line} 行有损坏的 UTF-8 字节，文件可能被截断，请重新获取").into()
}

/// UTF-8 with a few bad bytes, which GB18030 would read as nonsense without complaint: far more whole
/// characters than bad sequences. (Real GB18030 text read as UTF-8 is bad nearly everywhere.)
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    whole > 4 * bad
}

/// Nine in ten of the characters beyond ASCII are Han, or the punctuation and signs that go with them.
fn looks_chinese(text: &str) -> bool {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')) {
        return false;
    }
    let (mut beyond, mut expected) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        beyond += 1;
        expected += usize::from(matches!(c,
            '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{206f}'
            | '\u{a0}' | '\u{b7}' | '\u{d7}' | '\u{b0}'..='\u{b1}' | '\u{2100}'..='\u{22ff}' | '\u{2460}'..='\u{24ff}'
            | '\u{2500}'..='\u{25ff}'));
    }
    10 * expected >= 9 * beyond
}

/// Other encodings of East Asia read as GB18030 without complaint, but as nonsense: Big5 and Shift JIS as characters that
/// nobody uses, Korean as common ones in no order.
fn uses_common_characters(bytes: &[u8], text: &str) -> bool {
    /// The commonest of official text; they make up a quarter of it.
    const FREQUENT: &str = "的一是在不了有和人中大为上国以要时到作地于出分对会可发年同工下定行学法民部理加机应开合政事全各关本等市县务办条第日月";
    /// So few characters have no statistics.
    const FEW: usize = 60;
    let (mut first_level, mut others) = (0_usize, 0_usize);
    let mut rest = bytes;
    while let [lead, after @ ..] = rest {
        rest = match (lead, after) {
            (0x81.., [0x30..=0x39, _, _, further @ ..]) => further,
            (0x81.., [second, further @ ..]) => {
                match (lead, second) {
                    // Punctuation and signs.
                    (0xA1..=0xA9, 0xA1..) => {}
                    // GB 2312, first level: the 3,755 characters in daily use.
                    (0xB0..=0xD7, 0xA1..) => first_level += 1,
                    _ => others += 1,
                }
                further
            }
            _ => after,
        };
    }
    let frequent = text.chars().filter(|c| FREQUENT.contains(*c)).count();
    4 * first_level >= 3 * (first_level + others) && (first_level < FEW || 10 * frequent >= first_level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> Result<String, Refusal> {
        decode(bytes, None).map(|decoded| decoded.text)
    }

    #[test]
    fn the_encodings_of_chinese_offices_are_read() {
        let gbk = encoding_rs::GBK.encode("第一条　为了规范管理，制定本办法。").0;
        assert_eq!(text_of(&gbk).as_deref(), Ok("第一条　为了规范管理，制定本办法。"));
        assert_eq!(text_of(b"\xEF\xBB\xBF\xE4\xB8\x80").as_deref(), Ok("一"));
        assert_eq!(text_of(b"\xFF\xFE\x00\x4E").as_deref(), Ok("一"));
        assert_eq!(text_of(b"\xFE\xFF\x4E\x00").as_deref(), Ok("一"));
    }

    #[test]
    fn a_cut_utf8_file_is_not_taken_for_gb18030() {
        let whole = "各乡镇人民政府、街道办事处，市政府各部门：".as_bytes();
        let cut = whole.split_last().map(|(_, rest)| rest).unwrap_or_default();
        assert!(text_of(cut).is_err_and(|reason| reason.to_string().contains("UTF-8")));
    }

    #[test]
    fn four_byte_characters_of_gb18030_are_read() {
        let text = "各单位：请通知𠮷祥街道办事处。";
        assert_eq!(text_of(&encoding_rs::GB18030.encode(text).0).as_deref(), Ok(text));
    }

    #[test]
    fn other_encodings_are_not_taken_for_gb18030() {
        let traditional = "各鄉鎮人民政府，市政府各部門：為了規範管理，現將有關事項通知如下，請遵照執行。";
        let korean = "시민 여러분께 알려 드립니다. 주민등록 신고는 읍면동 사무소에서 접수하며 처리 기간은 칠일입니다. 자세한 내용은 담당 부서에 문의하시기 바랍니다. 감사합니다.";
        let japanese = "市民の皆様へ。住民票の届出は市役所の窓口で受け付けています。";
        for (encoding, text) in [
            (encoding_rs::BIG5, traditional),
            (encoding_rs::EUC_KR, korean),
            (encoding_rs::SHIFT_JIS, japanese),
            (encoding_rs::EUC_JP, japanese),
            (
                encoding_rs::WINDOWS_1252,
                "Müllabfuhr und Straßenreinigung: Gebühren für das Jahr 2026, geändert am 1. März",
            ),
            (encoding_rs::KOI8_R, "Постановление правительства о порядке предоставления услуг"),
        ] {
            let read = text_of(&encoding.encode(text).0);
            assert!(read.is_err(), "{} was read as {read:?}", encoding.name());
        }
    }

    #[test]
    fn a_page_that_declares_latin_by_mistake_is_read_as_chinese() {
        let gbk = encoding_rs::GBK.encode("关于放假的通知").0;
        assert_eq!(
            decode(&gbk, Some(encoding_rs::WINDOWS_1252)).map(|decoded| decoded.text).as_deref(),
            Ok("关于放假的通知")
        );
    }

    #[test]
    fn binary_is_refused() {
        assert!(text_of(b"PK\x03\x04\x00\x00").is_err());
        assert!(text_of(&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]).is_err());
        assert!(text_of(&[0xff; 40]).is_err());
    }
}

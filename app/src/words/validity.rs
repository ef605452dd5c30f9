//! 有效性: the chip, and the notice above a text that is not (wholly) in force.

use domain::{Date, Validity, ValidityStatement};

/// Nothing is known of it.
pub const UNKNOWN: &str = "有效性未标注";
/// Before the document that did it.
pub const BY: &str = "依据：";
/// Before the document that did it and takes the place.
pub const BY_AND_NOW: &str = "依据和现在适用的文件：";
/// Before the document that takes the place.
pub const NOW: &str = "现在适用：";

/// What the notice says; empty for what is in force.
pub fn notice(statement: &ValidityStatement) -> String {
    let since = statement.since.map(since);
    match statement.state {
        Validity::NotYetEffective => format!("本文件还没有生效，{}施行。", since.unwrap_or_default()),
        Validity::Repealed => format!("本文件已经废止{}，不能再作为办事依据。", bracketed(since)),
        Validity::Expired => {
            format!("本文件有效期已满{}，不能再作为办事依据。", bracketed(since.map(|since| format!("{since}失效"))))
        }
        Validity::PartlyVoid => format!("本文件有一部分已经失效{}，办事前请看清哪些条款还有效。", bracketed(since)),
        Validity::Amended => format!("本文件已经修改{}，请以修改后的内容为准。", bracketed(since)),
        Validity::UnderReview => "本文件正在清理，办事前请先打电话核实。".to_owned(),
        Validity::InForce => String::new(),
    }
}

fn since(day: Date) -> String {
    format!("自 {day} 起")
}

fn bracketed(text: Option<String>) -> String {
    text.map(|text| format!("（{text}）")).unwrap_or_default()
}

//! The page of a policy, and its official text.

use super::revision;

/// Leads from an older revision to the newest.
pub const READ_NEWEST: &str = "看最新版";
/// Leads from an older revision to what changed since.
pub const WHAT_CHANGED: &str = "看改了什么";
/// Above the summary.
pub const GIST: &str = "这份文件说了什么";
/// Above damaged spots.
pub const DAMAGED: &str = "原文有无法自动修复的地方，请以发文机关的正式文本为准：";
/// Above the facts.
pub const FACTS: &str = "文件信息";
/// Above the files.
pub const DOWNLOADS: &str = "下载";
/// The files, by the ends of their addresses.
pub const FILES: [(&str, &str); 4] = [("html", "网页"), ("docx", "Word"), ("txt", "文本"), ("json", "数据")];
/// The files of the whole text, where the page shows its beginning.
pub const WHOLE_FILES: [(&str, &str); 2] = [("html", "全文网页"), ("txt", "全文文本")];
/// Before these, on the page of an older revision.
pub const OF_NEWEST: &str = "最新版";
/// The heading of the contents.
pub const CONTENTS: &str = "目录";
/// Above relations to other documents.
pub const RELATIONS: &str = "依据与关联";
/// Above the revisions.
pub const VERSIONS: &str = "历次版本";
/// Leads to a comparison.
pub const COMPARE_WITH_PREVIOUS: &str = "和上一版比较";

/// The heading of the text, for who does not see it.
pub const TEXT: &str = "正文";
/// Before a deadline that stands in a clause.
pub const DEADLINE: &str = "时限";
/// Leads from a clause to the form of who does not understand it.
pub const UNCLEAR: &str = "没看懂";
/// Copies the address of a clause.
pub const COPY_LINK: &str = "复制链接";
/// Opens what explains a clause; the blank stands before the number.
pub const EXPLAINED: &str = "有解读 ";
/// Above misreadings of a clause.
pub const HEARD: &str = "听到过的说法：";

/// Above an older revision.
pub fn is_old(number: u32) -> String {
    format!("这是{}，不是最新版。", revision(number))
}

/// A damaged spot.
pub fn damaged(line: usize, text: &str, reason: &str) -> String {
    format!("第 {line} 行：“{text}”（{reason}）")
}

/// Opens a long list of units.
pub fn units(count: usize) -> String {
    format!("{count} 个单位")
}

/// Above a text of which the page shows the beginning; `size` is that of the whole.
pub fn is_cut(size: &str) -> String {
    format!("全文很长（{size}），这里只显示开头部分。")
}

/// How much of a policy is explained: clauses that can be and that are, in their `unit` (条, 处), and by how many questions, figures and
/// recordings.
pub fn coverage(explainable: usize, explained: usize, unit: &str, [questions, figures, media]: [usize; 3]) -> String {
    let counts: Vec<String> = [(questions, "个问答"), (figures, "张图"), (media, "份音视频")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let counts = if counts.is_empty() { String::new() } else { format!("，共{}", counts.join("、")) };
    if explained == 0 {
        format!("这份文件的解释都已经过时{counts}，只供查考。")
    } else {
        format!("{explainable} {unit}里有 {explained} {unit}配了解释{counts}。带“有解读”的条款可以当场点开。")
    }
}

/// [`UNCLEAR`] of one clause, for who does not see where it stands.
pub fn unclear(clause: &str) -> String {
    format!("{UNCLEAR}：{clause}")
}

/// [`COPY_LINK`] of one clause, for who does not see where it stands.
pub fn copy_link(clause: &str) -> String {
    format!("{COPY_LINK}：{clause}")
}

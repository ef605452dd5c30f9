//! Two revisions of a policy beside each other.

/// Nothing is different.
pub const SAME: &str = "两个版本的正文一样。";
/// The texts are too long to be compared.
pub const TOO_LONG: &str = "这份文件太长，网页上不能逐条比较。请分别打开两个版本查看。";
/// Before the legend.
pub const LEGEND: &str = "图例：";
/// In the legend: what came.
pub const INSERTED: &str = "加上的字";
/// In the legend: what went.
pub const DELETED: &str = "删去的字";
/// The words before the first number of a text.
pub const INTRO: &str = "开头";
/// The words after the last.
pub const END: &str = "结尾";
/// The notice that forwards the text.
pub const COVER: &str = "印发通知";

/// The title, as browsers and search engines show it.
pub fn title(from: u32, to: u32, policy: &str) -> String {
    format!("第 {from} 版和第 {to} 版比较：{policy}")
}

/// The heading.
pub fn heading(from: u32, to: u32) -> String {
    format!("第 {from} 版改成第 {to} 版，改了什么")
}

/// What was asked for, where it is not there.
pub fn asked(id: &str, from: u32, to: u32) -> String {
    format!("{id}（第 {from} 版、第 {to} 版）")
}

/// How many places had a fate.
pub fn places(fate: &str, count: usize) -> String {
    format!("{fate} {count} 处")
}

/// How many neighbours did not change.
pub fn unchanged(count: usize) -> String {
    format!("{count} 处未变")
}

/// From the first of them to the last.
pub fn from_to(first: &str, last: &str) -> String {
    format!("{first} 至 {last}")
}

/// A clause that went, by the name it had.
pub fn former(name: &str) -> String {
    format!("原{name}")
}

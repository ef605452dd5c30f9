//! The words that a reader sees and that staff may want to correct, in one place.

/// The 演示 ribbon.
pub const DEMO_RIBBON: &str = "演示内容，均为虚构，不能作为办事依据";
/// The question of the home page, and the label of every search box.
pub const ASK: &str = "想办什么事？想问什么政策？";
/// In an empty search box.
pub const ASK_HINT: &str = "用平常的话问就行";
/// Shown for a fact that the source does not give.
pub const UNKNOWN: &str = "未标注";
/// A list without anything in it.
pub const NOTHING_HERE: &str = "这里还没有内容。";
/// A page of results beyond the last one.
pub const BEYOND_LAST_PAGE: &str = "这一页没有内容：页码超过了最后一页。";
/// The telephone that answers when nothing here does.
pub const HOTLINE: &str = "12345";
/// In the place of the title of a document that is not for the public: an id says nothing to readers, and may say too much.
pub const SOME_POLICY: &str = "未公开的文件";
/// Data cannot be read.
pub const UNAVAILABLE: &str = "资料暂时读不出来，请过一会儿再试。";

/// A text as HTML that shows it, between tags.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

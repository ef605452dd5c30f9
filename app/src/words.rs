//! The words that a reader sees and that staff may want to correct, in one place: a file for each part of the portal, and here what
//! several parts say.
//!
//! Here belongs whatever is said *to* a reader: headings, hints, buttons that ask for something, what an empty list says, why
//! something is not there and where to go on. A sentence with a value in it is a function; a sentence around a link is the words
//! [before and after](Around) it.
//!
//! Elsewhere stand
//! - the terms of the field beside their values (发文机关, 施行日期) and labels of one or two words, in the markup that shows them;
//! - the names of kinds, states and forms, in `domain`;
//! - what the list of a kind says of itself, with the kind (`kinds/<kind>.rs`, `LIST`);
//! - what is said once a page has come alive, in `islands`, which phones download (a test compares what both say);
//! - what operators read, in the commands and the readers of files.

pub mod about;
pub mod answer;
pub mod compare;
pub mod documents;
pub mod errors;
pub mod explanation;
pub mod forms;
pub mod frame;
pub mod home;
pub mod lists;
pub mod policy;
pub mod refusals;
pub mod search;
pub mod settings;
pub mod validity;

/// What stands before and after something in a sentence: a link, a number, a name.
pub type Around = (&'static str, &'static str);

/// The 演示 ribbon.
pub const DEMO_RIBBON: &str = "演示内容，均为虚构，不能作为办事依据";
/// The question of the result page, and the label of every search box.
pub const ASK: &str = "想办什么事？想问什么政策？";
/// In an empty search box.
pub const ASK_HINT: &str = "用平常的话问就行";
/// The button of a search box.
pub const FIND: &str = "找答案";
/// Shown for a fact that the source does not give.
pub const UNKNOWN: &str = "未标注";
/// A list without anything in it.
pub const NOTHING_HERE: &str = "这里还没有内容。";
/// A page of results beyond the last one.
pub const BEYOND_LAST_PAGE: &str = "这一页没有内容：页码超过了最后一页。";
/// The telephone that answers when nothing here does.
pub const HOTLINE: &str = "12345";
/// Before a telephone number.
pub const CALL: &str = "打电话问：";
/// In the place of the title of a document that is not for the public: an id says nothing to readers, and may say too much.
pub const SOME_POLICY: &str = "未公开的文件";
/// In the place of the name of a department that is not for the public, or not known.
pub const SOME_AGENCY: &str = "有关部门";

/// On the button that calls somebody.
pub fn call(who: &str) -> String {
    format!("打电话问{who}：")
}

/// A revision by its number.
pub fn revision(number: u32) -> String {
    format!("第 {number} 版")
}

#[cfg(test)]
mod tests {
    use super::{ASK, ASK_HINT, FIND, home, settings};

    /// Phones download the islands, which therefore know nothing of this crate.
    #[test]
    fn the_islands_say_the_same() {
        let search_box = include_str!("../islands/src/search_box.rs");
        for words in [ASK, ASK_HINT, FIND] {
            assert!(search_box.contains(&format!("\"{words}\"")), "{words}");
        }
        assert!(include_str!("../islands/src/reading_settings/panel.rs").contains(settings::TITLE));
        assert_eq!(format!("{}{}", home::ASK.0, home::ASK.1), ASK);
    }
}

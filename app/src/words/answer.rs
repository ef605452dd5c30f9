//! What stands above the results of a search: an answer, near questions, a clause, or that nothing is written yet.

use domain::Date;

use super::Around;

/// Leads from the answer card to the whole answer.
pub const READ_ALL: &str = "看全文";
/// On the card's button, before the number.
pub const CALL: &str = "打电话：";
/// Leads to what the answer was before.
pub const READ_BEFORE: &str = "看以前的问答";
/// Leads to what the answer will be.
pub const READ_NEW: &str = "看新的问答";
/// Leads to the rest of a clause that is shown in part.
pub const REST_OF_CLAUSE: &str = "这一条还有……";
/// Above questions that are near.
pub const SIMILAR: &str = "您是不是想问";
/// The mark of a clause that is shown as it was issued.
pub const PASSAGE_MARK: &str = "原文";
/// The heading behind that mark; the blank stands between them.
pub const PASSAGE: &str = " 文件里是这样写的";
/// What a clause alone is not.
pub const PASSAGE_IS_NO_ANSWER: &str = "这件事还没有写成问答。下面是文件原话，没有改动，也不是对您这件事的答复。";
/// Before the place that a clause is from.
pub const FROM: &str = "出自：";
/// Leads to the clause among its neighbours.
pub const READ_AROUND: &str = "看这一条的上下文";
/// Heading of the notice that nothing is written, and title of its form.
pub const GAP: &str = "还没有写到这件事";
/// What was asked is no matter of a government.
pub const GAP_OF_PRIVATE_LIFE: &str = "这更像日常生活里的事，政府部门一般不办，这里没有能回答的内容。";
/// What was asked is not known.
pub const GAP_UNKNOWN: &str = "没有找到能回答这个问题的内容，我们不猜。";
/// Around the department that may know.
pub const MAY_BELONG_TO: Around = ("可能归 ", " 管");
/// Behind it, before its number.
pub const ITS_PHONE: &str = "，电话 ";
/// Before subjects that are near.
pub const NEAR_SUBJECTS: &str = "相近的主题：";
/// The button that says that something is missing.
pub const TELL_MISSING: &str = "告诉编写的人：缺这一件";
/// What is kept when it is pressed.
pub const TELL_MISSING_PRIVACY: &str = "只记下问的话和日期，不记是谁问的。";

/// Who answers for it, on the answer card.
pub fn in_charge(agency: &str) -> String {
    format!("负责单位：{agency}")
}

/// Before what the answer was until it changed, since the day where it is known.
pub fn was(since: Option<Date>) -> String {
    since.map_or_else(|| "已经变了。以前是：".to_owned(), |day| format!("{day} 起变了。以前是："))
}

/// Before what the answer will be.
pub fn will_be(from: Date) -> String {
    format!("{from} 起改为：")
}

/// Beside a near question that does not apply yet.
pub fn applies_from(day: Date) -> String {
    format!("{day} 起适用")
}

/// Nothing answers what was asked, which looks like a known matter.
pub fn gap_of_matter(matter: &str) -> String {
    format!("您问的像是“{matter}”。没有找到能回答的内容，我们不猜。")
}

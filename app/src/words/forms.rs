//! The forms that readers send: “没看懂这一条” and “缺这一件”.

use super::Around;

/// The heading after one was sent.
pub const SENT: &str = "收到了，谢谢";
/// The label of the field that only programs fill in.
pub const LEAVE_EMPTY: &str = "请留空";

// 缺这一件

/// The way back.
pub const BACK_TO_RESULTS: &str = "回到搜索结果";
/// Before what was asked.
pub const YOU_ASKED: &str = "您问的是：";
/// It was kept.
pub const GAP_KEPT: &str = "已经记下缺这一件。编写的人会看到问的话和次数，问得多的先写。";
/// It was counted without its words.
pub const GAP_COUNTED: &str = "今天问来的话太多，这一句没有留下，但已经记上一次：编写的人会看到有多少人没有找到。";
/// Why nobody writes back.
pub const NO_REPLY: &str = "我们不知道您是谁，所以不会单独回复。";
/// For who cannot wait, around the telephone.
pub const URGENT: Around = ("现在就要办，请打 ", " 问。");
/// The way on.
pub const READ_QUESTIONS: &str = "看看已经写好的问答";

// 没看懂这一条

/// Title, heading and, shortened, the link below each clause.
pub const UNCLEAR: &str = "没看懂这一条";
/// The way back.
pub const BACK_TO_TEXT: &str = "回到原文";
/// The clause is not there.
pub const NO_SUCH_CLAUSE: &str = "这份政策没有这一条。请回到政策原文，从那一条下面点“没看懂”。";
/// Above the questions that the clause has already.
pub const ANSWERED_ALREADY: &str = "这一条已经有的问答";
/// In the place of the issuer's name.
pub const THE_ISSUER: &str = "发文机关";
/// The label of the field.
pub const WHAT_IS_UNCLEAR: &str = "哪里没看懂？（可以不写）";
/// Below the field.
pub const UNCLEAR_PRIVACY: &str = "请不要写姓名、电话、身份证号。我们只记哪一条没看懂，不记是谁问的。";

/// It was kept, or counted without its words; `who` sees it.
pub fn unclear_sent(who: &str, is_counted: bool) -> String {
    let kept = if is_counted {
        "今天写来的话太多，您写的字没有留下，但已经记上一次"
    } else {
        "已经记下"
    };
    format!(
        "{kept}，{who}会看到。他们会把常被问到的条款写成问答，放在这一条下面。我们不知道您是谁，所以不会单独回复；急事请打电话。"
    )
}

/// On the button.
pub fn tell(who: &str) -> String {
    format!("告诉{who}")
}

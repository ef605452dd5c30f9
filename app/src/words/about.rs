//! The page about the portal, and the statement of accessibility.

use super::Around;

/// Title of the page, and the link to it in the footer.
pub const TITLE: &str = "关于本站";
/// Its heading.
pub const HEADING: &str = "关于明白纸";
/// What this is.
pub const WHAT: &str = "明白纸，是村里干部发到手上、一看就明白的那一张纸。这个网站把每一份政策都做成这样一张纸：和我有没有关系、能领多少、什么时候办、去哪里、带什么、找谁。";
/// Heading of how to use it.
pub const HOW_HEADING: &str = "怎么用";
/// How to ask.
pub const HOW_TO_ASK: &str = "在搜索框里用平常说话的句子问，把要办的事说出来就行。也可以输入文件名或者文号。";
/// What to make of a document that is not in force.
pub const WHAT_IS_IN_FORCE: &str = "每份文件都写明是否有效。已经废止、过期的文件会有明显提示，不要再照着办。";
/// Heading of what is kept of readers.
pub const PRIVACY_HEADING: &str = "您的隐私";
/// What is kept of readers.
pub const PRIVACY: &str =
    "本站不记录您是谁，不使用任何跟踪，不向别的网站发送请求。只有“阅读设置”会在您自己的设备上存两个 Cookie。";
/// Heading of whom to ask.
pub const CONTACT_HEADING: &str = "联系我们";
/// Before the organiser.
pub const ORGANISER: &str = "主办：";
/// After the organiser, around the telephone.
pub const CALL_WHEN_UNSURE: Around = ("。拿不准的事，打 ", "。");

/// Title and heading of the statement of accessibility, and the link to it in the footer.
pub const ACCESSIBILITY: &str = "无障碍说明";
/// Its points.
pub const ACCESSIBLE_BY: [&str; 5] = [
    "长辈模式：点页面上方“阅读设置”，字变大、按钮变大，内容一样不少。",
    "键盘：按 Tab 键逐个移动，按回车打开；每页第一项是“跳到正文”。",
    "颜色：可以选浅色、深色、高对比；有效性除了颜色，还有文字和形状。",
    "不用 JavaScript 也能看全部内容、用全部表单，只是没有输入提示。",
    "每份文件可以打印，也可以下载网页、Word 和纯文本。",
];
/// Below them, around the telephone.
pub const CALL_WHEN_HARD_TO_USE: Around = ("哪里不好用，请打 ", " 告诉我们。");

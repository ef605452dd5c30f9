//! Pages for what is not there, cannot be read, or was asked for in a way that is not understood.

use domain::{Date, Kind};

use crate::address::without_controls;

/// Characters of an id that are said back.
const MOST_SAID_BACK: usize = 80;

/// Data cannot be read: heading.
pub const UNAVAILABLE: &str = "资料暂时读不出来，请过一会儿再试。";
/// Data cannot be read, and it is urgent: before the telephone.
pub const URGENT_BEFORE: &str = "急着要办的事，请打 ";
/// … and after it.
pub const URGENT_AFTER: &str = " 问。";
/// The store or the index cannot be reached.
pub const UNREACHABLE: &str = "资料库暂时不能读取，请稍后再试";
/// The index is made again.
pub const REBUILDING: &str = "搜索和列表正在重建，一般几分钟就好；知道网址的文件和问答照常能看";
/// A document is not what was stored.
pub const ALTERED: &str = "这份文件的内容与存入时不一致，为免误导，暂停显示，核对以后恢复";
/// … the heading above it.
pub const SUSPENDED: &str = "这份文件暂停显示";

/// Nobody knows the address: heading.
pub const NO_PAGE: &str = "没有这个页面";
/// … and why that may be.
pub const NO_PAGE_WHY: &str = "网址可能输错了，或者这个页面已经不在了。";
/// A document was taken back: heading.
pub const WITHDRAWN: &str = "这份文件已经撤下";
/// Before what is to be read in its place.
pub const READ_NOW: &str = "现在请看：";
/// Before the address that a document moved to.
pub const MOVED_TO: &str = "已移到 ";
/// Above documents whose ids are near.
pub const DID_YOU_MEAN: &str = "您要找的是不是";

/// An address has something that is not understood: heading.
pub const BAD_ADDRESS: &str = "网址里有认不出的内容";
/// The address of a comparison.
pub const BAD_COMPARISON: &str = "比较两个版本的网址应当像这样结尾：compare/1..2。";
/// A year of an address.
pub const BAD_YEAR: &str = "网址中的年份应当是四位数字，例如 year=2026。";
/// A page of an address.
pub const BAD_PAGE: &str = "网址中的页码应当是 1 以上的整数，例如 page=2。";

/// Above the ways on.
pub const OTHER_WAYS: &str = "换个办法找";
/// A way on.
pub const ALL_POLICIES: &str = "查看全部政策";
/// A way on.
pub const BY_AGENCY: &str = "按机构查找";
/// A way on.
pub const HOME: &str = "回首页";

/// When a document was taken back, and why.
pub fn withdrawn(on: Date, reason: &str) -> String {
    format!("撤下时间：{on}。原因：{reason}")
}

/// A document that is not what was stored: what happened, and the organiser to ask (empty where there is none).
pub fn suspended(sentence: &str, organiser: &str) -> String {
    if organiser.is_empty() {
        format!("{sentence}。")
    } else {
        format!("{sentence}。急需原文，请联系{organiser}。")
    }
}

/// There is no such document: heading.
pub fn no_such(kind: Kind) -> String {
    format!("没有这份{}", kind.label())
}

/// There is no such document, by its id.
pub fn nobody_knows(kind: Kind, id: &str) -> String {
    let asked: String = without_controls(id).chars().take(MOST_SAID_BACK).collect();
    format!("没有编号为“{asked}”的{}。", kind.label())
}

/// A value of an address that is none of those there are.
pub fn not_among(key: &str, value: &str, allowed: &[&str]) -> String {
    format!("网址中的 {key}={value} 不能识别，可以用的值是：{}。", allowed.join("、"))
}

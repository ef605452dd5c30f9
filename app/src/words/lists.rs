//! Lists of any kind, and of results: filters, rows, pages. (What the list of a kind says of itself: `kinds/<kind>.rs`.)

/// Nothing has all that was chosen.
pub const NOTHING_MATCHES: &str = "没有符合这些条件的内容。去掉一两个条件再看看。";
/// Leads to the feed of a list.
pub const SUBSCRIBE: &str = "订阅这个列表";
/// The feed of a list, in the menu of a reader of feeds.
pub const FEED: &str = "订阅";
/// Leads to the filters, on a narrow screen.
pub const FILTER_AND_SORT: &str = "筛选和排序";
/// The heading of the list, for who does not see it.
pub const LIST: &str = "列表";

/// The heading of the filters.
pub const NARROW: &str = "缩小范围";
/// Takes all of them off.
pub const CLEAR: &str = "清除全部";
/// Before the orders.
pub const SORT: &str = "排序";
/// The button.
pub const APPLY: &str = "按条件查看";

/// Leads to a clause without a name of its own.
pub const AT_CLAUSE: &str = "看这一段";

/// Leads to the page before.
pub const PREVIOUS: &str = "上一页";
/// Leads to the page after.
pub const NEXT: &str = "下一页";

/// How many there are; `counter` is the word after their number.
pub fn total(total: u64, counter: &str) -> String {
    format!("共 {total} {counter}")
}

/// Takes one filter off.
pub fn leave(label: &str) -> String {
    format!("去掉条件：{label}")
}

/// Opens the values of a filter that are not shown at once.
pub fn more(count: usize) -> String {
    format!("更多（{count}）")
}

/// Leads to a page.
pub fn page(number: u32) -> String {
    format!("第 {number} 页")
}

/// How many results and pages there are.
pub fn pages(total: u64, last: u32) -> String {
    format!("共 {total} 条，{last} 页")
}

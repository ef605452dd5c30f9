//! The page of results. (What stands above them: [`super::answer`].)

/// Title and heading.
pub const RESULTS: &str = "搜索结果";
/// Title of the page without a question.
pub const SEARCH: &str = "搜索";
/// Below its box.
pub const HINT: &str = "用平常说话的句子就行，也可以输入文号或文件名。";
/// Above questions to try.
pub const TRY: &str = "比如可以这样问";

/// Nothing was found: where their number would stand.
pub const NOT_FOUND: &str = "没有找到";
/// The heading of results that may not be about what was asked.
pub const MAY_BE_ABOUT: &str = "可能有关";
/// The heading of results, for who does not see it.
pub const LIST: &str = "结果列表";
/// Leads to the feed of a search.
pub const SUBSCRIBE: &str = "订阅这次查找";
/// Behind it, before the telephone.
pub const NOT_HERE_CALL: &str = "　没找到？打电话问 ";

/// Only what was typed was looked for.
pub const LITERALLY: &str = "只查了原话。";
/// Looks for what is called otherwise, too.
pub const NOT_LITERALLY: &str = "也查相近的说法";
/// Looks only for what was typed.
pub const ONLY_LITERALLY: &str = "只查原话";

/// Nothing was found: heading of the ways on.
pub const NOTHING: &str = "没有找到相关内容";
/// A way on.
pub const WITHOUT_FILTERS: &str = "去掉筛选条件再找";
/// A way on; before questions that have an answer.
pub const OTHER_WORDS: &str = "换个说法：用办的事来问";
/// A way on.
pub const FEWER_WORDS: &str = "少写几个字：先写最要紧的词";
/// A way on.
pub const ALL_POLICIES: &str = "在全部政策里翻一翻";

/// All kinds of results.
pub fn all(total: u64) -> String {
    format!("全部 {total}")
}

/// How many were found.
pub fn found(total: u64) -> String {
    format!("找到 {total} 条")
}

/// How many may be about what was asked.
pub fn may_be_about(total: u64) -> String {
    format!("下面 {total} 条可能有关")
}

/// The official words that were looked for as well.
pub fn understood(words: &[&str]) -> String {
    format!("已按『{}』一并查找", words.join("』『"))
}

//! The home page.

use domain::Date;

use super::Around;

/// The question at the top, in two halves between which a line may break.
pub const ASK: Around = ("想办什么事？", "想问什么政策？");
/// Above the hint for an operator whose portal is empty.
pub const EMPTY: &str = "还没有政策";
/// The hint, around the command.
pub const IMPORT_HINT: Around = ("管理员可以用 ", " 导入政策文件。");
/// The command.
pub const IMPORT_COMMAND: &str = "mingbai import 文件夹";
/// Above the subjects.
pub const BY_SUBJECT: &str = "按主题找";
/// Above questions.
pub const QUESTIONS: &str = "大家在问";
/// Leads to all of them.
pub const ALL_QUESTIONS: &str = "全部问答";
/// Above the newest policies.
pub const NEWEST: &str = "新政策明白纸";
/// Leads to all of them.
pub const MORE: &str = "更多";
/// Above what begins or ends soon.
pub const COMING: &str = "日子快到了";
/// Above misreadings and their answers.
pub const RESPONSES: &str = "听说的对不对";
/// Leads to all of them.
pub const ALL_RESPONSES: &str = "全部回应";

/// What search engines show below the name.
pub fn description(city: &str) -> String {
    format!("{city}政策查询：一句话问政策，看原文条款，查是否有效。")
}

/// Leads to all policies.
pub fn all_policies(total: u64) -> String {
    format!("全部 {total} 份政策")
}

/// How many a subject has.
pub fn documents(count: u64) -> String {
    format!("{count} 份文件")
}

/// When a policy takes effect.
pub fn effective(on: Date) -> String {
    format!("{on} 施行")
}

/// When it was published.
pub fn published(on: Date) -> String {
    format!("{on} 发布")
}

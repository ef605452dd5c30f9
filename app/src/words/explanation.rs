//! Whether an explanation still stands, why not, and the clauses that it rests on.

use domain::{Date, staleness::Cause};

/// Above an explanation that does not stand.
pub const OUT_OF_DATE: &str = "这个解释已经过时，不要照着办。";
/// Behind a reason, before what to read instead; the blank stands between them.
pub const READ_NOW: &str = " 现在看：";
/// Below the reasons, where nothing took the place.
pub const NO_SUCCESSOR: &str = "这里没有代替它的新规定；拿不准，请先打电话问。";
/// The mark beside a title in lists.
pub const BASIS_CHANGED: &str = "依据已变";
/// The mark of a result that rests on what was repealed.
pub const BASIS_REPEALED: &str = "依据已废止";
/// … that expired.
pub const BASIS_EXPIRED: &str = "依据已失效";
/// … of which a part fell.
pub const BASIS_PARTLY_VOID: &str = "依据部分失效";
/// … that was amended.
pub const BASIS_AMENDED: &str = "依据已修改";
/// … that is not yet in force.
pub const NOT_YET: &str = "还没有生效";
/// Opens the paragraphs of a clause that are not shown at once.
pub const REST_OF_CLAUSE: &str = "这一条的其余内容";

/// Before the place of a clause.
pub const BASIS: &str = "依据：";
/// … of what an explanation was written for, which was changed.
pub const BASIS_THEN: &str = "当时的依据：";
/// … of what took the place of it.
pub const RULE_NOW: &str = "现在的规定：";
/// … of what is shown for comparison.
pub const RULE_BEFORE: &str = "原来的规定：";
/// Before the places that the numbers of a figure come from.
pub const DATA_FROM: &str = "数据来自：";

/// Leads to the policy of an explanation whose words changed in some way.
pub const DOCUMENT_NOW: &str = "现在的文件";
/// How a sentence about changed words ends.
const REWORDED: &str = "后来改过，这里说的是改之前的内容。";

/// What is shared of an explanation that does not stand: its description.
pub fn description_out_of_date(description: &str) -> String {
    format!("已经过时，不要照着办。{description}")
}

/// A line of a file of data that does not stand: why, and the title of what to read instead.
pub fn data_out_of_date(sentence: &str, instead: Option<&str>) -> String {
    let instead = instead.map(|title| format!("现在看：{title}")).unwrap_or_default();
    format!("已经过时，不要照着办：{sentence}{instead}")
}

/// It rests on what is not yet in force.
pub fn not_yet(from: Date) -> String {
    format!("所依据的文件还没有生效，{from} 起才能照这样办。")
}

/// It should have been looked at again.
pub fn overdue(by: Date) -> String {
    format!("这个解释原定 {by} 复核，还没有复核。依据的条款没有变；拿不准请先打电话。")
}

/// It was written for a time that is over.
pub fn applied_until(last: Date) -> String {
    format!("这个回答只适用到 {last}。")
}

/// Leads to a clause whose words changed.
pub fn clause_now(clause: &str) -> String {
    format!("新的{clause}")
}

/// Many clauses of a policy, `《…》`, changed their words.
pub fn reworded_in(policy: &str, clauses: usize) -> String {
    format!("所依据的{policy}有 {clauses} 处{REWORDED}")
}

/// Why an explanation does not stand: the policy, `《…》`, the clause as people call it, and whether something took the place.
pub fn cause(cause: &Cause, policy: &str, clause: &str, is_replaced: bool) -> String {
    let on = |day: Option<Date>| day.map(|day| format!("自 {day} 起")).unwrap_or_default();
    match cause {
        Cause::Withdrawn if is_replaced => "所依据的文件已经由另一份代替。".to_owned(),
        Cause::Withdrawn => "所依据的文件已经撤下。".to_owned(),
        Cause::Repealed { on: day, .. } => format!("所依据的{policy}{}已经废止。", on(*day)),
        Cause::Expired { since } => format!("所依据的{policy}有效期已满，{}失效。", on(*since)),
        Cause::PartlyVoid { on: day, .. } => format!("所依据的{policy}{}有一部分失效。", on(*day)),
        Cause::Amended { on: day, .. } => format!("所依据的{policy}{}有修改，这里说的可能已经变了。", on(*day)),
        Cause::Reworded { .. } => format!("所依据的{policy}{clause}{REWORDED}"),
        Cause::Revised => format!("所依据的{policy}后来改过，这里说的可能已经变了。"),
        Cause::Declared { state } => format!("所依据的{policy}标注为“{}”。", state.label()),
        Cause::Removed => format!("所依据的{policy}里，这一条后来删去了。"),
    }
}

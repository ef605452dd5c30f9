//! The pages of questions, interpretations, figures, recordings, responses and agencies. (Of policies: [`super::policy`].)

/// The heading of what an explanation rests on.
pub const BASIS: &str = "依据的条款";
/// Opens the words that stand for a figure or a picture.
pub const IN_WORDS: &str = "用文字说";

// A question.

/// Before an answer that does not stand any more.
pub const ANSWER_THEN: &str = "当时的回答：";
/// Before what to do next.
pub const NEXT_STEP: &str = "下一步：";
/// Before other ways to ask it.
pub const ALIASES: &str = "同样的问法：";
/// Above its facts.
pub const THIS_QUESTION: &str = "这个问题";
/// Above questions that are near.
pub const ALSO_ASKED: &str = "还有人问";
/// Above interpretations that hold it.
pub const USED_IN: &str = "在这些解读里";

// An interpretation.

/// Before the policy that it explains.
pub const INTERPRETS: &str = "解读：";
/// The heading of who, how much, when, where, what with, whom to ask.
pub const KEY_FACTS: &str = "一看就明白";
/// Above the questions of a conference.
pub const EXCHANGES: &str = "问答实录";
/// In the place of who asked.
pub const ASKED_BY_SOMEBODY: &str = "问";
/// In the place of who answered.
pub const ANSWERED_BY_SOMEBODY: &str = "答";
/// Above its facts.
pub const THIS_INTERPRETATION: &str = "这篇解读";
/// Above the offices of a conference.
pub const SPEAKERS: &str = "出席单位";
/// Leads from a question of it to the question's own page.
pub const QUESTION_PAGE: &str = "这个问题的网页";

/// Who asked, and what.
pub fn asked(by: Option<&str>, question: &str) -> String {
    format!("{}：{question}", by.unwrap_or(ASKED_BY_SOMEBODY))
}

/// Who answers.
pub fn answered(by: Option<&str>) -> String {
    format!("{}：", by.unwrap_or(ANSWERED_BY_SOMEBODY))
}

// A figure.

/// Opens its table.
pub const SHOW_DATA: &str = "看数据表";
/// Leads to its data as a file.
pub const DOWNLOAD_DATA: &str = "下载数据（CSV）";

/// The drawing, for who does not see it.
pub fn drawing_of(title: &str) -> String {
    format!("图：{title}")
}

/// The table, for who does not see it.
pub fn table_of(title: &str) -> String {
    format!("数据表：{title}")
}

// A recording, film or picture.

/// Above its facts.
pub const THIS_RECORDING: &str = "这份音视频";
/// Before what a film shows.
pub const PICTURES_SHOW: &str = "画面：";
/// The mark of a voice that no person has.
pub const SYNTHETIC: &str = "合成语音";
/// The name of the captions in the player's menu.
pub const CAPTIONS: &str = "中文字幕";
/// Opens every word that is spoken.
pub const TRANSCRIPT: &str = "文字稿";
/// Leads to them.
pub const READ_TRANSCRIPT: &str = "看文字稿";

/// Opens the clauses that are not shown at once.
pub fn further_clauses(count: usize) -> String {
    format!("其余 {count} 条")
}

/// Leads to its file; `what` is its type.
pub fn download(what: &str) -> String {
    format!("下载{what}")
}

/// A picture, for who does not see it.
pub fn picture_of(title: &str) -> String {
    format!("图片：{title}")
}

// A response.

/// Before the claim.
pub const SOMEBODY_SAYS: &str = "有人说：";
/// Above the clauses that answer it.
pub const CLAUSES_SAY: &str = "官方条款怎么写";
/// Above its facts.
pub const THIS_RESPONSE: &str = "这条回应";

// An agency.

/// Above those of no known level.
pub const OTHER_AGENCIES: &str = "其他机关";
/// Above what it has issued.
pub const ISSUED: &str = "发过的文件";

/// Leads to all that it has issued.
pub fn all_issued(total: u64) -> String {
    format!("全部 {total} 份")
}

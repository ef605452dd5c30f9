//! How a line of official text is set (GB/T 9704-2012, 7.3.3: 一、黑体, （一）楷体, the rest 仿宋).

/// The part a line plays on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// 第一章, 第二节
    Chapter,
    /// 一、
    First,
    /// （一）
    Second,
    /// 第十二条
    Article,
    /// Anything else.
    Plain,
}

/// Consecutive lines that are set alike.
#[derive(Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// One line, which may be empty.
    Line(&'a str),
    /// Rows of a table: every row has the same number of cells.
    Table(Vec<Vec<&'a str>>),
}

const COUNTING: &str = "〇零一二三四五六七八九十百千两";

/// A longer heading is a paragraph.
const MAX_HEADING_CHARS: usize = 60;

pub fn role(line: &str) -> Role {
    let line = line.trim_start();
    let after_numeral = |text: &str| -> Option<String> {
        let rest: &str = text.trim_start_matches(|c: char| COUNTING.contains(c) || c.is_ascii_digit());
        (rest.len() < text.len()).then(|| rest.to_owned())
    };
    if let Some(rest) = line.strip_prefix('第').and_then(after_numeral) {
        return match rest.chars().next() {
            Some('编' | '章' | '节') if line.chars().count() <= MAX_HEADING_CHARS => Role::Chapter,
            Some('条') => Role::Article,
            _ => Role::Plain,
        };
    }
    let bracketed =
        line.strip_prefix(['（', '(']).and_then(after_numeral).is_some_and(|rest| rest.starts_with(['）', ')']));
    let starts_with_digit = line.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if bracketed && !starts_with_digit {
        return Role::Second;
    }
    let first = line.chars().next().is_some_and(|c| COUNTING.contains(c))
        && after_numeral(line).is_some_and(|rest| rest.starts_with('、'));
    if first { Role::First } else { Role::Plain }
}

/// The words of a line that are set as its heading, and the rest: `一、` and `（一）` to the first full
/// stop, an article's number alone.
pub fn split_heading(line: &str) -> (&str, &str) {
    let end = match role(line) {
        Role::Plain => 0,
        Role::Chapter => line.len(),
        Role::Article => line.find('条').map_or(0, |at| at + '条'.len_utf8()),
        Role::First | Role::Second => match line.find('。') {
            Some(at) => at + '。'.len_utf8(),
            None => line.len(),
        },
    };
    let (heading, rest) = line.split_at_checked(end).unwrap_or(("", line));
    if heading.chars().count() > MAX_HEADING_CHARS { ("", line) } else { (heading, rest) }
}

/// How many lines at the beginning of a body are its title; 0 when it begins with something else.
pub fn title_lines(body: &str, title: &str) -> usize {
    let wanted = super::without_blanks(title, usize::MAX);
    let mut so_far = String::new();
    for (index, line) in body.lines().enumerate() {
        so_far.push_str(&super::without_blanks(line, usize::MAX));
        if so_far == wanted && !wanted.is_empty() {
            return index + 1;
        }
        if !wanted.starts_with(&so_far) {
            return 0;
        }
    }
    0
}

/// Lines as blocks: lines of tab-separated cells, equally many, with nothing but text in them, are a table.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in text.lines() {
        match row(line) {
            Some(cells) => match blocks.last_mut() {
                Some(Block::Table(rows)) if rows.first().is_some_and(|first| first.len() == cells.len()) => {
                    rows.push(cells);
                }
                _ => blocks.push(Block::Table(vec![cells])),
            },
            None => blocks.push(Block::Line(line)),
        }
    }
    blocks
}

fn row(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = line.split('\t').collect();
    let is_row =
        (2..=63).contains(&cells.len()) && !line.trim().is_empty() && cells.iter().all(|cell| cell.trim() == *cell);
    is_row.then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_roles_of_the_standard() {
        assert_eq!(role("一、总体要求"), Role::First);
        assert_eq!(role("　　（二）等级标准。按照服务等级"), Role::Second);
        assert_eq!(role("第十二条　违反本办法的"), Role::Article);
        assert_eq!(role("第三章 罚则"), Role::Chapter);
        for plain in ["1.公示价格", "（1）其他", "一家人", "第三方评估", "", "（三"] {
            assert_eq!(role(plain), Role::Plain, "{plain}");
        }
    }

    #[test]
    fn a_heading_ends_with_its_sentence() {
        assert_eq!(split_heading("（一）收费形式。业主大会"), ("（一）收费形式。", "业主大会"));
        assert_eq!(split_heading("一、总体要求"), ("一、总体要求", ""));
        assert_eq!(split_heading("第三条　本办法"), ("第三条", "　本办法"));
    }

    #[test]
    fn a_title_may_be_broken_over_lines() {
        assert_eq!(title_lines("国务院关于\n推进监管的意见\n国发", "国务院关于推进监管的意见"), 2);
        assert_eq!(title_lines("各部门：\n", "国务院关于推进监管的意见"), 0);
        assert_eq!(title_lines("", "甲"), 0);
    }

    #[test]
    fn rows_of_one_width_are_a_table() {
        assert_eq!(
            blocks("甲\n一\t二\n三\t\n\n四\t五\t六\n"),
            [
                Block::Line("甲"),
                Block::Table(vec![vec!["一", "二"], vec!["三", ""]]),
                Block::Line(""),
                Block::Table(vec![vec!["四", "五", "六"]]),
            ]
        );
    }
}

//! Text in a drawing: escaped, measured by estimate, wrapped by the rules of Chinese typesetting.

/// A text as XML character data or attribute value; what XML cannot hold is left out.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// How a line of text looks: its CSS class, its size, its weight. The sizes stand in `style/figures.css` too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// What something is called.
    Label,
    /// How much it is: bold.
    Value,
    /// A value over lines: bold, with a rim of paper.
    Halo,
    /// A value to be noticed: bold, in the main colour.
    Accent,
    /// What one may skip.
    Muted,
}

impl Face {
    /// Its classes in `style/figures.css`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Value => "value",
            Self::Halo => "value halo",
            Self::Accent => "value accent",
            Self::Muted => "muted",
        }
    }

    /// The size of the type.
    pub const fn size(self) -> f64 {
        match self {
            Self::Muted => 15.0,
            _ => 16.0,
        }
    }

    /// The distance from one line to the next.
    pub const fn line_height(self) -> f64 {
        match self {
            Self::Muted => 22.0,
            _ => 23.0,
        }
    }

    /// The distance from the top of the line to the baseline.
    pub const fn ascent(self) -> f64 {
        self.line_height() / 2.0 + self.size() * 0.36
    }

    /// How wide a text is at most.
    pub fn width(self, text: &str) -> f64 {
        let boldness = if matches!(self, Self::Value | Self::Halo | Self::Accent) { 1.05 } else { 1.0 };
        self.size()
            * text
                .chars()
                .map(|c| {
                    let width = width_em(c);
                    if width < 1.0 { (width * boldness).min(1.0) } else { width }
                })
                .sum::<f64>()
    }

    /// The lines of a text, none wider than `room` (a single character may be) and all about as long.
    pub fn wrap(self, text: &str, room: f64) -> Vec<String> {
        let atoms = atoms(text);
        let lines = self.fill(&atoms, room);
        let widest_atom = atoms.iter().map(|atom| self.width(atom)).fold(0.0, f64::max);
        if lines.len() < 2 || widest_atom > room {
            return lines;
        }
        // The narrowest measure that needs no more lines leaves no lonely last character.
        let (mut too_narrow, mut enough) = (widest_atom / 2.0, room);
        for _ in 0..8 {
            let middle = f64::midpoint(too_narrow, enough);
            if middle >= widest_atom && self.fill(&atoms, middle).len() <= lines.len() {
                enough = middle;
            } else {
                too_narrow = middle;
            }
        }
        self.fill(&atoms, enough)
    }

    /// Whether a text stands on one line.
    pub fn fits(self, text: &str, room: f64) -> bool {
        self.width(text) <= room
    }

    fn fill(self, atoms: &[String], room: f64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for atom in atoms {
            let longer = format!("{line}{atom}");
            if self.fits(longer.trim_end(), room) {
                line = longer;
                continue;
            }
            break_line(&mut lines, &mut line);
            let atom = atom.trim_start();
            if self.fits(atom.trim_end(), room) {
                atom.clone_into(&mut line);
                continue;
            }
            for c in atom.chars() {
                line.push(c);
                if !self.fits(&line, room) && line.chars().nth(1).is_some() {
                    line.pop();
                    break_line(&mut lines, &mut line);
                    line.push(c);
                }
            }
        }
        break_line(&mut lines, &mut line);
        lines
    }
}

fn break_line(lines: &mut Vec<String>, line: &mut String) {
    let written = line.trim();
    if !written.is_empty() {
        lines.push(written.to_owned());
    }
    line.clear();
}

/// The width of a character in em, rather too large than too small: digits of the Chinese system fonts have 0.56 to 0.62.
fn width_em(c: char) -> f64 {
    match c {
        ' ' => 0.35,
        '%' | '@' | 'm' | 'w' | 'M' | 'W' => 0.95,
        '0'..='9' | 'A'..='Z' | '&' | '#' | '+' | '=' | '<' | '>' | '~' | '–' => 0.62,
        c if c.is_ascii() => 0.55,
        _ => 1.0,
    }
}

/// Signs that must not begin a line.
const CLOSING: &str = "，。、；：！？）》〉」』】〕…—·％℃’”～,.;:!?)]}%/";
/// Signs that must not end a line.
const OPENING: &str = "（《〈「『【〔“‘([{/";

/// The parts of a text between which a line may be broken. A space belongs to the part before it.
fn atoms(text: &str) -> Vec<String> {
    let mut atoms: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for c in text.chars().filter_map(printable) {
        let stays = previous.is_some_and(|previous| is_glued(previous, c));
        match atoms.last_mut() {
            Some(atom) if stays => atom.push(c),
            _ if c == ' ' => {}
            _ => atoms.push(c.to_string()),
        }
        if !(c == ' ' && previous.is_none()) {
            previous = Some(c);
        }
    }
    atoms
}

/// The character as [`escape`] will write it.
fn printable(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
        c => Some(c),
    }
}

fn is_glued(previous: char, c: char) -> bool {
    let is_word = |c: char| c.is_ascii_graphic() || c == '–';
    if previous == ' ' {
        return c == ' ';
    }
    c == ' '
        || CLOSING.contains(c)
        || OPENING.contains(previous)
        || is_word(previous) && is_word(c)
        // 5个, 第5
        || previous.is_ascii_digit() && !is_word(c) && !OPENING.contains(c)
        || previous == '第' && c.is_ascii_digit()
        || matches!(previous, '万' | '亿') && c == '元'
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "参加培训班拿到证书，初级补600元（给登记失业人员、农村转移就业劳动者），中级补1200元/月；电话0000-5550139，24小时。";

    #[test]
    fn no_line_is_wider_than_the_box() {
        for room in [40.0, 73.0, 100.0, 146.0, 200.0, 340.0] {
            for face in [Face::Label, Face::Value, Face::Muted] {
                for line in face.wrap(LONG, room) {
                    assert!(face.width(&line) <= room, "{line} in {room}");
                }
            }
        }
    }

    #[test]
    fn wrapping_loses_nothing_but_spaces() {
        for text in [
            LONG,
            "a b  c",
            "one very-long-word-that-is-wider-than-the-box",
            " 前后 空格 ",
            "，，，，，，，，，，，，",
            "",
        ] {
            for room in [10.0, 33.0, 90.0, 360.0] {
                let joined = Face::Label.wrap(text, room).concat();
                assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "{room}");
            }
        }
    }

    #[test]
    fn punctuation_does_not_begin_a_line_nor_a_bracket_end_one() {
        // Wide enough for the longest unbreakable part, the telephone number.
        for room in (140..340).map(f64::from) {
            for line in Face::Label.wrap(LONG, room) {
                assert!(!line.starts_with(['，', '、', '）', '。', '；', '/']), "{line}");
                assert!(!line.ends_with(['（', '/']), "{line}");
            }
        }
    }

    #[test]
    fn a_number_keeps_its_measure_word() {
        for room in (80..340).map(f64::from) {
            let lines = Face::Label.wrap("申请后5个工作日内第12个月发放2万元", room);
            assert!(
                lines.iter().all(|line| !line.ends_with(|c: char| c.is_ascii_digit()) && !line.ends_with(['第', '万'])),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn lines_are_about_as_long() {
        let lines = Face::Label.wrap("一二三四五六七八九十甲", 160.0);
        assert_eq!(lines, ["一二三四五六", "七八九十甲"]);
    }

    #[test]
    fn escaping_leaves_no_markup_and_no_control_character() {
        assert_eq!(
            escape("<b a=\"1\" c='2'>&\u{0}\u{1f}\u{ffff}\n</b>"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp; &lt;/b&gt;"
        );
    }

    #[test]
    fn sizes_are_those_of_the_style_sheet() {
        let css = include_str!("../../../style/figures.css");
        for face in [Face::Label, Face::Muted] {
            assert!(css.contains(&format!("font-size: {}px", face.size())), "{face:?}");
        }
    }
}

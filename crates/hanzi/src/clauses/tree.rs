//! Nests the numbered lines.

use super::{
    blocks::Block,
    heading,
    layout::{Layout, Part, Region},
    line::Line,
    marker::{Kind, Marker},
};

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Text before the first number.
    Intro,
    /// Text after the last.
    End,
    /// The notice that forwards the document.
    Cover,
    /// An annex and its name.
    Annex(String),
    /// A place with a number of its own.
    Numbered(Kind),
    /// A later paragraph: 款 of an article, or text that goes on after a table.
    Paragraph,
    /// A heading without a number.
    Heading,
    Table,
    Figure,
}

/// A clause to be; its text runs from `start` to the next node's.
#[derive(Debug, Clone)]
pub struct Node {
    pub role: Role,
    pub number: u32,
    pub inserted: u32,
    pub path: Vec<u32>,
    pub word: &'static str,
    /// The node it lies within.
    pub parent: Option<usize>,
    /// The cover or annex that it belongs to.
    pub root: Option<usize>,
    /// Byte of the body.
    pub start: usize,
    pub heading: String,
    /// Paragraphs of an article or of text cut by tables, the node's own one included.
    pub paragraphs: u32,
    hashes: u8,
    has_words: bool,
    last_line: usize,
}

/// The nodes of a body, in reading order; the first begins at byte 0.
pub fn grow(lines: &[Line<'_>], layout: &Layout) -> Vec<Node> {
    let mut nodes = Vec::new();
    for region in &layout.regions {
        Grower { lines, layout, nodes: &mut nodes, root: None, stack: Vec::new(), tables: 0, figures: 0, headings: 0 }
            .region(region);
    }
    if let Some(first) = nodes.first_mut() {
        first.start = 0;
    }
    nodes
}

struct Grower<'a, 'b> {
    lines: &'a [Line<'b>],
    layout: &'a Layout,
    nodes: &'a mut Vec<Node>,
    root: Option<usize>,
    /// The open numbered nodes, outermost first.
    stack: Vec<usize>,
    tables: u32,
    figures: u32,
    headings: u32,
}

impl Grower<'_, '_> {
    fn region(&mut self, region: &Region) {
        let mut at = region.lines.start;
        match &region.part {
            Part::Main => {}
            Part::Cover => self.root = Some(self.open(Role::Cover, at)),
            Part::Annex { number, label } => {
                let node = self.open(Role::Annex(label.clone()), at);
                self.root = Some(node);
                let heading = heading::of_annex(self.lines, self.layout, region);
                if let Some(node) = self.nodes.get_mut(node) {
                    node.number = *number;
                    node.heading = heading;
                }
                at += 1;
            }
        }
        let next_numbers = self.next_numbers(region);
        let mut blank_since = at;
        let mut begun = self.root.is_some();
        while at < region.lines.end {
            let Some(line) = self.lines.get(at) else { break };
            if at == region.closing {
                self.stack.clear();
                self.open(Role::End, at);
            }
            if at >= region.closing {
                at += 1;
                continue;
            }
            if line.is_blank() {
                at += 1;
                continue;
            }
            let first_node = self.nodes.len();
            let next = self.place(region, at, begun, &next_numbers);
            // Blank lines at the head of a part belong to what follows them.
            if !begun && let Some(node) = self.nodes.get_mut(first_node) {
                node.start = self.lines.get(blank_since).map_or(node.start, |line| line.place.start);
            }
            begun = true;
            blank_since = next;
            at = next;
        }
        if !begun && !region.lines.is_empty() {
            self.open(Role::Intro, region.lines.start);
        }
    }

    /// Puts a line with text where it belongs; the line after what was placed.
    fn place(&mut self, region: &Region, at: usize, begun: bool, next_numbers: &[Option<usize>]) -> usize {
        let Some(line) = self.lines.get(at) else { return at + 1 };
        if let Some(Some((block, end))) = self.layout.blocks.get(at) {
            let node = self.open(if *block == Block::Table { Role::Table } else { Role::Figure }, at);
            let counter = if *block == Block::Table { &mut self.tables } else { &mut self.figures };
            *counter += 1;
            let number = *counter;
            if let Some(node) = self.nodes.get_mut(node) {
                node.number = number;
            }
            return *end;
        }
        if let Some(Some(marker)) = self.layout.markers.get(at)
            && (!matches!(marker.kind, Kind::Paragraph | Kind::Item) || self.article().is_some())
        {
            self.number(marker, at);
            return at + 1;
        }
        if line.hashes > 0 && begun && self.layout.contents.get(at) != Some(&true) {
            self.heading(line, at);
            return at + 1;
        }
        let next = next_numbers.get(at - region.lines.start).copied().flatten();
        self.words(at, begun, next);
        at + 1
    }

    fn open(&mut self, role: Role, at: usize) -> usize {
        let line = self.lines.get(at);
        self.nodes.push(Node {
            role,
            number: 0,
            inserted: 0,
            path: Vec::new(),
            word: "",
            parent: self.stack.last().copied().or(self.root),
            root: self.root,
            start: line.map_or(0, |line| line.place.start),
            heading: String::new(),
            paragraphs: 1,
            hashes: 0,
            has_words: false,
            last_line: at,
        });
        self.nodes.len() - 1
    }

    fn number(&mut self, marker: &Marker, at: usize) {
        self.make_room(marker, at);
        let Some(line) = self.lines.get(at) else { return };
        let in_article = self.article().is_some() && marker.kind != Kind::Article;
        let index = self.open(Role::Numbered(marker.kind), at);
        let words = marker.words(line.text);
        let heading = heading::of_number(marker.kind, words, in_article);
        let is_bare = words.is_empty() || (marker.kind == Kind::Article && heading::is_only(words));
        if let Some(node) = self.nodes.get_mut(index) {
            node.number = marker.number;
            node.inserted = marker.inserted;
            node.path.clone_from(&marker.path);
            node.word = marker.word;
            node.hashes = line.hashes;
            node.heading = heading;
            node.has_words = !is_bare;
        }
        if marker.kind == Kind::Paragraph
            && let Some(article) = self.article().and_then(|place| self.stack.get(place).copied())
            && let Some(article) = self.nodes.get_mut(article)
        {
            article.paragraphs = article.paragraphs.max(marker.number);
            article.has_words = true;
        }
        self.stack.push(index);
    }

    /// Closes what the number on a line ends.
    fn make_room(&mut self, marker: &Marker, at: usize) {
        let article = self.article();
        let same = |grower: &Self, place: usize| grower.kind(place) == Some(marker.kind);
        if marker.kind.is_division() || marker.kind == Kind::Article {
            let found = (0..self.stack.len()).rev().find(|place| same(self, *place));
            if let Some(place) = found {
                self.stack.truncate(place);
                return;
            }
            // Articles may lie within an outline: “一、将第三条修改为：”, then 第三条.
            while self.stack.last().is_some_and(|top| {
                let rank = self.rank(*top);
                rank > marker.kind.rank() && !(marker.kind == Kind::Article && rank >= Kind::Han.rank())
            }) {
                self.stack.pop();
            }
            return;
        }
        let inner = article.map_or(0, |place| place + 1);
        if let Some(place) = (inner..self.stack.len()).rev().find(|place| same(self, *place)) {
            self.stack.truncate(place);
            return;
        }
        let outer = (0..inner).rev().find(|place| same(self, *place));
        if let Some(place) = outer
            && marker.number > 1
            && self
                .stack
                .get(place)
                .and_then(|index| self.nodes.get(*index))
                .is_some_and(|node| node.number + 1 == marker.number)
        {
            self.stack.truncate(place);
            return;
        }
        while self.stack.len() > inner
            && self
                .stack
                .last()
                .is_some_and(|top| self.rank(*top) > marker.kind.rank() && !self.goes_on_below(*top, marker, at))
        {
            self.stack.pop();
        }
    }

    /// Whether the row of an open number goes on after a number that is usually further out: in amendments （一） and
    /// （二） stand between 3. and 4., and belong to 3.
    fn goes_on_below(&self, open: usize, marker: &Marker, at: usize) -> bool {
        const MOST_LOOKED_AT: usize = 200;
        let Some(Node { role: Role::Numbered(kind), number, .. }) = self.nodes.get(open) else { return false };
        let below = self.layout.markers.iter().skip(at + 1).take(MOST_LOOKED_AT).flatten();
        let next = below.take_while(|next| next.kind.rank() >= marker.kind.rank()).find(|next| next.kind == *kind);
        marker.number == 1 && next.is_some_and(|next| next.number == number + 1)
    }

    fn heading(&mut self, line: &Line<'_>, at: usize) {
        let rank_of_heading = 35;
        while self.stack.last().is_some_and(|top| {
            self.rank(*top) >= rank_of_heading || self.nodes.get(*top).is_some_and(|node| node.hashes >= line.hashes)
        }) {
            self.stack.pop();
        }
        self.headings += 1;
        let number = self.headings;
        let index = self.open(Role::Heading, at);
        if let Some(node) = self.nodes.get_mut(index) {
            node.number = number;
            node.hashes = line.hashes;
            node.heading = heading::of_division(line.text);
        }
        self.stack.push(index);
    }

    /// A line without a number. `next` is the next numbered line of the region.
    fn words(&mut self, at: usize, begun: bool, next: Option<usize>) {
        let current = self.nodes.len().checked_sub(1).filter(|_| begun);
        let Some(current) = current else {
            let intro = self.open(Role::Intro, at);
            if let (Some(node), Some(line)) = (self.nodes.get_mut(intro), self.lines.get(at)) {
                node.heading = if line.hashes > 0 { heading::of_division(line.text) } else { String::new() };
            }
            return;
        };
        let after_block = self.nodes.get(current).is_some_and(|node| matches!(node.role, Role::Table | Role::Figure));
        let article = self.article().and_then(|place| self.stack.get(place).copied());
        let top = self.stack.last().copied();
        match (article, top) {
            (Some(article), Some(top)) if !self.goes_on_in(article, top, at, next) => self.paragraph(article, at),
            (_, Some(top)) if !after_block => self.append(top, at),
            (_, Some(top)) => self.paragraph(top, at),
            (_, None) if !after_block => self.append(current, at),
            (_, None) => {
                let before = (0..current).rev().find(|index| {
                    self.nodes.get(*index).is_some_and(|node| {
                        node.root == self.root && matches!(node.role, Role::Intro | Role::Cover | Role::Annex(_))
                    })
                });
                match before {
                    Some(before) => self.paragraph(before, at),
                    None => {
                        self.open(Role::Intro, at);
                    }
                }
            }
        }
    }

    /// Whether a plain line under an article still belongs to its open node: the article's first words, or an
    /// item whose sentence or whose row of items is not finished.
    fn goes_on_in(&self, article: usize, top: usize, at: usize, next: Option<usize>) -> bool {
        let Some(node) = self.nodes.get(top) else { return false };
        if top == article {
            return !node.has_words;
        }
        if node.role == Role::Paragraph || node.role == Role::Numbered(Kind::Paragraph) {
            return false;
        }
        let unfinished = self
            .lines
            .get(node.last_line)
            .is_some_and(|line| line.text.ends_with(['；', ';', '：', ':', '，', ',', '、']));
        let next =
            next.filter(|next| *next > at).and_then(|next| self.layout.markers.get(next)).and_then(Option::as_ref);
        let row_goes_on = next.is_some_and(|next| {
            self.stack
                .iter()
                .rev()
                .take_while(|index| **index != article)
                .filter_map(|index| self.nodes.get(*index))
                .any(|open| open.role == Role::Numbered(next.kind) && open.number + 1 == next.number)
        });
        unfinished || row_goes_on
    }

    fn append(&mut self, index: usize, at: usize) {
        if let Some(node) = self.nodes.get_mut(index) {
            node.has_words = true;
            node.last_line = at;
        }
    }

    fn paragraph(&mut self, of: usize, at: usize) {
        if let Some(place) = self.stack.iter().position(|index| *index == of) {
            self.stack.truncate(place + 1);
        }
        let Some(owner) = self.nodes.get_mut(of) else { return };
        owner.paragraphs += 1;
        let number = owner.paragraphs;
        let is_article = owner.role == Role::Numbered(Kind::Article);
        let index = self.open(Role::Paragraph, at);
        if let Some(node) = self.nodes.get_mut(index) {
            node.number = number;
            node.parent = Some(of);
            node.has_words = true;
        }
        if is_article {
            self.stack.push(index);
        }
    }

    /// Where in the stack the innermost article is.
    fn article(&self) -> Option<usize> {
        self.stack
            .iter()
            .rposition(|index| self.nodes.get(*index).is_some_and(|node| node.role == Role::Numbered(Kind::Article)))
    }

    fn kind(&self, place: usize) -> Option<Kind> {
        match self.stack.get(place).and_then(|index| self.nodes.get(*index))?.role {
            Role::Numbered(kind) => Some(kind),
            _ => None,
        }
    }

    fn rank(&self, index: usize) -> u8 {
        match self.nodes.get(index).map(|node| &node.role) {
            Some(Role::Numbered(kind)) => kind.rank(),
            Some(Role::Heading) => 35,
            Some(Role::Paragraph) => Kind::Paragraph.rank(),
            _ => 0,
        }
    }

    /// For each line of a region, the next line with a number.
    fn next_numbers(&self, region: &Region) -> Vec<Option<usize>> {
        let mut next = None;
        let mut found: Vec<Option<usize>> = region
            .lines
            .clone()
            .rev()
            .map(|at| {
                if self.layout.markers.get(at).is_some_and(Option::is_some) {
                    next = Some(at);
                }
                next
            })
            .collect();
        found.reverse();
        found
    }
}

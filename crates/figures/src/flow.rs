//! 流程: stations from above to below. A station that leads to the next one only has an arrow down to it; one that
//! leads elsewhere or to several has a track left of the stations, from which arrows turn in. The condition of a way
//! stands as a tab on the station that it leads to.

use std::collections::BTreeSet;

use domain::figure::{FlowLink, FlowNode};

use crate::{
    ladder::badge,
    scale::count,
    svg::{Anchor, Canvas, Mark, Rect, Units},
    text::Face,
};

/// The distance between two tracks, where there is room.
const TRACK: f64 = 16.0;
/// The share of the whole width that all tracks together may take.
const MOST_TRACKS: f64 = 0.4;
/// The distance between the arrow heads that turn into a station.
const PORT: f64 = 16.0;
const PADDING: f64 = 10.0;
const GAP: f64 = 30.0;
const TAB_INSET: f64 = 8.0;

/// Draws the stations.
pub fn draw(canvas: &mut Canvas, nodes: &[FlowNode], links: &[FlowLink]) -> f64 {
    let ways = Ways::new(nodes, links, canvas.width);
    let stations = ways.stations(nodes);
    let left = ways.left();
    for way in &ways.straight {
        if let (Some(from), Some(to)) = (stations.get(way.from), stations.get(way.to)) {
            let x = left + PADDING + 11.0;
            let end = to.tabs_top;
            canvas.stroke("link", (x, from.rect.y + from.rect.height), (x, end - 7.0));
            canvas.arrow_down(x, end - 1.0);
        }
    }
    for track in &ways.tracks {
        track.draw(canvas, &ways, &stations);
    }
    for station in &stations {
        station.draw(canvas, nodes);
    }
    stations.last().map_or(0.0, |last| last.rect.y + last.rect.height) + 2.0
}

/// A way from row to row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    from: usize,
    to: usize,
}

/// The ways out of one station that go left of the stations.
#[derive(Debug)]
struct Track {
    from: usize,
    /// The rows that it leads to, in order, each once.
    to: Vec<usize>,
    /// Which of the lanes it takes; 0 is next to the stations.
    lane: usize,
}

impl Track {
    fn span(&self) -> (usize, usize) {
        let first = self.to.first().copied().unwrap_or(self.from).min(self.from);
        let last = self.to.last().copied().unwrap_or(self.from).max(self.from);
        (first, last)
    }

    fn draw(&self, canvas: &mut Canvas, ways: &Ways<'_>, stations: &[Station]) {
        let Some(from) = stations.get(self.from) else { return };
        let start = (from.rect.x, from.rect.y + from.rect.height - 13.0);
        let x = ways.lane_x(self.lane);
        for to in &self.to {
            let Some((station, port)) = stations.get(*to).zip(ways.port(self.from, *to)) else { continue };
            let end = (station.rect.x, station.rect.y + 21.0 + count(port) * PORT);
            let round = ((end.1 - start.1).abs() / 2.0).min(6.0);
            let turn = if end.1 > start.1 { round } else { -round };
            let class = if *to <= self.from { "link back" } else { "link" };
            let (near, track) = (Units(x + round), Units(x));
            let (from_y, to_y) = (Units(start.1), Units(end.1));
            let shape = format!(
                "M{} {from_y}H{near}Q{track} {from_y} {track} {}V{}Q{track} {to_y} {near} {to_y}H{}",
                Units(start.0),
                Units(start.1 + turn),
                Units(end.1 - turn),
                Units(end.0 - 7.0)
            );
            canvas.path(class, &shape);
            canvas.arrow_right(end.0 - 1.0, end.1);
        }
    }
}

/// All ways, between rows.
struct Ways<'a> {
    /// Which node stands in which row.
    order: Vec<usize>,
    straight: Vec<Way>,
    tracks: Vec<Track>,
    /// The conditions, with the way each belongs to.
    conditions: Vec<(Way, &'a str)>,
    pitch: f64,
    /// The width of the drawing.
    width: f64,
}

impl<'a> Ways<'a> {
    fn new(nodes: &[FlowNode], links: &'a [FlowLink], width: f64) -> Self {
        let node = |id: &str| nodes.iter().position(|node| node.id == id);
        let between: Vec<(Way, Option<&str>)> = links
            .iter()
            .filter_map(|link| {
                let way = Way { from: node(&link.from)?, to: node(&link.to)? };
                Some((way, link.text.as_deref().map(str::trim).filter(|text| !text.is_empty())))
            })
            .collect();
        let order = order(nodes.len(), between.iter().map(|(way, _)| *way).collect());
        let row = |node: usize| order.iter().position(|other| *other == node).unwrap_or(node);
        let in_rows: Vec<(Way, Option<&str>)> =
            between.iter().map(|(way, text)| (Way { from: row(way.from), to: row(way.to) }, *text)).collect();
        let all: BTreeSet<Way> = in_rows.iter().map(|(way, _)| *way).collect();
        let mut straight = Vec::new();
        let mut tracks = Vec::new();
        for from in 0..nodes.len() {
            let to: Vec<usize> = all.iter().filter(|way| way.from == from).map(|way| way.to).collect();
            match to.as_slice() {
                [] => {}
                [only] if *only == from + 1 => straight.push(Way { from, to: *only }),
                // One way back and one on: the way on is the arrow down.
                [back, next] if *back <= from && *next == from + 1 => {
                    straight.push(Way { from, to: *next });
                    tracks.push(Track { from, to: vec![*back], lane: 0 });
                }
                _ => tracks.push(Track { from, to, lane: 0 }),
            }
        }
        let lanes = assign_lanes(&mut tracks);
        let pitch = if lanes == 0 { 0.0 } else { TRACK.min(MOST_TRACKS * width / count(lanes)) };
        let conditions = in_rows.into_iter().filter_map(|(way, text)| Some((way, text?))).collect();
        Self { order, straight, tracks, conditions, pitch, width }
    }

    fn lanes(&self) -> usize {
        self.tracks.iter().map(|track| track.lane + 1).max().unwrap_or(0)
    }

    /// Where the stations begin.
    fn left(&self) -> f64 {
        if self.lanes() == 0 { 1.0 } else { count(self.lanes()) * self.pitch + 14.0 }
    }

    fn lane_x(&self, lane: usize) -> f64 {
        self.left() - 14.0 - (count(lane) + 0.5) * self.pitch
    }

    /// The tracks that turn into a row.
    fn incoming(&self, to: usize) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(move |track| track.to.contains(&to))
    }

    /// Which of the arrow heads of `to` comes from `from`.
    fn port(&self, from: usize, to: usize) -> Option<usize> {
        self.incoming(to).position(|track| track.from == from)
    }

    fn stations(&self, nodes: &[FlowNode]) -> Vec<Station> {
        let left = self.left();
        let width = self.width - left - 1.0;
        // Right of the number; less space at the right end, where lines are ragged.
        let room = width - PADDING - 30.0 - 6.0;
        let mut stations = Vec::new();
        let mut y = 1.0;
        for (row, node_at) in self.order.iter().enumerate() {
            let Some(node) = nodes.get(*node_at) else { continue };
            let arrives = self.straight.iter().any(|way| way.to == row);
            let ways_in = usize::from(arrives) + self.incoming(row).count();
            let mut tabs = Vec::new();
            for (way, condition) in self.conditions.iter().filter(|(way, _)| way.to == row) {
                let number = self.order.get(way.from).map_or(0, |node| node + 1);
                let text =
                    if ways_in > 1 { format!("从第{number}步：{condition}") } else { (*condition).to_owned() };
                tabs.push(Face::Muted.wrap(&text, width - 2.0 * TAB_INSET - 16.0));
            }
            let tabs_top = y + if row == 0 { 0.0 } else { GAP };
            let tabs_height: f64 = tabs.iter().map(|lines| tab_height(lines)).sum();
            let mut station = Station {
                node: *node_at,
                rect: Rect { x: left, y: tabs_top + tabs_height, width, height: 0.0 },
                tabs,
                tabs_top,
                text: Face::Value.wrap(&node.text, room),
                office: node.office.as_deref().map(|office| Face::Label.wrap(office, room)).unwrap_or_default(),
                time: node.time.as_deref().map(|time| Face::Accent.wrap(time, room)).unwrap_or_default(),
            };
            let ports = self.incoming(row).count() + usize::from(self.tracks.iter().any(|track| track.from == row));
            let text_height =
                count(station.text.len() + station.office.len() + station.time.len()) * Face::Value.line_height();
            station.rect.height = (text_height + 2.0 * PADDING).max(21.0 + count(ports) * PORT);
            y = station.rect.y + station.rect.height;
            stations.push(station);
        }
        stations
    }
}

/// The stations from above to below: each after those that lead to it, else as listed. Where ways go in a circle, the
/// one listed first begins.
fn order(nodes: usize, mut ways: BTreeSet<Way>) -> Vec<usize> {
    ways.retain(|way| way.from != way.to);
    let mut order = Vec::new();
    let mut waiting: Vec<usize> = (0..nodes).collect();
    while let Some(first) = waiting.first().copied() {
        let is_free = |node: &usize| ways.iter().all(|way| way.to != *node);
        let next = waiting.iter().copied().find(is_free).unwrap_or(first);
        waiting.retain(|node| *node != next);
        ways.retain(|way| way.from != next);
        order.push(next);
    }
    order
}

/// Gives each track the lane nearest to the stations that no shorter track has. Returns how many lanes there are.
fn assign_lanes(tracks: &mut [Track]) -> usize {
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut by_length: Vec<&mut Track> = tracks.iter_mut().collect();
    by_length.sort_by_key(|track| {
        let (first, last) = track.span();
        (last - first, first)
    });
    for track in by_length {
        let (first, last) = track.span();
        let free = taken
            .iter()
            .position(|lane| lane.iter().all(|(other_first, other_last)| last < *other_first || *other_last < first));
        track.lane = free.unwrap_or(taken.len());
        match taken.get_mut(track.lane) {
            Some(lane) => lane.push((first, last)),
            None => taken.push(vec![(first, last)]),
        }
    }
    taken.len()
}

fn tab_height(lines: &[String]) -> f64 {
    count(lines.len()) * Face::Muted.line_height() + 6.0
}

/// A station laid out.
struct Station {
    node: usize,
    rect: Rect,
    tabs: Vec<Vec<String>>,
    tabs_top: f64,
    text: Vec<String>,
    office: Vec<String>,
    time: Vec<String>,
}

impl Station {
    fn draw(&self, canvas: &mut Canvas, nodes: &[FlowNode]) {
        let Some(node) = nodes.get(self.node) else { return };
        let mut y = self.tabs_top;
        for lines in &self.tabs {
            let width = lines.iter().map(|line| Face::Muted.width(line)).fold(0.0, f64::max) + 16.0;
            canvas.rect("condition", Rect { x: self.rect.x + TAB_INSET, y, width, height: tab_height(lines) }, 0.0);
            canvas.lines(Face::Muted, Anchor::Start, self.rect.x + TAB_INSET + 8.0, y + 3.0, lines);
            y += tab_height(lines);
        }
        let said =
            [&node.office, &node.time].into_iter().flatten().map(|text| text.trim()).filter(|text| !text.is_empty());
        let value = said.collect::<Vec<_>>().join("，");
        let label = format!("{} {}", self.node + 1, node.text);
        canvas.mark(
            Mark { label: &label, value: &value, series: None, clause: node.clause.as_ref() },
            self.rect,
            |canvas| {
                canvas.rect("node", self.rect, 6.0);
                let x = self.rect.x + PADDING;
                let top = self.rect.y + PADDING;
                badge(canvas, x + 11.0, top + Face::Value.line_height() / 2.0, self.node + 1);
                let bottom = canvas.lines(Face::Value, Anchor::Start, x + 30.0, top, &self.text);
                let bottom = canvas.lines(Face::Label, Anchor::Start, x + 30.0, bottom, &self.office);
                canvas.lines(Face::Accent, Anchor::Start, x + 30.0, bottom, &self.time);
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{probe::Probe, svg::Width};

    const WIDTH: f64 = Width::Phone.units();

    fn nodes(ids: &[&str]) -> Vec<FlowNode> {
        let node = |id: &&str| FlowNode {
            id: (*id).to_owned(),
            text: format!("办{id}"),
            office: None,
            time: None,
            clause: None,
        };
        ids.iter().map(node).collect()
    }

    fn links(ends: &[(&str, &str)]) -> Vec<FlowLink> {
        let link = |(from, to): &(&str, &str)| FlowLink {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
            text: Some(format!("{from}到{to}")),
        };
        ends.iter().map(link).collect()
    }

    fn probe(nodes: &[FlowNode], links: &[FlowLink]) -> Probe {
        let mut canvas = Canvas::new("k", Width::Phone);
        let bottom = draw(&mut canvas, nodes, links);
        Probe::new(&canvas.finish("flow", "t", "d", bottom))
    }

    #[test]
    fn stations_follow_the_ways_not_the_list() {
        let ways = |pairs: &[(usize, usize)]| pairs.iter().map(|(from, to)| Way { from: *from, to: *to }).collect();
        assert_eq!(order(3, ways(&[(2, 0), (0, 1)])), [2, 0, 1]);
        assert_eq!(order(4, ways(&[(0, 1), (1, 2), (2, 0), (1, 3), (3, 3)])), [0, 1, 2, 3]);
        assert_eq!(order(3, ways(&[])), [0, 1, 2]);
    }

    #[test]
    fn stations_never_overlap() {
        let nodes = nodes(&["a", "b", "c", "d", "e", "f"]);
        let ends: Vec<(&str, &str)> =
            ["a", "b", "c", "d", "e", "f"].iter().flat_map(|a| ["a", "c", "f", "b"].map(|b| (*a, b))).collect();
        let probe = probe(&nodes, &links(&ends));
        let rects: Vec<(f64, f64)> =
            probe.class("node").map(|node| (node.number("y"), node.number("height"))).collect();
        assert_eq!(rects.len(), 6);
        assert!(rects.is_sorted_by(|a, b| a.0 + a.1 < b.0), "{rects:?}");
        assert!(probe.class("node").all(|node| node.number("x") + node.number("width") <= WIDTH));
    }

    #[test]
    fn a_chain_has_no_tracks_and_a_branch_one() {
        let nodes = nodes(&["a", "b", "c"]);
        assert!(Ways::new(&nodes, &links(&[("a", "b"), ("b", "c")]), WIDTH).tracks.is_empty());
        let branch = links(&[("a", "b"), ("a", "c")]);
        let ways = Ways::new(&nodes, &branch, WIDTH);
        assert_eq!((ways.tracks.len(), ways.straight.len(), ways.tracks[0].to.clone()), (1, 0, vec![1, 2]));
    }

    #[test]
    fn tracks_in_one_lane_do_not_meet() {
        let ids: Vec<String> = (0..40).map(|at| format!("n{at}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let ends: Vec<(&str, &str)> =
            (0..40).flat_map(|at| [(ids[at], ids[(at * 7 + 3) % 40]), (ids[at], ids[(at * 11 + 5) % 40])]).collect();
        let ends = links(&ends);
        let ways = Ways::new(&nodes(&ids), &ends, WIDTH);
        for a in &ways.tracks {
            for b in ways.tracks.iter().filter(|b| b.from != a.from && b.lane == a.lane) {
                assert!(a.span().1 < b.span().0 || b.span().1 < a.span().0);
            }
        }
        assert!(ways.left() <= MOST_TRACKS * WIDTH + 15.0);
    }

    #[test]
    fn a_condition_names_its_origin_where_several_ways_meet() {
        let nodes = nodes(&["a", "b", "c"]);
        let probe = probe(&nodes, &links(&[("a", "b"), ("b", "c"), ("a", "c")]));
        let texts: Vec<String> = probe.texts().map(|text| text.content.clone()).collect();
        assert!(texts.contains(&"a到b".to_owned()), "{texts:?}");
        assert!(texts.contains(&"从第2步：b到c".to_owned()), "{texts:?}");
    }
}

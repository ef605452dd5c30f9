//! Characters that are taken for one another by their looks.

use std::collections::HashMap;

/// Groups, and characters each with those that look like it.
const LOOKALIKES: [&str; 2] =
    [include_str!("../../data/lookalikes/by-hand.txt"), include_str!("../../data/lookalikes/measured.txt")];

/// Of each character those that look like it, and how many of them were written by hand.
#[derive(Debug)]
pub(crate) struct Lookalikes(HashMap<char, (Vec<char>, usize)>);

impl Lookalikes {
    /// `data/lookalikes/`: lines of characters that look alike, and after a blank the words in which they are mistaken. Of those written
    /// by hand each looks like each; of those measured, like the first.
    pub(crate) fn read() -> Self {
        let mut alike: HashMap<char, (Vec<char>, usize)> = HashMap::new();
        let mut add = |one: char, other: char, by_hand: usize| {
            let (of, count) = alike.entry(one).or_default();
            if one != other && !of.contains(&other) {
                of.push(other);
                *count += by_hand;
            }
        };
        let [by_hand, measured] = LOOKALIKES.map(|table| {
            table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next())
        });
        for group in by_hand {
            for one in group.chars() {
                group.chars().for_each(|other| add(one, other, 1));
            }
        }
        for line in measured {
            let Some(first) = line.chars().next() else { continue };
            for other in line.chars().skip(1) {
                add(first, other, 0);
                add(other, first, 0);
            }
        }
        Self(alike)
    }

    /// Characters that look like one; `often`: those alone that are mistaken in words of every day.
    pub(crate) fn of(&self, c: char, often: bool) -> &[char] {
        self.0
            .get(&c)
            .and_then(|(alike, by_hand)| alike.get(..if often { *by_hand } else { alike.len() }))
            .unwrap_or_default()
    }
}

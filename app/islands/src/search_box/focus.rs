//! How keys move between a field and its list of options.

/// Where the reader is: in the field, or on an option, which Enter follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// In the field.
    #[default]
    Field,
    /// On the option at this position.
    Option(usize),
}

impl Focus {
    /// Where a key leads among `count` options; `None` when the key does not move. Beyond either end is the
    /// field; only from an option do Home and End belong to the list.
    pub fn moved(self, key: &str, count: usize) -> Option<Self> {
        let last = count.checked_sub(1)?;
        Some(match (key, self) {
            ("ArrowDown", Self::Field) | ("Home", Self::Option(_)) => Self::Option(0),
            ("ArrowUp", Self::Field) | ("End", Self::Option(_)) => Self::Option(last),
            ("ArrowDown", Self::Option(position)) if position < last => Self::Option(position + 1),
            ("ArrowUp", Self::Option(position)) if position > 0 => Self::Option(position - 1),
            ("ArrowDown" | "ArrowUp", Self::Option(_)) => Self::Field,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Focus::{Field, Option};

    #[test]
    fn arrows_pass_through_the_field_between_the_ends() {
        assert_eq!(Field.moved("ArrowDown", 3), Some(Option(0)));
        assert_eq!(Option(0).moved("ArrowDown", 3), Some(Option(1)));
        assert_eq!(Option(2).moved("ArrowDown", 3), Some(Field));
        assert_eq!(Field.moved("ArrowUp", 3), Some(Option(2)));
        assert_eq!(Option(0).moved("ArrowUp", 3), Some(Field));
    }

    #[test]
    fn home_and_end_belong_to_the_field_until_an_option_is_chosen() {
        assert_eq!(Field.moved("Home", 3), None);
        assert_eq!(Option(2).moved("Home", 3), Some(Option(0)));
        assert_eq!(Option(0).moved("End", 3), Some(Option(2)));
    }

    #[test]
    fn other_keys_and_an_empty_list_do_not_move() {
        assert_eq!(Option(1).moved("a", 3), None);
        assert_eq!(Field.moved("ArrowDown", 0), None);
    }
}

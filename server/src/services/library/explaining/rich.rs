//! Staff's Markdown as HTML in which telephone numbers can be tapped.

use hanzi::phones::phones;

/// Safe HTML ([`documents::rich_text`]) with its telephone numbers as links.
pub fn rich_text(markdown: &str) -> String {
    let html = documents::rich_text(markdown);
    let mut linked = String::with_capacity(html.len() + html.len() / 8);
    let mut is_in_link = false;
    let mut rest = html.as_str();
    while let Some((words, tail)) = rest.split_once('<') {
        put(&mut linked, words, is_in_link);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        is_in_link = tag.starts_with("a ") || tag == "a" || (is_in_link && tag != "/a");
        linked.push('<');
        linked.push_str(tag);
        linked.push('>');
        rest = after;
    }
    put(&mut linked, rest, is_in_link);
    linked
}

fn put(html: &mut String, words: &str, is_in_link: bool) {
    let mut from = 0;
    for phone in phones(words).into_iter().filter(|_| !is_in_link) {
        let text = |from: usize, to: usize| words.get(from..to).unwrap_or_default();
        // What one number has taken is no longer before the next.
        let kept = phone.with_marks(words);
        let start = kept.start.max(from);
        let link = ["<a class=\"tel\" href=\"tel:", &phone.dial, "\">", phone.text, "</a>"].concat();
        html.push_str(text(from, start));
        if (start, kept.end) == (phone.start, phone.end) {
            html.push_str(&link);
        } else {
            html.extend([
                "<span class=\"keep\">",
                text(start, phone.start),
                &link,
                text(phone.end, kept.end),
                "</span>",
            ]);
        }
        from = kept.end;
    }
    html.push_str(words.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::rich_text;

    #[test]
    fn numbers_become_links_once_and_nothing_else_changes() {
        let html = rich_text(
            "先打**0000-5550111**，也可以打12345热线（0000-5550115），或者[打电话](tel:0000-5550112)、[0000-5550113](tel:0000-5550113)。\n\n每户12000元，a<b&c。",
        );
        assert_eq!(html.matches("class=\"tel\"").count(), 3, "{html}");
        for part in [
            "<strong><a class=\"tel\" href=\"tel:0000-5550111\">0000-5550111</a></strong>",
            "打<a class=\"tel\" href=\"tel:12345\">12345</a>热线",
            "<span class=\"keep\">（<a class=\"tel\" href=\"tel:0000-5550115\">0000-5550115</a>）</span>，",
            "12000元，a&lt;b&amp;c。",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}

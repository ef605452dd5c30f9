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
        html.push_str(words.get(from..phone.start).unwrap_or_default());
        html.extend(["<a class=\"tel\" href=\"tel:", &phone.dial, "\">", phone.text, "</a>"]);
        from = phone.end;
    }
    html.push_str(words.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::rich_text;

    #[test]
    fn numbers_become_links_once_and_nothing_else_changes() {
        let html = rich_text("先打**0000-5550111**，也可以打12345热线，或者[打电话](tel:0000-5550112)、[0000-5550113](tel:0000-5550113)。\n\n每户12000元，a<b&c。");
        assert_eq!(html.matches("class=\"tel\"").count(), 2, "{html}");
        for part in ["<strong><a class=\"tel\" href=\"tel:0000-5550111\">0000-5550111</a></strong>", "打<a class=\"tel\" href=\"tel:12345\">12345</a>热线", "12000元，a&lt;b&amp;c。"] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}

//! Markdown that staff wrote, as HTML that is safe to put into a page.

use std::{collections::HashSet, sync::LazyLock};

use crate::MAX_MARKDOWN_BYTES;

/// What an answer may hold: text, lists, tables, links. Headings would break the page's own, images are figures.
const TAGS: [&str; 18] = [
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "del",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];
/// Where a link may lead.
const SCHEMES: [&str; 3] = ["http", "https", "tel"];

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = ammonia::Builder::empty();
    sanitiser
        .tags(HashSet::from(TAGS))
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        // Whatever stands between these is not text.
        .clean_content_tags(HashSet::from(["script", "style"]));
    sanitiser
});

/// `CommonMark` with tables as HTML. Raw HTML in it is shown as text or dropped; nothing that runs comes through. More than
/// [`MAX_MARKDOWN_BYTES`], which no import takes, is shown as it was written.
pub fn rich_text(markdown: &str) -> String {
    if markdown.len() > MAX_MARKDOWN_BYTES {
        let lines = markdown.lines().filter(|line| !line.trim().is_empty());
        return lines.flat_map(|line| ["<p>".to_owned(), ammonia::clean_text(line), "</p>\n".to_owned()]).collect();
    }
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.render.escape = true;
    SANITISER.clean(&comrak::markdown_to_html(markdown, &options)).to_string()
}

#[cfg(test)]
mod tests {
    use super::rich_text;

    #[test]
    fn lists_tables_and_links_come_through() {
        let html = rich_text(
            "先看**金额**：\n\n- 第一个孩子2000元\n- 第二个5000元\n\n|项目|标准|\n|---|---|\n|一|二|\n\n[看办法](/policies/a#c-art5)，打[电话](tel:0000-5550100)",
        );
        for part in [
            "<strong>金额</strong>",
            "<li>第二个5000元</li>",
            "<td>二</td>",
            "href=\"/policies/a#c-art5\"",
            "href=\"tel:0000-5550100\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn nothing_that_runs_comes_through() {
        for nasty in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<a href=\"javascript:alert(1)\" onclick=\"alert(1)\">x</a>",
            "![x](https://evil.example/x.png)",
            "# 标题\n\n<iframe src=//evil.example></iframe>",
            "<svg/onload=alert(1)>",
        ] {
            let html = rich_text(nasty);
            for bad in ["<script", "<img", "<a href=\"javascript:", "<iframe", "<svg", "<h1"] {
                assert!(!html.contains(bad), "{nasty}: {html}");
            }
        }
    }
}

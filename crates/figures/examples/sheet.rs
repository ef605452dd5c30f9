//! All figures of some JSON lines on one HTML page, to look at:
//! `cargo run -p figures --example sheet -- [--theme dark] demo/explanations/c-figures.jsonl … > figures.html`
//! (without a file: the samples beside this file).

use std::{env, error::Error, fs, io::Write};

use domain::Figure;

const STYLE: [&str; 6] = [
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/layout.css"),
    include_str!("../../../style/themes.css"),
    include_str!("../../../style/figures.css"),
    include_str!("../../../style/print.css"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut theme = "light".to_owned();
    let mut lines = String::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--theme" {
            theme = arguments.next().ok_or("--theme needs a name")?;
        } else {
            lines.push_str(&fs::read_to_string(&argument).map_err(|error| format!("{argument}: {error}"))?);
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        include_str!("samples.jsonl").clone_into(&mut lines);
    }
    let mut page = format!(
        "<!doctype html><html lang=\"zh-CN\" data-theme=\"{theme}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <style>@layer tokens, base, layout, components, themes, print;\n{}</style><body><main class=\"wrap stack\">",
        STYLE.concat()
    );
    for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value: serde_json::Value = serde_json::from_str(line)?;
        let title = value.get("title").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let figure: Figure = serde_json::from_value(value)?;
        if let Err(fault) = figure.check() {
            writeln!(std::io::stderr(), "{title}: {fault}")?;
        }
        page.push_str(&sheet(&figure, &title, &format!("f-{at}")));
    }
    page.push_str("</main></body></html>");
    std::io::stdout().write_all(page.as_bytes())?;
    Ok(())
}

fn sheet(figure: &Figure, title: &str, key: &str) -> String {
    let text = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let note =
        figure.note.as_deref().map(|note| format!("<p class=\"figure-note\">{}</p>", text(note))).unwrap_or_default();
    let svg = figures::svg(figure, title, key, figures::Width::Phone);
    let table = if svg.is_empty() { table(figure) } else { String::new() };
    format!(
        "<article class=\"sheet\"><figure class=\"figure\"><figcaption>{}</figcaption>{svg}{table}{note}</figure></article>",
        text(title)
    )
}

fn table(figure: &Figure) -> String {
    let (columns, rows) = figure.table();
    let cells = |tag: &str, cells: &[String]| {
        cells.iter().map(|cell| format!("<{tag}>{cell}</{tag}>")).collect::<Vec<_>>().concat()
    };
    let body: Vec<String> = rows.iter().map(|row| format!("<tr>{}</tr>", cells("td", row))).collect();
    format!("<div class=\"figure-data\"><table><tr>{}</tr>{}</table></div>", cells("th", &columns), body.concat())
}

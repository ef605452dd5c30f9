//! What explains a policy, taken out of a record (`docs/IMPORT.md`).

use domain::{
    ClauseCitation, ClauseId, DocumentId, Figure, FigureSheet, Interpretation, Question, Response,
    explanation::{
        ASPECTS, About, Audience, Exchange, InterpretationForm, KeyFacts, MAX_GIST, MAX_SHORT_ANSWER, Material, Origin,
        Plan, Speaker, Verdict,
    },
};
use serde_json::{Map, Value};

use super::takers::Fields;

/// The longest question or claim, in characters.
const MAX_QUESTION_CHARS: usize = 60;
/// The keys that hold a figure's data.
const FIGURE_KEYS: [&str; 15] = [
    "type",
    "text",
    "unit",
    "note",
    "categories",
    "series",
    "events",
    "steps",
    "input_unit",
    "rows",
    "columns",
    "nodes",
    "links",
    "before_label",
    "after_label",
];

pub fn question(fields: &mut Fields, title: &str) -> Result<Question, String> {
    if title.chars().count() > MAX_QUESTION_CHARS {
        return Err(format!("问题超过 {MAX_QUESTION_CHARS} 字：请像群众那样问，细节放到 answer"));
    }
    Ok(Question {
        aliases: fields.texts("aliases")?,
        about: about(fields)?,
        short_answer: short_answer(fields)?,
        answer: fields.text("answer")?,
        cites: some_cites(fields)?,
        audience: audience(fields)?,
        life_events: fields.texts("life_events")?,
        subjects: fields.texts("subjects")?,
        agency: required_id(fields, "agency", "由谁答复")?,
        phone: fields.text("phone")?,
        next_step: fields.text("next_step")?,
        related: ids(fields, "related")?,
        origin: fields.word("origin", &Origin::ALL)?,
        published_on: fields.date("published_on")?,
        review_on: fields.date("review_on")?,
        applies_from: fields.date("applies_from")?,
        applies_until: fields.date("applies_until")?,
    })
}

pub fn figure(fields: &mut Fields) -> Result<FigureSheet, String> {
    let mut data = Map::new();
    for key in FIGURE_KEYS {
        if let Some(value) = fields.take(key) {
            data.insert(key.to_owned(), value);
        }
    }
    for key in ["type", "text"] {
        if !data.contains_key(key) {
            return Err(format!("缺少 {key}（{}）", if key == "type" { "图表类型" } else { "文字等价内容" }));
        }
    }
    no_missing_numbers(&data)?;
    let figure: Figure =
        serde_json::from_value(Value::Object(data)).map_err(|error| format!("图表数据不能识别：{error}"))?;
    figure.check()?;
    Ok(FigureSheet {
        figure,
        cites: some_cites(fields)?,
        agency: fields.id("agency")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
    })
}

/// A gap in a series is said by the name of the series and the place of the gap.
fn no_missing_numbers(data: &Map<String, Value>) -> Result<(), String> {
    let series = data.get("series").and_then(Value::as_array).into_iter().flatten();
    for one in series {
        let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
        let values = one
            .get("values")
            .and_then(Value::as_array)
            .ok_or_else(|| format!("系列“{name}”缺少 values（数的列表）"))?;
        if let Some(at) = values.iter().position(|value| !value.is_number()) {
            return Err(format!("系列“{name}”的第 {} 个数缺失或不是数，图表里不能有空缺", at + 1));
        }
    }
    Ok(())
}

pub fn interpretation(fields: &mut Fields) -> Result<Interpretation, String> {
    let gist = fields.text("gist")?.ok_or("缺少 gist（一句话说清）")?;
    within("gist", &gist, MAX_GIST)?;
    let form = fields.word("form", &InterpretationForm::ALL)?.unwrap_or_default();
    let materials = fields.objects("materials")?.into_iter().map(material).collect::<Result<Vec<_>, _>>()?;
    let exchanges = fields.objects("exchanges")?.into_iter().map(exchange).collect::<Result<Vec<_>, _>>()?;
    let speakers = fields.objects("speakers")?.into_iter().map(speaker).collect::<Result<Vec<_>, _>>()?;
    let held_on = fields.date("held_on")?;
    if materials.is_empty() && exchanges.is_empty() {
        return Err("缺少 materials（解读材料）：至少一段文字、一个问答或一张图".to_owned());
    }
    if form.is_meeting() && (held_on.is_none() || speakers.is_empty() || exchanges.is_empty()) {
        return Err(format!(
            "{}要写明 held_on（举行日期）、speakers（出席单位）和 exchanges（问答实录）",
            form.label()
        ));
    }
    Ok(Interpretation {
        form,
        policy: required_id(fields, "policy", "解读哪份政策")?,
        policy_revision: None,
        gist,
        key_facts: key_facts(fields)?,
        materials,
        plan: plan(fields)?,
        author: required_id(fields, "author", "起草部门，谁起草、谁解读")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        review_on: fields.date("review_on")?,
        held_on,
        place: fields.text("place")?,
        speakers,
        exchanges,
    })
}

pub fn response(fields: &mut Fields) -> Result<Response, String> {
    Ok(Response {
        verdict: fields
            .word("verdict", &Verdict::ALL)?
            .ok_or("缺少 verdict（判断）：false、one_sided、outdated 或 needs_context")?,
        short_answer: short_answer(fields)?,
        explanation: fields.text("explanation")?.ok_or("缺少 explanation（说明）")?,
        cites: some_cites(fields)?,
        agency: required_id(fields, "agency", "回应单位")?,
        heard_in: fields.texts("heard_in")?,
        first_heard_on: fields.date("first_heard_on")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        valid_until: fields.date("valid_until")?,
    })
}

fn short_answer(fields: &mut Fields) -> Result<String, String> {
    let text = fields.text("short_answer")?.ok_or("缺少 short_answer（一句话答案）")?;
    within("short_answer", &text, MAX_SHORT_ANSWER)?;
    Ok(text)
}

fn within(key: &str, text: &str, most: usize) -> Result<(), String> {
    let count = text.chars().count();
    if count <= most {
        Ok(())
    } else {
        Err(format!("{key} 有 {count} 字，最多 {most} 字：请只留最要紧的一句"))
    }
}

fn required_id(fields: &mut Fields, key: &str, what: &str) -> Result<DocumentId, String> {
    fields.id(key)?.ok_or_else(|| format!("缺少 {}（{what}）：请写编号", fields.path(key)))
}

fn ids(fields: &mut Fields, key: &str) -> Result<Vec<DocumentId>, String> {
    fields
        .texts(key)?
        .iter()
        .map(|text| DocumentId::parse(text).map_err(|error| format!("字段 {key}：{error}")))
        .collect()
}

fn audience(fields: &mut Fields) -> Result<Vec<Audience>, String> {
    let words = fields.texts("audience")?;
    words
        .iter()
        .map(|word| {
            Audience::parse(word)
                .ok_or_else(|| super::not_allowed("audience", word, &Audience::ALL.map(Audience::as_str)))
        })
        .collect()
}

fn about(fields: &mut Fields) -> Result<Option<About>, String> {
    let Some(mut inner) = fields.object("about")? else { return Ok(None) };
    let about = About {
        scheme: inner.texts("scheme")?,
        group: inner.texts("group")?,
        aspect: inner.texts("aspect")?,
        place: inner.texts("place")?,
        not: inner.texts("not")?,
    };
    match about.aspect.iter().find(|word| !ASPECTS.contains(&word.as_str())) {
        Some(word) => Err(super::not_allowed("about.aspect", word, &ASPECTS)),
        None => Ok(Some(about).filter(|about| *about != About::default())),
    }
}

pub fn some_cites(fields: &mut Fields) -> Result<Vec<ClauseCitation>, String> {
    let cites = cites(fields)?;
    if cites.is_empty() {
        return Err("缺少 cites（依据的条款）：至少写一条，如 [{\"policy\":\"…\",\"clause\":\"art5\"}]".to_owned());
    }
    if cites.iter().all(|citation| citation.background) {
        return Err("cites 里都是作对比用的（background）：至少写一条现在的依据".to_owned());
    }
    Ok(cites)
}

fn cites(fields: &mut Fields) -> Result<Vec<ClauseCitation>, String> {
    fields.objects("cites")?.into_iter().map(cite).collect()
}

fn cite(mut fields: Fields) -> Result<ClauseCitation, String> {
    let policy = required_id(&mut fields, "policy", "哪份政策")?;
    let clause = fields.text("clause")?;
    if clause.as_deref().is_some_and(|clause| !ClauseId::is_well_formed(clause)) {
        return Err(format!("{} 不是条款编号，应形如 art12.p2 或 1.3", fields.path("clause")));
    }
    let revision = fields.whole_number("revision")?.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let background = fields.truth("background")?.unwrap_or_default();
    if background && revision.is_none() {
        return Err(format!("{} 要和 revision 一起写：作对比的是哪一版", fields.path("background")));
    }
    Ok(ClauseCitation { policy, revision, clause: clause.map(ClauseId::new), background })
}

fn material(mut fields: Fields) -> Result<Material, String> {
    let kind = fields.text("type")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "text" => Material::Text {
            heading: fields.text("heading")?,
            body: fields.text("body")?.ok_or_else(|| format!("缺少 {}", fields.path("body")))?,
            cites: cites(&mut fields)?,
        },
        "question" => Material::Question { id: required_id(&mut fields, "id", "哪个问答")? },
        "figure" => Material::Figure { id: required_id(&mut fields, "id", "哪张图表")? },
        "media" => Material::Media { id: required_id(&mut fields, "id", "哪段录音、视频或哪张图片")? },
        other => return Err(super::not_allowed(&fields.path("type"), other, &["text", "question", "figure", "media"])),
    })
}

fn exchange(mut fields: Fields) -> Result<Exchange, String> {
    let required = |text: Option<String>, path: String| text.ok_or_else(|| format!("缺少 {path}"));
    Ok(Exchange {
        from: fields.text("from")?,
        question: required(fields.text("question")?, fields.path("question"))?,
        by: fields.text("by")?,
        answer: required(fields.text("answer")?, fields.path("answer"))?,
        cites: cites(&mut fields)?,
    })
}

fn speaker(mut fields: Fields) -> Result<Speaker, String> {
    Ok(Speaker {
        office: fields.text("office")?.ok_or_else(|| format!("缺少 {}（单位）", fields.path("office")))?,
        role: fields.text("role")?,
    })
}

fn key_facts(fields: &mut Fields) -> Result<KeyFacts, String> {
    let Some(mut inner) = fields.object("key_facts")? else { return Ok(KeyFacts::default()) };
    Ok(KeyFacts {
        who: inner.text("who")?,
        how_much: inner.text("how_much")?,
        when: inner.text("when")?,
        r#where: inner.text("where")?,
        bring: inner.text("bring")?,
        contact: inner.text("contact")?,
    })
}

fn plan(fields: &mut Fields) -> Result<Option<Plan>, String> {
    let Some(mut inner) = fields.object("plan")? else { return Ok(None) };
    Ok(Some(Plan {
        audience: inner.text("audience")?,
        channels: inner.texts("channels")?,
        forms: inner.texts("forms")?,
        due_on: inner.date("due_on")?,
        responsible: inner.text("responsible")?,
    }))
}

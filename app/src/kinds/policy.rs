//! 政策: one policy, its validity, facts, what it says, the official text clause by clause, its relations.

use std::{collections::HashSet, sync::Arc};

use domain::{Clause, ClauseId, DocumentId, Kind, Policy, Timestamp, UnitRole, clock};
use islands::CopyLinks;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{ListWords, list_of};
use crate::{
    components::{
        explanation::StandingMark,
        facts::{Fact, Facts},
        head::{Head, HeadKind},
        official_text::{OfficialText, Shown},
        phones::{CallButton, with_phones},
        validity::{Notice, ValidityChip, linked},
    },
    page_context,
    pages::{
        compare::revision_number,
        document::{NoSuchDocument, load_document},
    },
    ports::{Contact, InterpretationLine, Linked, Relation, RevisionRow, ValidityNotice},
    words::{policy, revision},
};

pub use crate::components::official_text::{ClauseExplanations, MediaLine};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "现行和历史政策文件：按机关、主题、年份、有效性查找，看原文、下载。",
    column_type: "政策文件",
    counter: "份",
    place_in_menu: Some(1),
    form_of: None,
};

/// Texts longer than this are not drawn in one contents list at all depths.
const LONG_CONTENTS: usize = 60;
/// A longer list shows nobody the way.
const MOST_CONTENTS: usize = 600;
/// Titles of more characters are set smaller.
const LONG_TITLE: usize = 40;
/// Damaged spots that are named; the rest is much the same.
const MOST_SPOTS: usize = 50;
/// More units than this are only counted.
const MOST_UNITS: usize = 300;
/// More units than this are folded in the facts.
const MANY_UNITS: usize = 6;

/// What explains a policy.
#[derive(Debug, Clone, Default)]
pub struct PolicyExplanations {
    /// By clause of the current revision.
    pub by_clause: Vec<(ClauseId, ClauseExplanations)>,
    /// Clauses that can be explained: the articles (条), or where there are none, whatever has words of its own.
    pub explainable: usize,
    /// Of these, those that a standing explanation rests on.
    pub explained: usize,
    /// 条, or where there are none, 处.
    pub unit: &'static str,
    /// Interpretations of the policy as a whole.
    pub interpretations: Vec<InterpretationLine>,
    /// All questions.
    pub questions: usize,
    /// All figures.
    pub figures: usize,
    /// All recordings, films and pictures.
    pub media: usize,
}

/// All that a policy page shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// The policy; the citations of its clauses are resolved.
    pub policy: Arc<Policy>,
    /// 演示
    pub demo: bool,
    /// The revision shown.
    pub revision: u32,
    /// The newest revision.
    pub current_revision: u32,
    /// All revisions, oldest first.
    pub revisions: Vec<RevisionRow>,
    /// Whether it is in force today, and why not.
    pub validity: Option<ValidityNotice>,
    /// The issuer.
    pub agency: Option<Linked>,
    /// Whom to call about it.
    pub contact: Option<Contact>,
    /// 依据与关联, by level.
    pub relations: Vec<Relation>,
    /// What explains it; empty for an older revision.
    pub explanations: PolicyExplanations,
    /// When the shown revision was taken in.
    pub recorded_at: Timestamp,
}

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Policy, &LIST)
}

/// The page of the current revision.
pub fn view(page: Page) -> AnyView {
    view! { <PolicyView page/> }.into_any()
}

/// An older revision, under its own address.
#[component]
pub fn PolicyVersion() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let id = params.get("id").unwrap_or_default();
    let number = revision_number(&params.get("number").unwrap_or_default());
    let (Some(number), Ok(known)) = (number, DocumentId::parse(&id)) else {
        return view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any();
    };
    let library = page_context().library;
    load_document(Kind::Policy, id, async move { library.policy(&known, Some(number)).await }, view)
}

#[component]
fn PolicyView(page: Page) -> impl IntoView {
    let policy = page.policy.clone();
    let shown = Arc::new(Shown::of(policy.clone()));
    let is_old = page.revision != page.current_revision;
    let base = format!("/policies/{}", page.id);
    let canonical = if is_old { format!("{base}/versions/{}", page.revision) } else { base.clone() };
    let published = policy.published_on.map_or_else(|| clock::minutes(page.recorded_at), |day| format!("{day} 00:00"));
    let agency_name = page.agency.as_ref().map(|agency| agency.text.clone());
    let source = policy.source.as_ref().and_then(|source| source.name.clone()).or_else(|| agency_name.clone());
    let subjects = policy.subjects.join("、");
    let keywords = if policy.keywords.is_empty() { page.title.clone() } else { policy.keywords.join(",") };
    let state = page.validity.as_ref().map(|notice| notice.statement.state);
    view! {
        <Head
            title=page.title.clone()
            description=policy.summary.clone().unwrap_or_default()
            kind=HeadKind::Article { published, source: source.unwrap_or_else(|| page_context().site.organiser.clone()), keywords }
            canonical
            noindex=is_old
        />
        <div class="two policy">
            <article class="sheet stack">
                <nav class="quiet crumbs" aria-label="当前位置">
                    <a href="/policies">"政策"</a>
                    {(!subjects.is_empty()).then(|| format!(" › {subjects}"))}
                </nav>
                <h1 class=title_class(&page.title)>{page.title.clone()}</h1>
                <p class="hit-facts">
                    <ValidityChip state/>
                    {policy.document_number.as_ref().map(|number| view! { <span class="quiet nowrap">{number.to_string()}</span> })}
                    {page.demo.then(|| view! { <span class="mark">"演示"</span> })}
                </p>
                {is_old.then(|| view! {
                    <section class="notice old-version">
                        <p><strong>{policy::is_old(page.revision)}</strong></p>
                        <p><a href=base.clone()>{policy::READ_NEWEST}</a> "　" <a href=format!("{base}/compare/{}..{}", page.revision, page.current_revision)>{policy::WHAT_CHANGED}</a></p>
                    </section>
                })}
                {page.validity.clone().map(|notice| view! { <Notice notice/> })}
                {policy.summary.clone().map(|summary| view! {
                    <section class="gist"><h2>{policy::GIST}</h2><p>{with_phones(&summary)}</p></section>
                })}
                {(!policy.unresolved.is_empty()).then(|| view! { <Unresolved spots=policy.unresolved.clone()/> })}
                {shown.is_cut().then(|| view! { <CutNotice id=page.id.clone() bytes=policy.body.len() is_old/> })}
                <Contents shown=shown.clone() folded=true/>
                <Explained explanations=page.explanations.clone()/>
                <OfficialText shown=shown.clone() id=page.id.clone() title=page.title.clone() explanations=page.explanations.by_clause.clone() is_old/>
                <CopyLinks/>
            </article>
            <aside class="stack" aria-label="文件资料">
                <FactsCard page=page.clone()/>
                <Contents shown folded=false/>
                <Relations relations=page.relations.clone()/>
                <Versions page/>
            </aside>
        </div>
    }
}

/// Damaged spots that a person must repair, said openly.
#[component]
fn Unresolved(spots: Vec<domain::policy::UnresolvedSpot>) -> impl IntoView {
    view! {
        <section class="notice">
            <p><strong>{policy::DAMAGED}</strong></p>
            <ul>{spots.into_iter().take(MOST_SPOTS).map(|spot| view! { <li>{policy::damaged(spot.line, &spot.text, &spot.reason)}</li> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn FactsCard(page: Page) -> impl IntoView {
    let policy = page.policy.clone();
    let id = page.id.clone();
    let unit_names = |role| -> Option<AnyView> {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut names: Vec<&str> = Vec::new();
        for name in
            policy.clauses.iter().flat_map(|c| &c.units).filter(|note| note.role == role).flat_map(|note| &note.names)
        {
            if seen.insert(name) && names.len() < MOST_UNITS {
                names.push(name);
            }
        }
        let mut all = names.join("、");
        if seen.len() > names.len() {
            all.push('等');
        }
        match seen.len() {
            0 => None,
            1..=MANY_UNITS => Some(all.into_any()),
            count => Some(view! { <details><summary>{policy::units(count)}</summary>{all}</details> }.into_any()),
        }
    };
    let (lead, responsible) = (unit_names(UnitRole::Lead), unit_names(UnitRole::Responsible));
    let mut facts = vec![
        Fact::text("索引号", policy.index_number.clone()),
        Fact::text("发文字号", policy.document_number.clone()),
        Fact { term: "发文机关", value: page.agency.clone().map(linked) },
        Fact::text("成文日期", policy.written_on),
        Fact::text("公布日期", policy.published_on),
        Fact::text("施行日期", policy.effective_on),
    ];
    if let Some(last) = policy.expires_on {
        facts.push(Fact::text("有效期至", Some(last)));
    }
    facts.push(Fact::text("主题", (!policy.subjects.is_empty()).then(|| policy.subjects.join("、"))));
    facts.push(Fact::text("公开属性", Some(domain::Disclosure::Proactive.label())));
    if let Some(genre) = &policy.genre {
        facts.push(Fact::text("体裁", Some(genre.clone())));
    }
    if lead.is_some() {
        facts.push(Fact { term: "牵头单位", value: lead });
    }
    if responsible.is_some() {
        facts.push(Fact { term: "责任单位", value: responsible });
    }
    if let Some(source) = &policy.source {
        let text = source.name.clone().or_else(|| source.url.clone());
        let url = source.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://"));
        facts.push(Fact { term: "信息来源", value: text.map(|text| linked(Linked { text, url })) });
    }
    let (phone, who) = page.contact.clone().map(|contact| (contact.phone, contact.who)).unzip();
    view! {
        <section class="sheet stack" aria-labelledby="facts">
            <h2 class="card-title" id="facts">{policy::FACTS}</h2>
            <Facts facts/>
            <CallButton phone who=who.unwrap_or_default()/>
            <h3 class="quiet">{policy::DOWNLOADS}</h3>
            <ul class="downloads">
                {policy::FILES
                    .map(|(suffix, word)| view! { <li><a href=format!("/policies/{id}.{suffix}") rel="nofollow">{word}</a></li> })}
            </ul>
        </section>
    }
}

/// Headings of the text. `folded` is the narrow screen's: a closed box above the text.
#[component]
fn Contents(shown: Arc<Shown>, folded: bool) -> impl IntoView {
    let clauses = shown.clauses();
    let mut headed: Vec<&Clause> =
        clauses.iter().filter(|clause| !clause.heading.is_empty() && !clause.label.is_empty()).collect();
    if headed.len() > LONG_CONTENTS {
        let shallowest = headed.iter().map(|clause| clause.depth).min().unwrap_or(0);
        headed.retain(|clause| clause.depth == shallowest);
    }
    if headed.is_empty() {
        // Articles without headings: their numbers are still the way around.
        headed =
            clauses.iter().filter(|clause| !clause.label.is_empty() && !clause.id.as_str().contains('.')).collect();
    }
    if headed.len() < 3 {
        return ().into_any();
    }
    headed.truncate(MOST_CONTENTS);
    let top = headed.iter().map(|clause| clause.depth).min().unwrap_or(0);
    let list = headed
        .into_iter()
        .map(|clause| {
            let class = if clause.depth > top { "deeper" } else { "" };
            view! { <li class=class><a href=format!("#{}", clause.id.anchor())>{clause.name()}</a></li> }
        })
        .collect_view();
    if folded {
        view! { <details class="contents narrow-only"><summary>{policy::CONTENTS}</summary><nav aria-label="本文目录"><ol>{list}</ol></nav></details> }.into_any()
    } else {
        view! { <nav class="contents sheet wide-only" aria-label=policy::CONTENTS><h2 class="card-title">{policy::CONTENTS}</h2><ol>{list}</ol></nav> }.into_any()
    }
}

/// Said above a text of which the page shows the beginning: no telephone opens pages of many megabytes.
#[component]
fn CutNotice(id: DocumentId, bytes: usize, is_old: bool) -> impl IntoView {
    // Files are of the newest.
    let of = if is_old { policy::OF_NEWEST } else { "" };
    view! {
        <section class="notice stack">
            <p><strong>{policy::is_cut(&domain::media::size_label(bytes as u64))}</strong></p>
            <ul class="downloads">
                {policy::WHOLE_FILES
                    .map(|(suffix, word)| view! { <li><a href=format!("/policies/{id}.{suffix}") rel="nofollow">{format!("{of}{word}")}</a></li> })}
            </ul>
        </section>
    }
}

/// A title of several lines is set smaller.
fn title_class(title: &str) -> &'static str {
    if title.chars().count() > LONG_TITLE { "long" } else { "" }
}

/// How much of the policy is explained, and the interpretations of it as a whole.
#[component]
fn Explained(explanations: PolicyExplanations) -> impl IntoView {
    let PolicyExplanations { explainable, explained, unit, interpretations, questions, figures, media, .. } =
        explanations;
    if interpretations.is_empty() && questions + figures + media == 0 {
        return ().into_any();
    }
    let link_rows = interpretations
        .into_iter()
        .map(|InterpretationLine { link, form, standing }| view! { <li><span class="mark">{form}</span> " " {linked(link)} " " <StandingMark standing/></li> })
        .collect_view();
    let coverage = policy::coverage(explainable, explained, unit, [questions, figures, media]);
    view! {
        <section class="explained" aria-label="解读">
            <ul class="plain">{link_rows}</ul>
            <p class="quiet">{coverage}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Relations(relations: Vec<Relation>) -> impl IntoView {
    if relations.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="sheet stack" aria-labelledby="relations">
            <h2 class="card-title" id="relations">{policy::RELATIONS}</h2>
            <ul class="relations">
                {relations
                    .into_iter()
                    .map(|relation| view! {
                        <li>
                            <span class="quiet">{relation.label} {relation.level.map(|level| format!(" · {level}"))}</span>
                            <span>{linked(relation.target)}</span>
                            <span class="quiet hit-facts">
                                {relation.document_number.map(|number| view! { <span class="nowrap">{number}</span> })}
                                {relation.validity.map(|state| view! { <ValidityChip state=Some(state)/> })}
                            </span>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Versions(page: Page) -> impl IntoView {
    if page.revisions.len() < 2 {
        return ().into_any();
    }
    let id = page.id.clone();
    let shown = page.revision;
    view! {
        <section class="sheet stack" aria-labelledby="versions">
            <h2 class="card-title" id="versions">{policy::VERSIONS}</h2>
            <ol class="versions" reversed="reversed">
                {page.revisions
                    .into_iter()
                    .rev()
                    .map(|row| {
                        let url = if row.number == page.current_revision { format!("/policies/{id}") } else { format!("/policies/{id}/versions/{}", row.number) };
                        let compare = (row.number > 1).then(|| view! { <a href=format!("/policies/{id}/compare/{}..{}", row.number - 1, row.number)>{policy::COMPARE_WITH_PREVIOUS}</a> });
                        view! {
                            <li>
                                <a href=url aria-current=(row.number == shown).then_some("true")>{revision(row.number)}</a>
                                <time class="quiet" datetime=clock::rfc3339(row.recorded_at)>{clock::civil_day(row.recorded_at).to_string()}</time>
                                {compare}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

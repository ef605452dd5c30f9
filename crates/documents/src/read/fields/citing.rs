//! Fields that several kinds share: the clauses that something rests on, its short answer, ids of other documents.

use domain::{ClauseCitation, ClauseId, DocumentId, Refusal, explanation::MAX_SHORT_ANSWER};

use super::takers::Fields;

pub fn short_answer(fields: &mut Fields) -> Result<String, Refusal> {
    let text = fields.text("short_answer")?.ok_or("缺少 short_answer（一句话答案）")?;
    within("short_answer", &text, MAX_SHORT_ANSWER)?;
    Ok(text)
}

pub fn within(key: &str, text: &str, most: usize) -> Result<(), Refusal> {
    let count = text.chars().count();
    if count <= most {
        Ok(())
    } else {
        Err(format!("{key} 有 {count} 字，最多 {most} 字：请只留最要紧的一句").into())
    }
}

pub fn required_id(fields: &mut Fields, key: &str, what: &str) -> Result<DocumentId, Refusal> {
    fields.id(key)?.ok_or_else(|| format!("缺少 {}（{what}）：请写编号", fields.path(key)).into())
}

pub fn ids(fields: &mut Fields, key: &str) -> Result<Vec<DocumentId>, Refusal> {
    fields
        .texts(key)?
        .iter()
        .map(|text| DocumentId::parse(text).map_err(|error| format!("字段 {key}：{error}").into()))
        .collect()
}

pub fn some_cites(fields: &mut Fields) -> Result<Vec<ClauseCitation>, Refusal> {
    let cites = cites(fields)?;
    if cites.is_empty() {
        return Err("缺少 cites（依据的条款）：至少写一条，如 [{\"policy\":\"…\",\"clause\":\"art5\"}]".into());
    }
    if cites.iter().all(|citation| citation.background) {
        return Err("cites 里都是作对比用的（background）：至少写一条现在的依据".into());
    }
    Ok(cites)
}

pub fn cites(fields: &mut Fields) -> Result<Vec<ClauseCitation>, Refusal> {
    fields.objects("cites")?.into_iter().map(cite).collect()
}

fn cite(mut fields: Fields) -> Result<ClauseCitation, Refusal> {
    let policy = required_id(&mut fields, "policy", "哪份政策")?;
    let clause = fields.text("clause")?;
    if clause.as_deref().is_some_and(|clause| !ClauseId::is_well_formed(clause)) {
        return Err(format!("{} 不是条款编号，应形如 art12.p2 或 1.3", fields.path("clause")).into());
    }
    let revision = fields.whole_number("revision")?.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let background = fields.truth("background")?.unwrap_or_default();
    if background && revision.is_none() {
        return Err(format!("{} 要和 revision 一起写：作对比的是哪一版", fields.path("background")).into());
    }
    Ok(ClauseCitation { policy, revision, clause: clause.map(ClauseId::new), background })
}

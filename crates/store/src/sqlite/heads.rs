//! The row behind a link.

use std::collections::HashMap;

use domain::{DocumentNumber, Kind, Validity, ValidityFacts};
use sqlx::SqliteConnection;

use super::{changes, words};
use crate::{Head, Result, StoreError};

/// The columns of a [`HeadRow`], of a `public_documents` named `p`.
macro_rules! head_columns {
    () => {
        "p.id, p.kind, p.title, p.document_number, p.listed_on, p.effective_on, p.expires_on, p.declared_validity, p.level"
    };
}
pub(super) use head_columns;

#[derive(sqlx::FromRow)]
pub struct HeadRow {
    pub id: String,
    kind: String,
    pub title: String,
    document_number: Option<String>,
    listed_on: Option<String>,
    effective_on: Option<String>,
    expires_on: Option<String>,
    declared_validity: Option<String>,
    level: Option<String>,
}

impl HeadRow {
    /// The head with what it says of its own validity; [`add_changes`] adds what others did to it.
    pub fn read(self) -> Result<Head> {
        let kind = Kind::parse(&self.kind).ok_or_else(|| StoreError::unreadable("kind of", &self.id, &self.kind))?;
        Ok(Head {
            validity: own_facts(&self.id, self.effective_on, self.expires_on, self.declared_validity)?,
            date: words::day(self.listed_on, &self.id)?,
            level: self.level.map(|level| words::from_word(level, &self.id)).transpose()?,
            document_number: self.document_number.map(DocumentNumber::from_normal_form),
            title: self.title,
            kind,
            id: words::id(self.id)?,
        })
    }
}

pub fn own_facts(id: &str, effective_on: Option<String>, expires_on: Option<String>, declared: Option<String>) -> Result<ValidityFacts> {
    let declared = declared
        .map(|word| Validity::parse(&word).ok_or_else(|| StoreError::unreadable("validity of", id, &word)))
        .transpose()?;
    Ok(ValidityFacts {
        effective_on: words::day(effective_on, id)?,
        expires_on: words::day(expires_on, id)?,
        declared,
        ..ValidityFacts::default()
    })
}

/// Completes the validity of many heads in one statement.
pub async fn add_changes<'a>(connection: &mut SqliteConnection, heads: impl Iterator<Item = &'a mut Head>) -> Result<()> {
    let mut heads: Vec<&mut Head> = heads.collect();
    if heads.is_empty() {
        return Ok(());
    }
    let changes: HashMap<_, _> = changes::changes_of(connection, &words::id_list(heads.iter().map(|head| &head.id))?).await?;
    for head in &mut heads {
        if let Some(changes) = changes.get(&head.id) {
            head.validity.changes.clone_from(changes);
        }
    }
    Ok(())
}

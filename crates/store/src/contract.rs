//! The behaviours that every [`ContentStore`] shares, each a test of its own.
//!
//! A backend's tests name a [`Place`] and call [`contract_tests!`](crate::contract_tests):
//!
//! ```ignore
//! store::contract_tests!(SqlitePlace::new());
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::wildcard_imports,
    reason = "a failing expectation is the point of a contract suite, and its samples are its vocabulary"
)]

mod concurrency;
mod explanations;
mod gaps;
mod lifecycle;
mod relations;
pub mod samples;
mod saving;
mod unclear;
mod upkeep;

pub use concurrency::*;
pub use explanations::*;
pub use gaps::*;
pub use lifecycle::*;
pub use relations::*;
pub use saving::*;
pub use unclear::*;
pub use upkeep::*;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;

use crate::ContentStore;

/// An empty place where content can live.
#[async_trait]
pub trait Place: Send + Sync {
    /// Opens it; every call gives another store over the same content, as another process would.
    async fn open(&self) -> Arc<dyn ContentStore>;
    /// Opens, as a store, what [`crate::Upkeep::backup_to`] wrote.
    async fn open_backup(&self, path: &Path) -> Arc<dyn ContentStore>;
    /// A folder for files of the test.
    fn folder(&self) -> PathBuf;
}

/// One `#[tokio::test]` for each behaviour, on a fresh [`Place`].
#[macro_export]
macro_rules! contract_tests {
    ($place:expr) => {
        $crate::contract_tests!($place;
            what_is_new_is_imported_what_differs_revised_what_equals_unchanged
            a_batch_answers_in_its_order_and_takes_an_id_twice
            an_empty_batch_does_nothing
            what_was_saved_comes_back_as_it_was
            sql_in_every_field_is_text
            a_body_of_twenty_megabytes_is_held
            originals_are_kept_byte_for_byte
            correspondence_leads_between_any_two_revisions
            edges_and_validity_follow_in_the_same_write
            an_edge_may_name_its_target_by_number_or_title
            an_ambiguous_title_names_nothing
            an_edge_that_a_revision_drops_no_longer_counts
            a_page_has_both_ends_and_their_validity
            citations_resolve_in_one_question
            both_ends_of_an_edge_agree_on_who_is_meant
            what_is_not_public_changes_nothing_and_appears_nowhere
            explanations_are_told_of_every_change_to_what_they_cite
            explanations_that_are_not_public_are_not_shown
            the_files_of_every_revision_are_needed
            a_retired_document_is_gone_with_its_reason
            what_is_gone_stays_gone_when_it_is_imported_again
            a_redirect_leads_on_without_chains_or_circles
            what_was_never_public_is_not_told_of
            operations_on_unknown_documents_say_so
            demonstration_content_leaves_without_a_trace
            agencies_are_found_by_id_and_name
            public_documents_come_in_pages
            the_outbox_rises_and_the_generation_with_it
            what_was_unclear_is_counted_by_day_and_words
            of_a_day_so_many_words_are_kept_and_the_rest_is_counted
            what_is_missing_is_counted_by_day_and_question
            counts_tell_what_is_held
            a_backup_is_whole_and_another_store
            a_closed_store_says_so
            two_stores_write_at_once
            readers_see_no_half_batch
            a_follower_misses_no_write_of_many
        );
    };
    ($place:expr; $($behaviour:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                $crate::contract::$behaviour(&$place).await;
            }
        )+
    };
}

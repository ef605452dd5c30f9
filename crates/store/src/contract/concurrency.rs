use std::collections::BTreeMap;

use domain::Kind;

use super::{Place, samples::*};

/// Nothing is lost, and revisions of one document from two writers have no gaps.
pub async fn two_stores_write_at_once(place: &impl Place) {
    const ROUNDS: usize = 25;
    let writers: Vec<_> = [place.open().await, place.open().await]
        .into_iter()
        .enumerate()
        .map(|(w, store)| {
            tokio::spawn(async move {
                for round in 0..ROUNDS {
                    save(
                        &*store,
                        [
                            policy(&format!("own-{w}-{round}"), "题", "一"),
                            policy("shared", "题", &format!("{w} {round}")),
                        ],
                    )
                    .await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let store = place.open().await;
    assert_eq!(store.ids(Kind::Policy).await.unwrap().len(), 2 * ROUNDS + 1);
    let shared = store.document(&id("shared")).await.unwrap().unwrap();
    assert_eq!(
        shared.revisions.iter().map(|r| r.number as usize).collect::<Vec<_>>(),
        (1..=2 * ROUNDS).collect::<Vec<_>>()
    );
    assert!(store.check_integrity().await.unwrap().is_empty());
}

/// A batch is there as a whole or not at all, in documents and in the outbox.
pub async fn readers_see_no_half_batch(place: &impl Place) {
    const SIZE: usize = 8;
    let (writing, reading) = (place.open().await, place.open().await);
    let writer = tokio::spawn(async move {
        for round in 0..40 {
            save(&*writing, (0..SIZE).map(|n| policy(&format!("batch-{round}-{n}"), "题", "一"))).await;
        }
    });
    loop {
        let done = writer.is_finished();
        let mut batches: BTreeMap<String, usize> = BTreeMap::new();
        for id in reading.ids(Kind::Policy).await.unwrap() {
            *batches.entry(id.as_str().rsplit_once('-').unwrap().0.to_owned()).or_default() += 1;
        }
        assert!(batches.values().all(|size| *size == SIZE), "{batches:?}");
        assert!(reading.outbox_after(0, 10_000).await.unwrap().len().is_multiple_of(SIZE));
        if done {
            break;
        }
    }
    writer.await.unwrap();
}

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
    let shared = store.page(&id("shared")).await.unwrap().unwrap();
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

/// Whoever follows the outbox while several writers commit is told of every write once, in order, and goes back for none: a row
/// never appears behind one that was read.
pub async fn a_follower_misses_no_write_of_many(place: &impl Place) {
    const WRITERS: usize = 3;
    const ROUNDS: usize = 30;
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let store = place.open().await;
        writers.push(tokio::spawn(async move {
            for round in 0..ROUNDS {
                save(
                    &*store,
                    [
                        policy(&format!("w{writer}-{round}"), "题", "一"),
                        policy("shared", "题", &format!("{writer} {round}")),
                    ],
                )
                .await;
            }
        }));
    }
    let following = place.open().await;
    let mut followed = Vec::new();
    loop {
        let is_over = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let last = followed.last().map_or(0, |(seq, _)| *seq);
        // Few at a time, so that it is behind most of the time.
        let rows = following.outbox_after(last, 7).await.unwrap();
        if rows.is_empty() && is_over {
            break;
        }
        followed.extend(rows.into_iter().map(|row| (row.seq, row.id)));
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let all = following.outbox_after(0, 10_000).await.unwrap();
    assert_eq!(followed, all.into_iter().map(|row| (row.seq, row.id)).collect::<Vec<_>>());
    for writer in 0..WRITERS {
        for round in 0..ROUNDS {
            let own = id(&format!("w{writer}-{round}"));
            assert_eq!(followed.iter().filter(|(_, id)| *id == own).count(), 1, "{own}");
        }
    }
    assert_eq!(followed.iter().filter(|(_, id)| id.as_str() == "shared").count(), WRITERS * ROUNDS);
}

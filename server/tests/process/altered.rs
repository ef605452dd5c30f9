//! What is altered behind the program's back: by a disk, or by a hand in the database.

use std::{fs, path::Path};

use sqlx::{ConnectOptions as _, Connection as _, Executor as _, sqlite::SqliteConnectOptions};

use super::program::{Server, database, index_files, live_index, policies, run, said, total, wait_for};

/// Alters a database as no program of ours would.
fn alter(database: &Path, sql: &str) {
    let altered = async {
        let mut raw = SqliteConnectOptions::new().filename(database).foreign_keys(false).connect().await.unwrap();
        raw.execute("DROP TRIGGER IF EXISTS revisions_are_immutable").await.unwrap();
        let done = raw.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.unwrap();
        raw.close().await.unwrap();
        done.rows_affected()
    };
    let rows = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(altered);
    assert!(rows > 0, "{sql}");
}

/// Policies of two revisions, of which one is withheld, and agencies; with originals.
fn portal() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("in.jsonl");
    for amount in ["二百", "三百"] {
        let subsidy = format!(
            "{{\"kind\":\"policy\",\"id\":\"subsidy\",\"title\":\"补贴办法\",\"body\":\"第一条　补贴每月{amount}元。\\n第二条　本办法自公布之日起施行。\\n\"}}\n"
        );
        let secret = "{\"kind\":\"policy\",\"id\":\"secret\",\"title\":\"内部掌握的办法\",\"body\":\"第一条　不得公开。\\n\",\"disclosure\":\"withheld\"}\n";
        let plain = "{\"kind\":\"policy\",\"id\":\"plain\",\"title\":\"补贴通知\",\"body\":\"一、按照补贴办法办理。\\n\",\"edges\":[{\"type\":\"based_on\",\"to\":\"subsidy\"}]}\n";
        fs::write(&file, subsidy + secret + plain).unwrap();
        assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    }
    let page = data.path().join("page.html");
    fs::write(&page, "<html><head><title>来自网页的通知</title></head><body><h1>来自网页的通知</h1><p>第一条　请按时办理。</p></body></html>").unwrap();
    let imported = run(data.path(), &["import", "--kind", "policy", page.to_str().unwrap()]);
    assert!(imported.status.success(), "{}", said(&imported));
    data
}

const CONTENT: &str =
    "UPDATE revisions SET content = replace(content, '三百', '八百') WHERE document_id = 'subsidy' AND number = 2";
const PAST: &str =
    "UPDATE revisions SET content = replace(content, '二百', '九百') WHERE document_id = 'subsidy' AND number = 1";
const ORIGINAL: &str = "UPDATE originals SET bytes = zeroblob(length(bytes))";
const TITLE: &str = "UPDATE documents SET title = '取消补贴办法' WHERE id = 'subsidy'";
const DISCLOSURE: &str = "UPDATE documents SET disclosure = 'proactive' WHERE id = 'secret'";
const SENTENCE: &str = "内容与存入时不一致";

#[test]
fn what_was_altered_is_named_by_verify_backup_and_restore() {
    let data = portal();
    let sound = run(data.path(), &["store", "verify"]);
    assert!(
        sound.status.success() && said(&sound).contains("内容库完好，核对了 4 份文件、5 个版本"),
        "{}",
        said(&sound)
    );
    let good = data.path().join("good.backup");
    assert!(run(data.path(), &["backup", good.to_str().unwrap()]).status.success());

    for (number, (sql, named)) in [
        (CONTENT, "subsidy 第 2 版 内容"),
        (PAST, "subsidy 第 1 版 内容"),
        (ORIGINAL, "第 1 版 原件"),
        (TITLE, "subsidy 第 2 版 状态、公开属性、标题、文号或日期"),
        (DISCLOSURE, "secret 第 1 版 状态、公开属性、标题、文号或日期"),
    ]
    .into_iter()
    .enumerate()
    {
        let restored = tempfile::tempdir().unwrap();
        assert!(run(restored.path(), &["restore", good.to_str().unwrap()]).status.success());
        alter(&database(restored.path()), sql);

        let verified = run(restored.path(), &["store", "verify"]);
        assert_eq!(verified.status.code(), Some(1), "{sql}: {}", said(&verified));
        assert!(
            said(&verified).lines().any(|line| line.contains(named)) && said(&verified).contains("1 处与存入时不一致"),
            "{sql}: {}",
            said(&verified)
        );

        let file = data.path().join(format!("bad-{number}.backup"));
        let refused = run(restored.path(), &["backup", file.to_str().unwrap()]);
        assert!(
            !refused.status.success() && said(&refused).contains(named) && said(&refused).contains("--even-altered"),
            "{sql}: {}",
            said(&refused)
        );
        assert!(
            !file.exists()
                && fs::read_dir(data.path())
                    .unwrap()
                    .flatten()
                    .all(|entry| !entry.file_name().to_string_lossy().contains("filling")),
            "{sql}: nothing is left"
        );
        let kept = run(restored.path(), &["backup", "--even-altered", file.to_str().unwrap()]);
        assert!(
            !kept.status.success()
                && file.exists()
                && said(&kept).contains(named)
                && said(&kept).contains("备份已写好"),
            "{sql}: {}",
            said(&kept)
        );

        let other = tempfile::tempdir().unwrap();
        let refused = run(other.path(), &["restore", file.to_str().unwrap()]);
        assert!(
            !refused.status.success() && said(&refused).contains(named) && said(&refused).contains("没有恢复"),
            "{sql}: {}",
            said(&refused)
        );
        assert!(!database(other.path()).exists());
        let taken = run(other.path(), &["restore", "--even-altered", file.to_str().unwrap()]);
        assert!(taken.status.success() && said(&taken).contains(named), "{sql}: {}", said(&taken));
        // And what it names is still named.
        assert!(said(&run(other.path(), &["store", "verify"])).contains(named), "{sql}");
    }
    // A backup itself that was altered.
    let altered = data.path().join("altered.backup");
    fs::copy(&good, &altered).unwrap();
    alter(&altered, CONTENT);
    let other = tempfile::tempdir().unwrap();
    let refused = run(other.path(), &["restore", altered.to_str().unwrap()]);
    assert!(!refused.status.success() && said(&refused).contains("subsidy 第 2 版 内容"), "{}", said(&refused));
}

#[test]
fn a_document_that_was_altered_is_not_shown_and_all_others_are() {
    let data = portal();
    let mut server = Server::start(data.path(), &[]);
    assert!(server.get("/policies/subsidy").1.contains("三百"));
    alter(&database(data.path()), CONTENT);
    alter(&database(data.path()), DISCLOSURE);
    // What is in memory is what was stored; another process reads anew.
    server = Server::start_again(server, data.path());
    for path in [
        "/policies/subsidy",
        "/policies/subsidy.txt",
        "/policies/subsidy.docx",
        "/api/v1/policies/subsidy",
        "/policies/subsidy/versions/2",
        "/policies/subsidy/compare/1..2",
    ] {
        let (status, body) = server.get(path);
        assert!(status == 503 && !body.contains("八百"), "{path}: {status} {body}");
        if !path.contains("docx") {
            assert!(body.contains(SENTENCE), "{path}: {status} {body}");
        }
    }
    let (_, page) = server.get("/policies/subsidy");
    assert!(page.contains("这份文件暂停显示") && page.contains("请联系"), "{page}");
    // The revision before, the documents beside it, the lists and the search are as they were.
    for path in [
        "/policies/plain",
        "/",
        "/policies",
        "/agencies",
        "/search?q=%E8%A1%A5%E8%B4%B4",
        "/api/v1/search?q=%E8%A1%A5%E8%B4%B4",
        "/sitemap.xml",
        "/feeds/policies.atom",
        "/api/v1/changes",
    ] {
        let (status, body) = server.get(path);
        assert!(status == 200 && !body.contains("八百"), "{path}: {status} {body}");
        // Another word in a column publishes nothing.
        assert!(!body.contains("secret") && !body.contains("内部掌握"), "{path}: {body}");
    }
    assert_eq!(server.get("/policies/secret").0, 404);
    assert_eq!(server.get("/api/v1/policies/secret").0, 404);
    // It is found, and says why it is not shown.
    assert!(server.get("/search?q=%E8%A1%A5%E8%B4%B4%E5%8A%9E%E6%B3%95").1.contains("/policies/subsidy"));
    server.wait_until("/readyz", |status, body| status == 200 && body.contains("\"altered\":2"));

    // The index is made anew without it, and goes on following.
    assert!(run(data.path(), &["index", "rebuild"]).status.success());
    let file = data.path().join("more.jsonl");
    policies(&file, 3);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    server.wait_until("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5", |_, body| body.contains("p2"));
    server.wait_until("/readyz", |status, _| status == 200);
    assert!(!server.get("/api/v1/search?q=%E4%B8%8D%E5%BE%97%E5%85%AC%E5%BC%80").1.contains("secret"));
    // An import does not cover it up.
    let again = run(data.path(), &["import", data.path().join("in.jsonl").to_str().unwrap()]);
    assert!(
        !again.status.success()
            && said(&again).contains("rejected 2")
            && said(&again).contains("“subsidy”第 2 版的内容与存入时不一致"),
        "{}",
        said(&again)
    );
}

#[test]
fn a_past_revision_that_was_altered_is_not_shown_and_the_current_one_is() {
    let data = portal();
    alter(&database(data.path()), PAST);
    let server = Server::start(data.path(), &[]);
    assert!(server.get("/policies/subsidy").1.contains("三百"));
    for path in ["/policies/subsidy/versions/1", "/policies/subsidy/compare/1..2"] {
        let (status, body) = server.get(path);
        assert!(status == 503 && body.contains(SENTENCE) && !body.contains("九百"), "{path}: {status} {body}");
    }
}

/// One byte in each file of the index that is read: a search may or may not meet it, the server looks for it.
#[test]
fn damaged_files_of_the_index_are_found_by_the_server_itself() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 200);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let live = || live_index(data.path());
    let mut server = Server::start(data.path(), &[]);
    let mut found = 0;
    for kind in ["idx", "store", "pos", "fast"] {
        server.end();
        let before = live();
        let damaged = index_files(before.as_ref().unwrap(), kind);
        for path in &damaged {
            let mut bytes = fs::read(path).unwrap();
            // In the last third: neither the first block that every search reads, nor the footer.
            let place = bytes.len() * 2 / 3;
            bytes[place] ^= 1;
            fs::write(path, bytes).unwrap();
        }
        if damaged.is_empty() {
            server = Server::start(data.path(), &[]);
            continue;
        }
        found += 1;
        let verified = run(data.path(), &["index", "verify"]);
        assert!(!verified.status.success(), "{kind}: {}", said(&verified));
        // Nobody searches.
        server = Server::start(data.path(), &[]);
        wait_for(&format!("the damage of {kind} is noticed"), || {
            let now = live();
            if now.is_some() && now != before { Ok(()) } else { Err(format!("{now:?}")) }
        });
        server.wait_until("/readyz", |status, _| status == 200);
        assert_eq!(total(&server), 200, "{kind}");
        let verified = run(data.path(), &["index", "verify"]);
        assert!(verified.status.success(), "{kind}: {}", said(&verified));
    }
    assert!(found >= 3, "the index has other files than were damaged: {found}");
}

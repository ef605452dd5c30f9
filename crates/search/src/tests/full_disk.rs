//! A disk that takes no more. A limit on the size of files stands for it: writing fails midway in the same way.

use std::process::Command;

use super::*;

/// No two documents alike, so that the text does not compress away.
fn many() -> Vec<Operation> {
    let word = |number: u32, place: u32| {
        (number.wrapping_mul(2_654_435_761).rotate_left(place % 32) ^ place).to_string() + "号事项，"
    };
    let text = |number: u32| (0..200).map(|place| word(number, place)).collect::<String>();
    (0..300).map(|number| put(document(&format!("d{number}"), "题", &text(number)))).collect()
}

/// The child of the test below: writes more than fits, and says how that ended.
#[test]
#[ignore = "run by the test that limits it"]
fn writes_more_than_fits() {
    let Ok(directory) = std::env::var("FULL_INDEX") else { return };
    let index = Index::open_or_create(directory).unwrap();
    let mut writer = index.writer().unwrap();
    // Which of the engine's threads meets the end of the disk first is chance, and so is what it calls it.
    writer.apply(&many()).and_then(|()| writer.commit(8)).expect_err("the disk is full");
    println!("\nrefused");
    drop(writer);
    assert_eq!((index.sequence(), find(&index, "补贴")), (7, vec!["a".to_owned()]), "searching goes on");
    println!("\nsearched");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_costs_nothing_that_was_committed() {
    let directory = tempfile::tempdir().unwrap();
    fill(&Index::open_or_create(directory.path()).unwrap(), vec![document("a", "生育", "补贴\n")], 7);
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" --ignored --exact --nocapture tests::full_disk::writes_more_than_fits"])
        .arg(std::env::current_exe().unwrap())
        .env("FULL_INDEX", directory.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(
        said.contains("refused") && said.contains("searched"),
        "{said}\n{}",
        String::from_utf8_lossy(&child.stderr)
    );

    let index = Index::open_or_create(directory.path()).unwrap();
    assert_eq!((index.sequence(), find(&index, "补贴")), (7, vec!["a".to_owned()]));
    let mut writer = index.writer().unwrap();
    writer.apply(&many()).unwrap();
    writer.commit(8).unwrap();
    assert_eq!((index.sequence(), index.search(&request("")).unwrap().total), (8, 301));
}

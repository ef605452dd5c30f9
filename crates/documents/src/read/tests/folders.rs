//! Folders, links, and what lies in them.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, content).expect("written");
}

fn titles(items: &[Result<SourceDocument, Rejection>]) -> Vec<&str> {
    items.iter().flatten().map(|read| read.document.title.as_str()).collect()
}

fn reasons(items: &[Result<SourceDocument, Rejection>]) -> Vec<String> {
    items.iter().filter_map(|item| item.as_ref().err()).map(|rejection| rejection.reason.to_string()).collect()
}

#[test]
fn a_folder_is_read_in_name_order_and_the_rest_is_counted() {
    let folder = folder();
    for name in ["b.txt", "a/c.md", "a/b.html", "d.PDF", "e.pdf", "无扩展名", ".hidden.txt", ".git/x.txt", "~$b.docx"]
    {
        write(folder.path(), name, &format!("{name}\n第一条 为了规范管理，制定本办法，请遵照执行。\n"));
    }
    let (items, report) = read_all(Input::Path(folder.path().to_owned()), &policies());
    assert_eq!(reasons(&items), [""; 0]);
    assert_eq!(titles(&items).len(), 3);
    let files: Vec<String> =
        items.iter().flatten().map(|read| read.place.file.replace(&folder.path().display().to_string(), "")).collect();
    assert_eq!(files, ["/a/b.html", "/a/c.md", "/b.txt"]);
    assert_eq!(report.skipped_extensions, BTreeMap::from([(String::new(), 1), ("pdf".to_owned(), 2)]));
    assert_eq!(report.sentences(), ["跳过 3 个不能导入的文件（无扩展名 1 个，.pdf 2 个）"]);
}

#[test]
fn a_bad_file_does_not_stop_the_good_ones() {
    let folder = folder();
    write(folder.path(), "a.txt", "甲\n");
    write(folder.path(), "b.txt", "");
    write(folder.path(), "c.txt", "丙\n");
    let (items, _) = read_all(Input::Path(folder.path().to_owned()), &policies());
    assert_eq!((titles(&items), reasons(&items).len()), (vec!["甲", "丙"], 1));
}

#[test]
fn folders_are_entered_deep_and_what_lies_deeper_is_told() {
    let folder = folder();
    write(folder.path(), &format!("{}a.txt", "d/".repeat(60)), "深\n");
    write(folder.path(), &format!("{}b.txt", "e/".repeat(70)), "太深\n");
    let (items, _) = read_all(Input::Path(folder.path().to_owned()), &policies());
    assert_eq!(titles(&items), ["深"]);
    assert!(matches!(reasons(&items).as_slice(), [reason] if reason.contains("64 层")), "{:?}", reasons(&items));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_counted_and_not_followed() {
    let (folder, elsewhere) = (folder(), folder());
    write(elsewhere.path(), "secret.txt", "外面\n");
    write(folder.path(), "a.txt", "里面\n");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("out")).expect("a link");
    std::os::unix::fs::symlink(elsewhere.path().join("secret.txt"), folder.path().join("b.txt")).expect("a link");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link");
    let (items, report) = read_all(Input::Path(folder.path().to_owned()), &policies());
    assert_eq!((titles(&items), report.skipped_links), (vec!["里面"], 3));
}

#[cfg(unix)]
#[test]
fn a_link_that_was_named_itself_is_followed() {
    let (folder, elsewhere) = (folder(), folder());
    write(elsewhere.path(), "a.txt", "指名\n");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(elsewhere.path(), &link).expect("a link");
    let (items, _) = read_all(Input::Path(link), &policies());
    assert_eq!(titles(&items), ["指名"]);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_refused() {
    let folder = folder();
    let link = folder.path().join("a.txt");
    std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).expect("a link");
    let (items, _) = read_all(Input::Path(link), &policies());
    assert!(matches!(reasons(&items).as_slice(), [reason] if reason.contains("找不到")), "{:?}", reasons(&items));
}

#[cfg(unix)]
#[test]
fn a_socket_is_not_waited_on() {
    let folder = folder();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("a.txt")).expect("a socket");
    let (items, _) = read_all(Input::Path(folder.path().to_owned()), &policies());
    assert!(matches!(reasons(&items).as_slice(), [reason] if reason.contains("不是普通文件")), "{:?}", reasons(&items));
}

#[test]
fn a_path_that_is_not_there_is_refused() {
    let (items, _) = read_all(Input::Path(folder().path().join("nowhere.txt")), &policies());
    assert!(matches!(reasons(&items).as_slice(), [reason] if reason.contains("找不到")), "{:?}", reasons(&items));
}

#[test]
fn a_named_file_of_another_extension_is_refused() {
    let folder = folder();
    write(folder.path(), "a.pdf", "%PDF");
    let (items, _) = read_all(Input::Path(folder.path().join("a.pdf")), &policies());
    assert!(matches!(reasons(&items).as_slice(), [reason] if reason.contains(".docx")), "{:?}", reasons(&items));
}

#[cfg(unix)]
#[test]
fn a_rejection_is_one_line_whatever_the_file_is_called() {
    let folder = folder();
    write(folder.path(), "a\n\u{1b}[2Jb.txt", "");
    let (items, _) = read_all(Input::Path(folder.path().to_owned()), &policies());
    let said = items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect::<String>();
    assert!(!said.is_empty() && !said.contains(char::is_control), "{said:?}");
}

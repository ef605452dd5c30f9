//! Folders become files, in name order.

use std::path::{Path, PathBuf};

use domain::Refusal;
use walkdir::{DirEntry, WalkDir};

use super::{Format, beside::is_companion, describe_io};

/// Folders this deep are not entered.
const MAX_DEPTH: usize = 64;

/// One thing found under a path.
pub enum Found {
    /// A file to read. One that was named itself may have any extension.
    File(PathBuf),
    /// A file in a folder that may belong to a document beside it.
    Companion(PathBuf),
    /// A file in a folder that cannot be read, by its extension.
    OtherExtension(String),
    /// A symbolic link in a folder; not followed.
    Link,
    /// Something that could not be looked at.
    Unreadable { file: String, reason: Refusal },
}

/// In small letters, without the dot.
pub fn extension(path: &Path) -> String {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase().replace(char::is_control, "\u{fffd}"))
        .unwrap_or_default()
}

type Visible = fn(&DirEntry) -> bool;

/// Walks a path; hidden files and folders and Word's lock files (`~$…`) are not there.
pub struct Walk(Option<walkdir::FilterEntry<walkdir::IntoIter, Visible>>);

impl Walk {
    pub fn new(root: &Path) -> Self {
        let visible: Visible = |entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(name.starts_with('.') || name.starts_with("~$"))
        };
        let walk = WalkDir::new(root).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
        Self(Some(walk.filter_entry(visible)))
    }

    pub fn empty() -> Self {
        Self(None)
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let entry = match self.0.as_mut()?.next()? {
                Ok(entry) => entry,
                Err(error) => {
                    let file = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                    let reason = error.io_error().map_or_else(|| format!("读取失败：{error}").into(), describe_io);
                    return Some(Found::Unreadable { file, reason });
                }
            };
            // Only the path the caller named may itself be a link.
            let file_type = if entry.depth() == 0 {
                match std::fs::metadata(entry.path()) {
                    Ok(metadata) => metadata.file_type(),
                    Err(error) => {
                        let file = entry.path().display().to_string();
                        return Some(Found::Unreadable { file, reason: describe_io(&error) });
                    }
                }
            } else {
                entry.file_type()
            };
            if file_type.is_dir() {
                if entry.depth() < MAX_DEPTH {
                    continue;
                }
                let reason = format!("文件夹嵌套超过 {MAX_DEPTH} 层，其中的文件没有读取").into();
                return Some(Found::Unreadable { file: entry.path().display().to_string(), reason });
            }
            if file_type.is_symlink() {
                return Some(Found::Link);
            }
            let named_itself = entry.depth() == 0;
            let path = entry.into_path();
            if !file_type.is_file() {
                let file = path.display().to_string();
                return Some(Found::Unreadable { file, reason: "不是普通文件，无法导入".into() });
            }
            let readable = Format::of_file_name(&path.to_string_lossy()).is_some();
            if readable || named_itself {
                return Some(Found::File(path));
            }
            let extension = extension(&path);
            return Some(if is_companion(&extension) {
                Found::Companion(path)
            } else {
                Found::OtherExtension(extension)
            });
        }
    }
}

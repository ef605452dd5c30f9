//! Reading: paths and bytes become documents, one at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use domain::{Disclosure, DocumentId, Kind, Refusal};
use serde_json::{Map, Value};

use crate::{FieldMap, Original, Place, Rejection, SourceDocument};

mod beside;
mod docx;
mod encoding;
mod fields;
mod html;
mod identity;
mod json_lines;
pub(crate) mod kinds;
mod markdown;
mod meter;
mod text;
mod walk;

use beside::Beside;
pub use beside::HeldFiles;
use json_lines::JsonLines;
use meter::Meter;
use walk::{Found, Walk};

/// The largest single-document file that is opened.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The formats that can be read, told apart by a file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON document a line.
    JsonLines,
    /// Word (Office Open XML).
    Docx,
    /// A web page.
    Html,
    /// Plain text.
    Text,
    /// Markdown, with or without TOML front matter.
    Markdown,
}

impl Format {
    /// The format of a file of that name; `None` for an extension that cannot be read.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "docx" => Some(Self::Docx),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Text),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }

    /// The MIME type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLines => "application/x-ndjson",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }
}

/// What to read.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file, or a folder with all that is in it.
    Path(PathBuf),
    /// A file that is already in memory.
    Bytes {
        /// Its name, with the extension that tells the format.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
}

/// What the caller knows of the source.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The kind of documents that do not say it.
    pub kind: Option<Kind>,
    /// The issuer of policies that do not name one.
    pub agency: Option<DocumentId>,
    /// How the source's keys read in terms of the contract.
    pub map: Option<FieldMap>,
    /// 公开属性 of documents that do not say it. The default is `proactive`, because what is imported
    /// in bulk is material already published; an office that imports internal drafts sets another.
    pub default_disclosure: Disclosure,
    /// The files beside what comes as bytes, by their full name.
    pub held: Option<HeldFiles>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { kind: None, agency: None, map: None, default_disclosure: Disclosure::Proactive, held: None }
    }
}

/// A key of the source that no field of the contract took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnusedKey {
    /// In how many documents it stood.
    pub documents: usize,
    /// Whether its values are kept in `extra`; `false` when the map ignores it.
    pub kept: bool,
}

/// What a run has to say apart from its documents. Complete when the reader is exhausted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadReport {
    /// Files not read because of their extension, by extension (`""` for none).
    pub skipped_extensions: BTreeMap<String, usize>,
    /// Symbolic links, which are not followed.
    pub skipped_links: usize,
    /// Keys that were not used.
    pub unused_keys: BTreeMap<String, UnusedKey>,
}

impl ReadReport {
    /// Adds another run's report to this one.
    pub fn merge(&mut self, other: Self) {
        for (extension, count) in other.skipped_extensions {
            *self.skipped_extensions.entry(extension).or_default() += count;
        }
        self.skipped_links += other.skipped_links;
        for (key, used) in other.unused_keys {
            let entry = self.unused_keys.entry(key).or_default();
            entry.documents += used.documents;
            entry.kept |= used.kept;
        }
    }

    /// The report as Chinese sentences, none when there is nothing to say.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        let skipped: usize = self.skipped_extensions.values().sum();
        if skipped > 0 {
            let names: Vec<String> = self
                .skipped_extensions
                .iter()
                .map(|(extension, count)| match extension.as_str() {
                    "" => format!("无扩展名 {count} 个"),
                    extension => format!(".{extension} {count} 个"),
                })
                .collect();
            sentences.push(format!("跳过 {skipped} 个不能导入的文件（{}）", names.join("，")));
        }
        if self.skipped_links > 0 {
            sentences.push(format!("跳过 {} 个符号链接", self.skipped_links));
        }
        for (kept, what) in [(true, "未使用的字段（原样保留）"), (false, "按映射忽略的字段")] {
            let keys: Vec<String> = self
                .unused_keys
                .iter()
                .filter(|(_, used)| used.kept == kept)
                .map(|(key, _)| fields::shortened(key))
                .collect();
            let more = keys.len().saturating_sub(MOST_KEYS_SAID);
            let said = keys.into_iter().take(MOST_KEYS_SAID).collect::<Vec<_>>().join("、");
            match (said.is_empty(), more) {
                (true, _) => {}
                (_, 0) => sentences.push(format!("{what}：{said}")),
                (_, more) => sentences.push(format!("{what}：{said} 等，还有 {more} 个")),
            }
        }
        sentences
    }
}

/// Of the keys that were not used, more are only counted.
const MOST_KEYS_SAID: usize = 50;

/// What one file or line holds before the contract's fields are taken out of it.
#[derive(Debug, Default)]
struct Record {
    fields: Map<String, Value>,
    notes: Vec<String>,
    original: Option<Original>,
}

impl Record {
    fn of_text(title: String, body: String) -> Self {
        let mut record = Self::default();
        record.set("title", title);
        record.set("body", body);
        record
    }

    fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.fields.insert(key.to_owned(), value.into());
    }
}

/// A refusal, with the line of the file where that is known.
#[derive(Debug)]
struct RefusedAt {
    line: Option<usize>,
    reason: Refusal,
}

impl<T: Into<Refusal>> From<T> for RefusedAt {
    fn from(reason: T) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

/// Reads documents one at a time. A file of JSON lines is streamed; nothing but the document in hand is
/// held in memory.
pub fn read(input: Input, options: &ReadOptions) -> Reader<'_> {
    let (files, bytes) = match input {
        Input::Path(path) => (Walk::new(&path), None),
        Input::Bytes { name, bytes } => (Walk::empty(), Some((name, bytes))),
    };
    Reader {
        options,
        files,
        bytes,
        lines: None,
        beside: Beside::default(),
        passed: BTreeSet::new(),
        report: ReadReport::default(),
    }
}

/// The iterator behind [`read`].
pub struct Reader<'a> {
    options: &'a ReadOptions,
    files: Walk,
    bytes: Option<(String, Vec<u8>)>,
    lines: Option<OpenLines>,
    beside: Beside,
    /// Files that may belong to a document that is still to come.
    passed: BTreeSet<PathBuf>,
    report: ReadReport,
}

struct OpenLines {
    file: String,
    lines: JsonLines<Box<dyn BufRead + Send>>,
}

impl Reader<'_> {
    /// What was skipped and unused so far.
    pub fn report(&self) -> &ReadReport {
        &self.report
    }

    fn skip(&mut self, extension: String) {
        *self.report.skipped_extensions.entry(extension).or_default() += 1;
    }

    /// Recordings and pictures that no document took are skipped like any other file.
    fn count_passed(&mut self) {
        for path in std::mem::take(&mut self.passed) {
            if !path.canonicalize().is_ok_and(|path| self.beside.taken.contains(&path)) {
                self.skip(walk::extension(&path));
            }
        }
    }

    fn next_line(&mut self) -> Option<Result<SourceDocument, Rejection>> {
        let open = self.lines.as_mut()?;
        let Some((line, record)) = open.lines.next() else {
            self.lines = None;
            return None;
        };
        let place = Place { file: open.file.clone(), line: Some(line) };
        Some(self.finish(place, record.map_err(RefusedAt::from)))
    }

    /// `None` when the file is one of JSON lines, which is then open.
    fn open(&mut self, path: &Path) -> Option<Result<SourceDocument, Rejection>> {
        let place = Place { file: path.display().to_string(), line: None };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.beside.around = beside::Surroundings::Folder(folder.to_owned());
        let Some(format) = Format::of_file_name(&place.file) else {
            return Some(Err(Rejection { reason: unknown_extension(&place.file), place }));
        };
        let opened = match format {
            Format::JsonLines => File::open(path).map(|file| {
                self.open_lines(place.file.clone(), Box::new(BufReader::with_capacity(1 << 16, file)));
                None
            }),
            _ => read_whole(path).map(Some),
        };
        match opened {
            Ok(None) => None,
            Ok(Some(bytes)) => Some(self.single(place, format, bytes)),
            Err(error) => Some(Err(Rejection { place, reason: describe_io(&error) })),
        }
    }

    fn open_lines(&mut self, file: String, source: Box<dyn BufRead + Send>) {
        self.lines = Some(OpenLines { file, lines: JsonLines::new(source) });
    }

    fn single(&mut self, place: Place, format: Format, bytes: Vec<u8>) -> Result<SourceDocument, Rejection> {
        let mut meter = Meter::start();
        let record = match format {
            Format::JsonLines => Err("内部错误：JSON 行应当逐行读取".into()),
            Format::Docx => docx::read(&bytes, &mut meter).map_err(RefusedAt::from),
            Format::Html => html::read(&bytes, &mut meter).map_err(RefusedAt::from),
            Format::Text => text::read(&bytes).map_err(RefusedAt::from),
            Format::Markdown => markdown::read(&bytes),
        };
        let record = record.map(|mut record| {
            record.original = Some(Original { media_type: format.media_type(), bytes });
            record
        });
        self.finish(place, record)
    }

    fn finish(&mut self, mut place: Place, record: Result<Record, RefusedAt>) -> Result<SourceDocument, Rejection> {
        let read = record.and_then(|record| {
            fields::document(record, self.options, &place, &mut self.beside).map_err(RefusedAt::from)
        });
        match read {
            Ok((document, ignored)) => {
                for (keys, kept) in [(&document.unknown_keys, true), (&ignored, false)] {
                    for key in keys {
                        let entry = self.report.unused_keys.entry(key.clone()).or_default();
                        entry.documents += 1;
                        entry.kept |= kept;
                    }
                }
                Ok(document)
            }
            Err(RefusedAt { line, reason }) => {
                place.line = place.line.or(line);
                Err(Rejection { place, reason })
            }
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<SourceDocument, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.next_line() {
                return Some(item);
            }
            if let Some((name, bytes)) = self.bytes.take() {
                let place = Place { file: name, line: None };
                self.beside.around = self.options.held.map_or(beside::Surroundings::Nowhere, |files| {
                    let folder = place.file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
                    beside::Surroundings::Held { files, folder }
                });
                match Format::of_file_name(&place.file) {
                    Some(Format::JsonLines) => self.open_lines(place.file, Box::new(io::Cursor::new(bytes))),
                    Some(format) => return Some(self.single(place, format, bytes)),
                    None => return Some(Err(Rejection { reason: unknown_extension(&place.file), place })),
                }
                continue;
            }
            let Some(found) = self.files.next() else {
                self.count_passed();
                return None;
            };
            match found {
                Found::File(path) => {
                    if let Some(item) = self.open(&path) {
                        return Some(item);
                    }
                }
                Found::Companion(path) => {
                    self.passed.insert(path);
                }
                Found::OtherExtension(extension) => self.skip(extension),
                Found::Link => self.report.skipped_links += 1,
                Found::Unreadable { file, reason } => {
                    return Some(Err(Rejection { place: Place { file, line: None }, reason }));
                }
            }
        }
    }
}

fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
    }
    Ok(bytes)
}

fn describe_io(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound => "找不到这个文件或文件夹，请检查路径".into(),
        io::ErrorKind::PermissionDenied => "没有读取权限，请检查文件权限".into(),
        io::ErrorKind::FileTooLarge => "文件超过 64 MB，请拆分后再导入".into(),
        _ => format!("读取失败：{error}").into(),
    }
}

fn unknown_extension(name: &str) -> Refusal {
    let advice = match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("doc" | "wps" | "rtf" | "odt") => "请在文字处理软件里另存为 .docx 再导入",
        Some("pdf" | "ofd") => "请找到排版前的 .docx 或网页再导入",
        Some("json") => "请存为一行一个文档的 .jsonl 再导入",
        _ => "可以导入 .jsonl、.docx、.html、.txt、.md",
    };
    format!("不能导入这种扩展名的文件：{advice}").into()
}

/// `\r\n` and lone `\r` become `\n`; says whether anything changed.
fn normalise_line_ends(text: String) -> (String, bool) {
    if text.contains('\r') { (text.replace("\r\n", "\n").replace('\r', "\n"), true) } else { (text, false) }
}

/// The note that goes with [`normalise_line_ends`].
const LINE_ENDS_NOTE: &str = "换行符统一为 LF";

#[cfg(test)]
mod tests;

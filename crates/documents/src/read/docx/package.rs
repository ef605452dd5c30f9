//! The archive, opened with limits: a hostile file costs a refusal, not the memory of the machine.

use std::io::{Cursor, Read};

use domain::Refusal;
use zip::{ZipArchive, result::ZipError};

use super::xml;
use crate::read::meter::Meter;

const MAX_ENTRIES: usize = 4096;
const MAX_UNCOMPRESSED_BYTES: u64 = 64 * 1024 * 1024;
/// How many times its packed size a part may have: text of Word is packed ten to forty times, a bomb a thousand times.
const MAX_RATIO: u64 = 200;
/// Small parts may compress as well as they like.
const RATIO_MATTERS_FROM_BYTES: u64 = 1024 * 1024;

const DAMAGED: &str = "Word 文件已损坏，请用 Word 或 WPS 重新保存为 .docx";
const BOMB: &str = "压缩包展开后过大，拒绝读取；如确是正常文件，请去掉图片后再导入";

pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    main_part: String,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], meter: &mut Meter) -> Result<Self, Refusal> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err("这是旧版 Word（.doc）或加密的文件，请解除密码并另存为 .docx 再导入".into());
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        if archive.len() > MAX_ENTRIES {
            return Err(format!("压缩包里的文件超过 {MAX_ENTRIES} 个，拒绝读取").into());
        }
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|_| DAMAGED)?;
            let (size, compressed) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            let bomb = size > RATIO_MATTERS_FROM_BYTES && size / compressed.max(1) > MAX_RATIO;
            if bomb || total > MAX_UNCOMPRESSED_BYTES {
                return Err(BOMB.into());
            }
        }
        let mut package = Self { archive, main_part: "word/document.xml".to_owned() };
        if let Some(rels) = package.text("_rels/.rels")?
            && let Some(target) = main_part_of(&rels, meter)
        {
            package.main_part = target;
        }
        Ok(package)
    }

    /// The name of the part with the text.
    pub fn main_part(&self) -> String {
        self.main_part.clone()
    }

    /// A part in the folder of the main part.
    pub fn sibling_text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let folder = self.main_part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        self.text(&path)
    }

    /// A part as text; `None` when the archive has none of that name. What is really unpacked is
    /// counted: the sizes that the archive declares may lie.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(DAMAGED.into()),
        };
        let limit =
            MAX_UNCOMPRESSED_BYTES.min(entry.compressed_size().saturating_mul(MAX_RATIO).max(RATIO_MATTERS_FROM_BYTES));
        let mut bytes = Vec::new();
        entry.take(limit + 1).read_to_end(&mut bytes).map_err(|_| DAMAGED)?;
        if bytes.len() as u64 > limit {
            return Err(BOMB.into());
        }
        let decoded = crate::read::encoding::decode(&bytes, None).map_err(|_| DAMAGED)?;
        Ok(Some(decoded.text))
    }
}

/// The target of the relationship of type `…/officeDocument`.
fn main_part_of(rels: &str, meter: &mut Meter) -> Option<String> {
    let mut target = None;
    xml::walk(rels, meter, |node, _| {
        if let xml::Node::Open { name: "Relationship", element, .. } = node
            && xml::attribute(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            target = xml::attribute(element, "Target");
        }
        Ok(())
    })
    .ok()?;
    target.map(|target| target.trim_start_matches('/').to_owned()).filter(|target| !target.is_empty())
}

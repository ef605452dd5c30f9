//! 效力位阶: what weight a text has, read from its title where nothing else says so.

use domain::{Kind, Level, Nature};

use crate::titles::without_article;

/// What weight a text has (《立法法》 第五章), from the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// 宪法、法律
    Law,
    /// 行政法规
    Regulation,
    /// 地方性法规、规章
    Local,
    /// 司法解释
    Ruling,
    /// 规范性文件
    Document,
    /// No text of law: an explanation, a guide, a report.
    Nothing,
}

impl Authority {
    /// Whether it is a text of articles about all of a matter, and no document on one occasion.
    pub(crate) const fn is_statute(self) -> bool {
        matches!(self, Self::Law | Self::Regulation | Self::Local | Self::Ruling)
    }
}

/// Endings that look like a law's and are none.
const NO_LAW: [&str; 8] = ["办法", "方法", "做法", "执法", "普法", "依法", "守法", "违法"];
/// What regulations and rules are called.
const RULES: [&str; 4] = ["规定", "办法", "细则", "规则"];
/// What documents of an agency are called.
const DOCUMENTS: [&str; 9] = ["通知", "意见", "决定", "公告", "通告", "方案", "批复", "命令", "规划"];
/// Units whose name at the beginning makes a text a local one.
const UNITS: [&str; 7] = ["省", "自治区", "自治州", "自治县", "市", "县", "经济特区"];
/// Provinces that go without their unit's word.
const PROVINCES: [&str; 8] = ["北京", "天津", "上海", "重庆", "内蒙古", "广西", "宁夏", "新疆"];
/// Characters of the longest name of a unit.
const LONGEST_UNIT: usize = 9;

/// What weight a text of this title has; `level` is the issuer's, where it is known.
pub fn authority_of(title: &str, kind: Kind, level: Option<Level>) -> Authority {
    if kind.nature() != Nature::Rule {
        return Authority::Nothing;
    }
    let name = name_of(title);
    let is_local = level.map_or_else(|| begins_with_place(name), |level| level != Level::State);
    if name.starts_with("最高人民") || name.ends_with("解释") {
        Authority::Ruling
    } else if is_law(name) && !is_local {
        Authority::Law
    } else if name.ends_with("条例") {
        if is_local { Authority::Local } else { Authority::Regulation }
    } else if RULES.iter().any(|ending| name.ends_with(ending)) {
        Authority::Local
    } else if DOCUMENTS.iter().any(|ending| name.ends_with(ending)) {
        Authority::Document
    } else {
        Authority::Nothing
    }
}

/// The title without the state's name, an article, and what stands in brackets at its end.
fn name_of(title: &str) -> &str {
    let mut name = without_article(title.trim());
    while let Some((before, _)) = name.strip_suffix(['）', ')']).and_then(|open| open.rsplit_once(['（', '('])) {
        name = before.trim_end();
    }
    name.strip_prefix("中华人民共和国").filter(|rest| rest.chars().nth(1).is_some()).unwrap_or(name)
}

fn is_law(name: &str) -> bool {
    let is_called_law = name.ends_with('法') && !NO_LAW.iter().any(|ending| name.ends_with(ending));
    is_called_law || name.ends_with("法典") || name.ends_with("修正案") || name == "宪法"
}

/// `北京市…`, `菏泽市…`, not `城市…` and `人力资源市场…`.
fn begins_with_place(name: &str) -> bool {
    if PROVINCES.iter().any(|province| name.starts_with(province)) {
        return true;
    }
    let beginning = name.char_indices().nth(LONGEST_UNIT).map_or(name, |(at, _)| name.get(..at).unwrap_or(name));
    UNITS.iter().any(|unit| {
        let Some((before, after)) = beginning.split_once(unit) else { return false };
        let is_name = before.chars().nth(1).is_some()
            && before.chars().all(hanzi::fold::is_hanzi)
            && !before.ends_with('城')
            && !before.contains("国务院");
        is_name && !after.starts_with('场')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_tells_what_a_text_weighs() {
        let cases = [
            ("中华人民共和国劳动合同法", Authority::Law),
            ("个人独资企业法第三十七条", Authority::Law),
            ("公司法（2023年修订）", Authority::Law),
            ("刑法修正案（十一）", Authority::Law),
            ("中华人民共和国宪法", Authority::Law),
            ("中华人民共和国个人所得税法实施条例", Authority::Regulation),
            ("城市供水条例", Authority::Regulation),
            ("人力资源市场暂行条例第六条", Authority::Regulation),
            ("菏泽市养犬管理条例", Authority::Local),
            ("新疆维吾尔自治区民族团结进步工作条例", Authority::Local),
            ("失业保险金申领发放办法", Authority::Local),
            ("最高人民法院关于审理旅游纠纷案件适用法律若干问题的规定", Authority::Ruling),
            ("关于贯彻《中华人民共和国安全生产法》的通知", Authority::Document),
            ("全国推进依法行政", Authority::Nothing),
            ("", Authority::Nothing),
        ];
        for (title, authority) in cases {
            assert_eq!(authority_of(title, Kind::Policy, None), authority, "{title}");
        }
        assert_eq!(authority_of("物业管理条例", Kind::Policy, Some(Level::City)), Authority::Local);
        assert_eq!(authority_of("劳动合同法", Kind::Interpretation, None), Authority::Nothing);
    }
}

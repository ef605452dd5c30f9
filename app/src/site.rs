//! What every page knows of the portal it belongs to.

use crate::words::frame::BRAND;

/// The portal's own facts, from configuration. Empty texts are not shown.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The city: 明乐市.
    pub city: String,
    /// 主办单位
    pub organiser: String,
    /// 联系电话
    pub phone: String,
    /// 办公时间
    pub office_hours: String,
    /// 网站标识码, `^(\d{10}|bm\d{8}|N\d{9})$`
    pub site_id_code: String,
    /// ICP备案号
    pub icp: String,
    /// 公安备案号
    pub police: String,
    /// 我为政府网站找错
    pub error_report_url: String,
    /// Whom to tell of a weakness; empty: the page about the site.
    pub security_contact: String,
    /// The public address, without a slash at the end.
    pub base_url: String,
    /// The portal holds invented content.
    pub demo: bool,
    /// The built assets.
    pub assets: Assets,
}

impl Site {
    /// 明乐市明白纸（演示）
    pub fn name(&self) -> String {
        let mark = if self.demo { "（演示）" } else { "" };
        format!("{}{BRAND}{mark}", self.city)
    }

    /// Whether readers reach it by TLS, as its public address says.
    pub fn is_reached_by_tls(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The style, and the addresses of built assets with their content hashes.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    /// The stylesheet itself: it stands in every page, because on a slow network its own request would cost more than
    /// its bytes.
    pub css: String,
    /// The script that starts the islands.
    pub boot: String,
    /// The glue and the module it loads, to be fetched early.
    pub glue: String,
    /// The WebAssembly module.
    pub wasm: String,
}

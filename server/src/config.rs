//! `mingbai.toml` and its defaults.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use app::site::{Assets, Site};
use serde::Deserialize;

/// The configuration file. Every key is optional.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The portal's own facts.
    pub site: SiteConfig,
    /// Behaviour towards the network.
    pub network: NetworkConfig,
    /// What is read first where texts match about equally.
    pub ranking: search::Priors,
}

/// `[site]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteConfig {
    /// The city's name.
    pub city: String,
    /// 主办单位
    pub organiser: String,
    /// 联系电话
    pub phone: String,
    /// 办公时间
    pub office_hours: String,
    /// 网站标识码
    pub site_id_code: String,
    /// ICP备案号
    pub icp: String,
    /// 公安备案号
    pub police: String,
    /// 我为政府网站找错
    pub error_report_url: String,
    /// Whom to tell of a weakness: a `mailto:`, `https:` or `tel:` address; empty: the page 关于本站.
    pub security_contact: String,
    /// The public address; empty: taken from the listening address.
    pub base_url: String,
}

impl Default for SiteConfig {
    /// The invented city of the demonstration.
    fn default() -> Self {
        Self {
            city: "明乐市".to_owned(),
            organiser: "明乐市人民政府办公室".to_owned(),
            phone: "0000-5550100".to_owned(),
            office_hours: "工作日 8:30–12:00，13:30–17:30".to_owned(),
            site_id_code: "0000000000".to_owned(),
            icp: String::new(),
            police: String::new(),
            error_report_url: String::new(),
            security_contact: String::new(),
            base_url: String::new(),
        }
    }
}

/// `[network]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Proxies whose `X-Forwarded-For` is believed, by address.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Searches and suggestions a client may ask for in a second, on average.
    pub searches_per_second: u32,
    /// The page cache, in bytes of bodies.
    pub page_cache_bytes: u64,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self { trusted_proxies: Vec::new(), searches_per_second: 20, page_cache_bytes: 48 * 1024 * 1024 }
    }
}

impl Config {
    /// Reads a file; a missing file at the default place is an empty one.
    pub fn read(path: &Path, is_default_place: bool) -> anyhow::Result<Self> {
        if is_default_place && !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).with_context(|| format!("读不了配置文件 {}", path.display()))?;
        let config: Self = toml::from_str(&text).with_context(|| format!("配置文件 {} 有错", path.display()))?;
        let code = &config.site.site_id_code;
        if !code.is_empty() && !is_site_id_code(code) {
            bail!(
                "配置文件 {} 的 site_id_code“{code}”不是网站标识码：应为 10 位数字，或 bm 加 8 位数字，或 N 加 9 位数字",
                path.display()
            );
        }
        let contact = &config.site.security_contact;
        if !contact.is_empty()
            && (contact.contains(char::is_whitespace)
                || !["mailto:", "https:", "tel:"].iter().any(|scheme| contact.starts_with(scheme)))
        {
            bail!(
                "配置文件 {} 的 security_contact“{contact}”应当是一个 mailto:、https: 或 tel: 开头的地址",
                path.display()
            );
        }
        if let Some((name, allowed)) = config.ranking.fault() {
            bail!(
                "配置文件 {} 的 [ranking] {name} 应当在 {} 到 {} 之间",
                path.display(),
                allowed.start(),
                allowed.end()
            );
        }
        if config.network.searches_per_second == 0 {
            bail!("配置文件 {} 的 searches_per_second 应当大于 0", path.display());
        }
        Ok(config)
    }

    /// The facts that pages show.
    pub fn site(&self, demo: bool, base_url: String, assets: Assets) -> Site {
        let site = self.site.clone();
        Site {
            city: site.city,
            organiser: site.organiser,
            phone: site.phone,
            office_hours: site.office_hours,
            site_id_code: site.site_id_code,
            icp: site.icp,
            police: site.police,
            error_report_url: site.error_report_url,
            security_contact: site.security_contact,
            base_url: if site.base_url.is_empty() { base_url } else { site.base_url.trim_end_matches('/').to_owned() },
            demo,
            assets,
        }
    }
}

/// `^(\d{10}|bm\d{8}|N\d{9})$` (`domain.md` §2.4)
fn is_site_id_code(code: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    digits(code, 10)
        || code.strip_prefix("bm").is_some_and(|rest| digits(rest, 8))
        || code.strip_prefix('N').is_some_and(|rest| digits(rest, 9))
}

/// The files under the data directory.
#[derive(Debug, Clone)]
pub struct DataDir(pub PathBuf);

impl DataDir {
    /// The content store.
    pub fn database(&self) -> PathBuf {
        self.0.join("mingbai.db")
    }

    /// A backup that is being put in place.
    pub fn restoring(&self) -> PathBuf {
        self.0.join("restoring.db")
    }

    /// Recordings and pictures.
    pub fn media(&self) -> PathBuf {
        self.0.join("media")
    }

    /// What operators did (`services::operations`).
    pub fn operations(&self) -> PathBuf {
        self.0.join("operations.log")
    }

    /// The search index, which can always be made again.
    pub fn index(&self) -> PathBuf {
        self.0.join("index")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, is_site_id_code};

    #[test]
    fn site_id_codes_follow_the_norm() {
        for good in ["1304000009", "bm64130001", "N000000672"] {
            assert!(is_site_id_code(good), "{good}");
        }
        for bad in ["130400000", "bm6413000", "n000000672", "明乐"] {
            assert!(!is_site_id_code(bad), "{bad}");
        }
    }

    fn read(text: &str) -> anyhow::Result<Config> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("mingbai.toml");
        std::fs::write(&path, text)?;
        Config::read(&path, false)
    }

    #[test]
    fn what_the_manual_prints_are_the_defaults_of_the_ranking() {
        let manual = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/OPERATING.md"))
            .expect("the manual");
        let (_, printed) = manual.split_once("[ranking]").expect("its section");
        let (printed, _) = printed.split_once("```").expect("its end");
        let config = read(&format!("[ranking]{printed}")).expect("what is printed");
        assert_eq!(config.ranking, search::Priors::default());
        assert_eq!(printed.lines().filter(|line| line.contains(" = ")).count(), 15, "every factor is printed");
    }

    /// What people look for must not come into a proxy's logs, beside their addresses.
    #[test]
    fn the_manuals_proxy_keeps_no_questions() {
        let manual = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/OPERATING.md"))
            .expect("the manual");
        let block = |kind: &str| {
            manual
                .split_once(kind)
                .and_then(|(_, rest)| rest.split_once("```"))
                .map(|(block, _)| block.to_owned())
                .expect("an example")
        };
        let nginx = block("```nginx");
        for line in nginx.lines().filter(|line| line.contains("log_format")) {
            assert!(
                line.contains("$uri")
                    && !["$args", "$request_uri", "$request\"", "$query_string", "$http_referer"]
                        .iter()
                        .any(|tells| line.contains(tells)),
                "{line}"
            );
        }
        assert_eq!(
            nginx.matches("access_log /").count(),
            nginx.matches(" mingbai;\n").count(),
            "every log has the format"
        );
        assert!(
            nginx.lines().filter(|line| line.trim().starts_with("error_log")).all(|line| line.contains(" crit;")),
            "an error's line holds the request"
        );
        let (_, suggestions) = nginx.split_once("location = /api/v1/suggest").expect("a place of its own");
        assert!(suggestions.contains("access_log off;"));
        for line in [
            "ssl_protocols TLSv1.2 TLSv1.3;",
            "listen 80;",
            "return 301 https://",
            "limit_conn ",
            "client_header_timeout ",
            "client_body_timeout ",
            "send_timeout ",
            "proxy_read_timeout ",
            "proxy_set_header X-Forwarded-For $remote_addr;",
        ] {
            assert!(nginx.contains(line), "{line}");
        }
        let unit = block("```ini");
        for line in [
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "ReadWritePaths=/var/lib/mingbai",
            "PrivateTmp=yes",
            "CapabilityBoundingSet=\n",
        ] {
            assert!(unit.contains(line), "{line}");
        }
    }

    #[test]
    fn a_factor_that_makes_no_sense_is_refused_with_a_sentence() {
        assert!((read("[ranking]\nlaw = 1.5").expect("a factor").ranking.law - 1.5).abs() < 1e-6);
        for (text, sentence) in [
            ("law = -1.0", "[ranking] law 应当在 0 到 5 之间"),
            ("question = nan", "[ranking] question 应当在"),
            ("length = 0.5", "[ranking] length 应当在 0 到 0.18 之间"),
            ("lwa = 1.0", "有错"),
        ] {
            let error = read(&format!("[ranking]\n{text}")).expect_err("nonsense");
            assert!(format!("{error:#}").contains(sentence), "{text}: {error:#}");
        }
    }
}

//! What every page has around it: header and footer. (The links to the pages about the portal: [`super::about`].)

/// The first link of a page, for keyboards.
pub const SKIP: &str = "跳到正文";
/// The name of the portal.
pub const BRAND: &str = "明白纸";
/// What the name leads to, for who does not see it.
pub const HOME: &str = "首页";
/// Before the organiser's telephone.
pub const PHONE: &str = "电话：";
/// Before the number that every government website has.
pub const SITE_CODE: &str = "网站标识码 ";
/// Leads to where faults of government websites are reported.
pub const REPORT_ERROR: &str = "我为政府网站找错";
/// Leads to the feed of policies.
pub const SUBSCRIBE: &str = "订阅新政策";
/// Leads to the description of the API.
pub const OPEN_DATA: &str = "开放数据接口";

/// When somebody answers.
pub fn office_hours(hours: &str) -> String {
    format!("办公时间：{hours}")
}

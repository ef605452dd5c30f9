//! 阅读设置 as a page. (The panel that opens in its place says the same: `islands`.)

/// Title and heading.
pub const TITLE: &str = "阅读设置";
/// Above the sizes.
pub const SIZE: &str = "字号";
/// The usual size.
pub const NORMAL: &str = "标准";
/// The large one.
pub const LARGE: &str = "长辈模式（大字）";
/// Above the colours.
pub const COLOURS: &str = "颜色";
/// The button.
pub const SAVE: &str = "保存";
/// Where they are kept.
pub const PRIVACY: &str = "设置只存在您自己的手机或电脑上（两个 Cookie：theme、size），不记录您是谁。";

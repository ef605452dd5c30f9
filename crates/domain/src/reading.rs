//! Reading settings: a cookie each, rendered by the server (`contracts.md`, Reading settings).

/// The colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// 跟随系统
    #[default]
    Auto,
    /// 浅色
    Light,
    /// 深色
    Dark,
    /// 高对比
    Contrast,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Light, Self::Dark, Self::Contrast];

    /// The cookie's value, and the `data-theme` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// Any other value counts as the default.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text).unwrap_or_default()
    }

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "跟随系统",
            Self::Light => "浅色",
            Self::Dark => "深色",
            Self::Contrast => "高对比",
        }
    }
}

/// The size of type. `Large` is 长辈模式, with its own layout rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TextSize {
    /// 标准
    #[default]
    Normal,
    /// 长辈模式
    Large,
}

impl TextSize {
    /// The cookie's value, and the `data-size` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }

    /// Any other value counts as the default.
    pub fn parse(text: &str) -> Self {
        if text == "large" { Self::Large } else { Self::Normal }
    }
}

/// What a reader has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ReadingSettings {
    /// The colours.
    pub theme: Theme,
    /// The size of type.
    pub size: TextSize,
}

impl ReadingSettings {
    /// Reads the settings from the value of a `Cookie` header; the first cookie of a name counts.
    pub fn from_cookie_header(header: &str) -> Self {
        let value = |name: &str| {
            header
                .split(';')
                .filter_map(|pair| pair.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        Self {
            theme: value("theme").map(Theme::parse).unwrap_or_default(),
            size: value("size").map(TextSize::parse).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_setting_counts_as_the_default() {
        let of = ReadingSettings::from_cookie_header;
        assert_eq!(of("a=b; theme=dark; size=large"), ReadingSettings { theme: Theme::Dark, size: TextSize::Large });
        assert_eq!(of("theme=\"><script>; size=9"), ReadingSettings::default());
        assert_eq!(of(""), ReadingSettings::default());
    }
}

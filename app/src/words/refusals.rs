//! What stands in the place of an answer that is refused or cannot be given, outside of the pages: title and sentence for readers, a
//! sentence for programs. (Pages for what is not there: [`super::errors`].)

/// A title and a sentence that says what to do.
pub type Refusal = (&'static str, &'static str);

// Addresses and requests.

/// No page, file or route is there.
pub const NO_ADDRESS: Refusal = ("没有这个网址", "请检查网址，或回首页搜索。");
/// Something is posted to a page.
pub const TAKES_NO_FORMS: Refusal = ("这个网址不接受提交", "请从页面上的表单提交，或回首页重新进入。");
/// A request does not say, or says twice, whom it asks.
pub const NO_HOST: Refusal = ("请求有误", "请求没有写清楚要访问哪个网址（Host），请从浏览器重新打开。");
/// A form that another site posts.
pub const CROSS_SITE: Refusal = ("这次提交不是从本站发出的", "为了保护您，已经拒绝。请回到本站页面重新提交。");
/// A client searches above its limit.
pub const TOO_FAST: Refusal = ("查得太快了", "请等几秒钟再查。");
/// A bug of ours.
pub const BROKEN: Refusal = ("页面出错了", "问题已经记录，请稍后再试，或打电话询问。");
/// A style, script or picture of the portal that is not there.
pub const NO_ASSET: Refusal = ("没有这个文件", "网址可能输错了。");

// Documents.

/// … the title: a part of a document that is not there.
pub const NO_PART: &str = "没有这一部分";
/// … the title: a document cannot be read.
pub const UNREADABLE: &str = "暂时不能读取";
/// A document cannot be read, for a reason that is in the log.
pub const UNREADABLE_NOW: &str = "暂时不能读取，请稍后再试。";
/// The store cannot be read.
pub const STORE_UNREADABLE: &str = "资料库暂时不能读取，请稍后再试。";

// Files, recordings, feeds.

/// A file cannot be made of a document.
pub const NO_FILE_MADE: Refusal = ("文件不能生成", "问题已经记录。请先下载纯文本，或打印网页。");
/// Too many take files of large documents.
pub const TOO_MANY_DOWNLOADS: Refusal = ("下载的人太多", "请过几分钟再下载，或先看网页。");
/// A recording became another while somebody played it.
pub const FILE_CHANGED: Refusal = ("文件已经换过", "请从头播放或重新下载。");
/// A part of a recording behind its end.
pub const FILE_IS_SHORTER: Refusal = ("文件没有这么长", "请从头播放或重新下载。");
/// A recording cannot be read.
pub const UNPLAYABLE: Refusal = ("暂时不能播放", "文件读不出来，问题已经记录。文字稿在网页上可以看。");
/// … the title: a recording has no file of that kind.
pub const NO_SUCH_FORMAT: &str = "没有这种格式";
/// The map of the site cannot be made.
pub const NO_SITEMAP: Refusal = ("暂时不能列出网址", STORE_UNREADABLE);
/// … the title: there is no such feed.
pub const NO_SUCH_FEED: &str = "没有这个订阅";
/// … the title: a feed cannot be made.
pub const NO_FEED_NOW: &str = "暂时不能订阅";

/// A recording has no file of that kind; `page` is where it is played.
pub fn no_such_format(title: &str, extension: &str, page: &str) -> String {
    format!("“{title}”没有 .{extension} 文件，请从网页 {page} 打开。")
}

/// The lists that are feeds, by their names in addresses and their labels.
pub fn feeds_there_are<'a>(lists: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let lists: Vec<String> = lists.map(|(name, label)| format!("{name}（{label}）")).collect();
    format!("可以订阅 {}，例如 /feeds/policies.atom；结尾也可以是 .rss 或 .json。", lists.join("、"))
}

// Forms.

/// “没看懂这一条” came without its fields.
pub const FORM_INCOMPLETE: Refusal = ("表单没有收全", "请按“后退”回到刚才的页面再提交一次。");
/// “缺这一件” came without its fields.
pub const GAP_FORM_INCOMPLETE: Refusal = ("表单没有收全", "请按“后退”回到刚才的页面再按一次。");
/// “缺这一件” came without a question.
pub const NOTHING_ASKED: Refusal = ("没有写要问什么", "请回到搜索，写下要问的事，再告诉我们缺这一件。");
/// The policy of a report is not there.
pub const NO_SUCH_POLICY: Refusal = ("没有这份政策", "网址可能输错了，请从政策列表重新进入。");
/// The clause of a report is not there.
pub const NO_SUCH_CLAUSE: Refusal = ("这份政策没有这一条", "请回到政策原文，从那一条下面点“没看懂”。");
/// A client sends reports above its limit.
pub const REPORTS_TOO_FAST: Refusal = ("提交得太快了", "请按“后退”回到刚才的页面，过一分钟再提交，写的字还在。");
/// All together send reports above the limit.
pub const REPORTS_CROWDED: Refusal =
    ("现在提交的人很多", "请按“后退”回到刚才的页面，过一分钟再提交，写的字还在；也可以直接打电话问。");
/// A client has sent enough for today.
pub const REPORTS_TOMORROW: Refusal =
    ("谢谢，今天已经收到很多条", "都记下了。还有没看懂的，请明天再告诉我们；急着弄清楚，可以直接打电话问。");
/// A report of “没看懂这一条” cannot be kept.
pub const REPORT_NOT_KEPT: Refusal =
    ("暂时收不下", "请按“后退”回到刚才的页面，过一会儿再提交，写的字还在；也可以直接打电话问。");
/// A report of “缺这一件” cannot be kept.
pub const GAP_NOT_KEPT: Refusal = ("暂时收不下", "请按“后退”回到刚才的页面，过一会儿再按；也可以直接打电话问。");

// For programs.

/// A client asks the API above its limit.
pub const API_TOO_FAST: &str = "查询过于频繁，请等几秒钟再查。";
/// No route of the API is there.
pub const API_NO_ROUTE: &str = "没有这个接口，接口说明见 /api/openapi.json。";
/// The number of results on a page of the API.
pub const API_BAD_PER_PAGE: &str = "per_page 应当是 1 到 100 的整数。";
/// Where to go on in the list of changes.
pub const API_BAD_SINCE: &str = "since 应当是上一次答复里 next 的值，第一次用 0。";
/// The id of a clause.
pub const API_BAD_CLAUSE: &str = "条款编号只由小写字母、数字和 . ~ - 组成，例如 art12.p2。";
/// Suggestions cannot be made.
pub const API_NO_SUGGESTIONS: &str = "暂时没有提示，请直接搜索。";

/// A policy has no such clause.
pub fn no_such_clause(clause: &str) -> String {
    format!("这份政策没有“{clause}”这一条。")
}

/// Behind the reason of a withdrawal: what to read in its place.
pub fn read_instead(title: &str, url: &str) -> String {
    format!("现在请看{title}：{url}")
}

/// The title of a refusal by its status.
pub const fn title(status: u16) -> &'static str {
    match status {
        400 => "请求有误",
        404 => "没有找到",
        410 => "已经撤下",
        405 => "请求方式不支持",
        413 => "内容太大",
        429 => "查询过于频繁",
        503 => "暂时不能服务",
        _ => "请求不能完成",
    }
}

/// What is said of a refusal that came without words, by its status.
pub const fn sentence(status: u16) -> &'static str {
    match status {
        413 => "提交的内容太大了，请减少后再试。",
        405 => "这个网址不支持这种请求方式。",
        503 => "一时忙不过来，请稍后再试。",
        404 => "没有这个网址。",
        403 => "这次提交不是从本站发出的，已经拒绝。",
        500 => "出错了，问题已经记录，请稍后再试。",
        _ => "请求里有认不出的内容，请检查后再试。",
    }
}

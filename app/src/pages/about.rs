//! Pages about the portal itself.

use leptos::prelude::*;

use crate::{
    components::head::{Head, HeadKind},
    page_context, words,
};

/// What this is and how to use it.
#[component]
pub fn About() -> impl IntoView {
    let site = page_context().site;
    view! {
        <Head title="关于本站" description="" kind=HeadKind::Plain canonical="/about"/>
        <article class="sheet stack prose">
            <h1>"关于明白纸"</h1>
            <p>"明白纸，是村里干部发到手上、一看就明白的那一张纸。这个网站把每一份政策都做成这样一张纸：和我有没有关系、能领多少、什么时候办、去哪里、带什么、找谁。"</p>
            <h2>"怎么用"</h2>
            <p>"在搜索框里用平常说话的句子问，把要办的事说出来就行。也可以输入文件名或者文号。"</p>
            <p>"每份文件都写明是否有效。已经废止、过期的文件会有明显提示，不要再照着办。"</p>
            <h2>"您的隐私"</h2>
            <p>"本站不记录您是谁，不使用任何跟踪，不向别的网站发送请求。只有“阅读设置”会在您自己的设备上存两个 Cookie。"</p>
            <h2>"联系我们"</h2>
            <p>"主办：" {site.organiser.clone()} "。拿不准的事，打 " <a href=format!("tel:{}", words::HOTLINE)>{words::HOTLINE}</a> "。"</p>
        </article>
    }
}

/// The accessibility statement.
#[component]
pub fn Accessibility() -> impl IntoView {
    view! {
        <Head title="无障碍说明" description="" kind=HeadKind::Plain canonical="/accessibility"/>
        <article class="sheet stack prose">
            <h1>"无障碍说明"</h1>
            <ul class="plain-list">
                <li>"长辈模式：点页面上方“阅读设置”，字变大、按钮变大，内容一样不少。"</li>
                <li>"键盘：按 Tab 键逐个移动，按回车打开；每页第一项是“跳到正文”。"</li>
                <li>"颜色：可以选浅色、深色、高对比；有效性除了颜色，还有文字和形状。"</li>
                <li>"不用 JavaScript 也能看全部内容、用全部表单，只是没有输入提示。"</li>
                <li>"每份文件可以打印，也可以下载网页、Word 和纯文本。"</li>
            </ul>
            <p>"哪里不好用，请打 " <a href=format!("tel:{}", words::HOTLINE)>{words::HOTLINE}</a> " 告诉我们。"</p>
        </article>
    }
}

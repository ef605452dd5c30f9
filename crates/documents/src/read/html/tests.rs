use super::*;

fn read(bytes: &[u8]) -> Result<Record, Refusal> {
    super::read(bytes, &mut Meter::start())
}

fn field(record: &Record, key: &str) -> String {
    record.fields.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8">
<title>关于规范物业收费的通知_某市人民政府门户网站</title>
<meta name="ArticleTitle" content="关于规范物业收费的通知">
<meta name="PubDate" content="2023-08-10 09:30"><meta name="ContentSource" content="市住房和城乡建设局">
<style>p{color:red}</style><script>var a = "<p>不要</p>";</script></head>
<body><nav>首页 &gt; 公开</nav>
<table><tr><td>索 引 号：</td><td>11999900000000002B/2023-00092</td><td>发文字号：</td><td>明住建发〔2023〕21号</td></tr>
<tr><td>发文机关：</td><td>市住房和城乡建设局</td><td>成文日期：</td><td>2023年8月8日</td></tr></table>
<div id="UCAP-CONTENT"><!-- 注释 --><p>　　为规范收费，<b>现通知</b>如下。</p>
<p>一、收费
标准<br>（一）等级</p><p style="display: none">藏起来的话</p>
<table><tr><th>等级</th><th>元</th></tr><tr><td><p>一级</p></td><td>1.60</td></tr></table>
<form><input value="x">请留言</form></div>
<footer>版权所有</footer></body></html>"#;

#[test]
fn the_text_is_taken_out_of_the_page() {
    let record = read(PAGE.as_bytes()).expect("readable");
    assert_eq!(field(&record, "title"), "关于规范物业收费的通知");
    assert_eq!(field(&record, "body"), "为规范收费，现通知如下。\n一、收费标准\n（一）等级\n等级\t元\n一级\t1.60\n");
}

#[test]
fn facts_come_from_meta_tags_and_from_the_table() {
    let record = read(PAGE.as_bytes()).expect("readable");
    assert_eq!(field(&record, "published_on"), "2023-08-10");
    assert_eq!(field(&record, "written_on"), "2023-08-08");
    assert_eq!(field(&record, "document_number"), "明住建发〔2023〕21号");
    assert_eq!(field(&record, "index_number"), "11999900000000002B/2023-00092");
    assert_eq!(field(&record, "issuer"), "市住房和城乡建设局");
    assert_eq!(record.fields.get("source").map(|source| source["name"].clone()), Some("市住房和城乡建设局".into()));
}

#[test]
fn a_gb2312_page_is_decoded() {
    let page = "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><title>通知</title></head><body><h1>关于放假的通知</h1><p>各单位：现将放假安排通知如下，请遵照执行。</p></body></html>";
    let bytes = encoding_rs::GBK.encode(page).0;
    let record = read(&bytes).expect("readable");
    assert_eq!(field(&record, "title"), "关于放假的通知");
    assert!(field(&record, "body").contains("请遵照执行。"));
}

#[test]
fn a_layout_table_is_not_a_table() {
    let text = "第一条　为了规范管理，制定本办法。";
    let page = format!(
        "<body><form><table><tr><td>菜单</td><td><table><tr><td><p>{}</p><p>第二条</p></td></tr></table></td></tr></table></form></body>",
        text.repeat(40)
    );
    let body = field(&read(page.as_bytes()).expect("readable"), "body");
    assert_eq!(body.lines().count(), 3, "{body}");
}

#[test]
fn an_empty_page_is_refused() {
    assert!(read(b"<html><body><script>render()</script></body></html>").is_err());
    assert!(read(b"").is_err());
}

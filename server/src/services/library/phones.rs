//! Whom to call about a matter: the number that its own text names for it.

use domain::Policy;
use hanzi::phones::{Phone, phones};

/// Matters that are complaints themselves.
const COMPLAINING: [&str; 5] = ["投诉", "举报", "监督", "检举", "反映"];

/// The number that texts name for a matter, of the first text that names one. Numbers that are only there to complain count
/// where the matter is a complaint; short ones that many share (12345) never do.
pub fn named<'a>(matter: &str, texts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let is_complaint = COMPLAINING.iter().any(|word| matter.contains(word));
    texts.into_iter().find_map(|text| best(&phones(text), |phone| is_complaint || !phone.is_for_complaints()))
}

/// The number that a policy names: for questions, else in its summary, else in its text.
pub fn of_policy(policy: &Policy) -> Option<String> {
    let any = |text: &str| best(&phones(text), |phone| !phone.is_for_complaints());
    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method alone is not general enough over the lifetime of the text"
    )]
    let asked = || lines(policy).find_map(|line| best(&phones(line), |phone| phone.is_for_questions()));
    asked().or_else(|| policy.summary.as_deref().and_then(any)).or_else(|| lines(policy).find_map(any))
}

/// The department that explains a policy, by the name that its text gives it (`由市民政局会同市财政局负责解释`).
pub fn explained_by(policy: &Policy) -> Option<&str> {
    lines(policy).find_map(|line| {
        let before = line.split_once("负责解释")?.0;
        let named = before.rsplit(['由', '。', '，', '；']).next()?.split("会同").next()?.split('、').next()?.trim();
        (!named.is_empty() && before.contains('由')).then_some(named)
    })
}

/// The text without its tables, which name a number for each of many places.
fn lines(policy: &Policy) -> impl Iterator<Item = &str> {
    policy.body.lines().filter(|line| !line.contains('\t'))
}

/// The first that counts, one for questions before others.
fn best(found: &[Phone<'_>], counts: impl Fn(&Phone<'_>) -> bool) -> Option<String> {
    let mut counting = found.iter().filter(|phone| !phone.is_hotline && counts(phone));
    let asked = counting.clone().find(|phone| phone.is_for_questions());
    asked.or_else(|| counting.next()).map(|phone| phone.dial.clone())
}

#[cfg(test)]
mod tests {
    use super::{explained_by, named, of_policy};

    fn policy(summary: &str, body: &str) -> domain::Policy {
        serde_json::from_value(serde_json::json!({"summary": summary, "body": body}))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_policy_names_its_number_and_who_explains_it() {
        let both = policy(
            "乱收费打0000-5550108。",
            "第一条　拨打监督电话0000-5550108。\n第二条　由市教育局会同市财政局、市发展改革委负责解释。咨询电话：0000-5550107。\n市医院\t0000-5550147\n",
        );
        assert_eq!((of_policy(&both).as_deref(), explained_by(&both)), (Some("0000-5550107"), Some("市教育局")));
        let joined = policy("", "第三条　本办法由市住房和城乡建设局负责解释。");
        assert_eq!(explained_by(&joined), Some("市住房和城乡建设局"), "和 stands in names");
        let summed =
            policy("被欠工资，打0000-5550139。", "第一条　监督电话：0000-5550134。\n第二条　解释权归市人社局。");
        assert_eq!((of_policy(&summed).as_deref(), explained_by(&summed)), (Some("0000-5550139"), None));
        assert_eq!(of_policy(&policy("", "市医院\t0000-5550147\n监督电话：0000-5550134，也可以打12345热线")), None);
    }

    #[test]
    fn a_matter_is_asked_where_its_text_says() {
        let text = "监督电话：0000-5550134；拨打24小时电话0000-5550139；也可以打12345热线。";
        assert_eq!(named("工资被拖欠找谁", [text]).as_deref(), Some("0000-5550139"));
        assert_eq!(named("去哪里投诉", [text]).as_deref(), Some("0000-5550134"));
        assert_eq!(
            named("怎么领", ["求助电话：0000-5550119；咨询电话：0000-5550115"]).as_deref(),
            Some("0000-5550115")
        );
        assert_eq!(named("怎么领", ["监督电话：0000-5550134", "打0000-5550111"]).as_deref(), Some("0000-5550111"));
        assert_eq!(named("怎么领", ["打12345问"]), None);
    }
}

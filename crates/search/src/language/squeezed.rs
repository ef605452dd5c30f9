//! Texts without the little characters that stand between the parts of a word, as patterns are compared.

/// Little characters that stand between the parts of a word as people say it (生了个娃) and are passed over.
const LITTLE: [char; 6] = ['了', '着', '过', '个', '的', ' '];

/// Little characters that belong to the word they begin: 个体, 过户.
const NOT_LITTLE: [(char, &str); 3] = [('个', "体税人"), ('过', "户期世渡"), ('的', "士")];

/// Of 那份, 这笔, 那种: 生娃那笔补助 is 生娃补助.
const THAT_SORT: &str = "份笔种项套";

/// A folded text without the little characters, as patterns are compared.
pub(crate) fn squeezed(folded: &str) -> String {
    squeezed_with_joints(folded).0
}

/// The same, with where in it a 的 or a blank was left out: 没房的租客 says nothing of 房租.
pub(crate) fn squeezed_with_joints(folded: &str) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(folded.len());
    let mut joints = Vec::new();
    let mut rest = folded.chars().peekable();
    while let Some(c) = rest.next() {
        let mut next_is = |of: &str| rest.peek().is_some_and(|next| of.contains(*next));
        if matches!(c, '那' | '这') && next_is(THAT_SORT) {
            rest.next();
            joints.push(text.len());
        } else if !LITTLE.contains(&c) || NOT_LITTLE.iter().any(|(little, after)| *little == c && next_is(after)) {
            text.push(c);
        } else if matches!(c, '的' | ' ') {
            joints.push(text.len());
        }
    }
    (text, joints)
}

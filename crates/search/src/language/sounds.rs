//! What is heard of a word, where what people confuse is one sound: 前后鼻音, 平翘舌.

use hanzi::pinyin;

/// The sound of a character, in which what people confuse is the same: 前后鼻音, 平翘舌.
pub(crate) fn blurred(c: char) -> String {
    pinyin::syllable(c).map_or_else(|| c.to_string(), blur)
}

/// Sounds of a word, one for each reading of a character that has several: 长 in 长护险 is not that of 家长.
pub(crate) fn heard(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let usual: Vec<String> = chars.iter().map(|c| blurred(*c)).collect();
    let mut sounds = vec![usual.concat()];
    for (at, c) in chars.iter().enumerate() {
        for reading in pinyin::syllables(*c).iter().skip(1) {
            let sound: String = usual
                .iter()
                .enumerate()
                .map(|(i, usual)| if i == at { blur(reading) } else { usual.clone() })
                .collect();
            if !sounds.contains(&sound) {
                sounds.push(sound);
            }
        }
    }
    sounds
}

fn blur(syllable: &str) -> String {
    let flat = if ["zh", "ch", "sh"].iter().any(|start| syllable.starts_with(start)) {
        syllable.replacen('h', "", 1)
    } else {
        syllable.to_owned()
    };
    format!("{}'", flat.strip_suffix('g').filter(|rest| rest.ends_with('n')).unwrap_or(&flat))
}

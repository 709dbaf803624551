//! The presets are rules that the mock takes.

use super::*;

#[test]
fn every_preset_is_a_rule_whatever_the_address_is() {
    for preset in Preset::ALL {
        for to in ["+15551230001", "whatsapp:+1555", "a \"b\" \\ c", ""] {
            let rules = Rules::parse(&preset.added_to("# mine\n", to));
            assert_eq!(rules.map(|rules| rules.len()), Ok(1), "{preset:?} {to}");
        }
    }
    let all = Preset::ALL.into_iter().fold(String::new(), |text, preset| preset.added_to(&text, "+1"));
    assert_eq!(Rules::parse(&all).map(|rules| rules.len()), Ok(6));
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let question = FailuresQuestion::new("[[rule]]\ndrop = true\nwhen = {nexd = 1}\n", "+1");
    let mistake = question.mistake().unwrap();
    assert_eq!((mistake.line, mistake.column), (3, 9));
}

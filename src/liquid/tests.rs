//! The engine from the outside, on Studio's profile unless a test says otherwise.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    AfterError, CompletionKind, FindingKind, Key, Options, SegmentStyle, TokenKind, Unknown, completion_at,
    parse, rename_root_member, tokens,
};

fn data() -> Value {
    json!({
        "flow": { "variables": { "count": 2, "list": ["a", "b", null], "price": 9.5 }, "data": {} },
        "contact": { "channel": { "address": "+15550100200" } },
        "trigger": { "message": { "Body": "  Yes please ", "NumMedia": "0" } },
        "widgets": { "ask": { "inbound": { "Body": "Pizza" } }, "my-http": { "parsed": { "size": 3 } } },
        "many": (0..20).collect::<Vec<_>>(),
        "key": "count",
    })
}

/// Renders to the text.
fn check(template: &str, expected: &str) {
    let rendered = parse(template).render(&data(), &Options::default());
    assert_eq!(rendered.text, expected, "{template}: {:?}", rendered.findings);
    assert!(!rendered.failed(), "{template}: {:?}", rendered.findings);
}

/// Fails with a finding of the kind at the text, and renders nothing.
fn check_fails(template: &str, kind: FindingKind, at: &str) {
    let rendered = parse(template).render(&data(), &Options::default());
    assert!(rendered.failed(), "{template} gave {:?}", rendered.text);
    assert_eq!(rendered.text, "", "{template}");
    let places: Vec<_> = rendered.findings.iter().map(|f| (&f.kind, &template[f.span.clone()])).collect();
    assert!(places.contains(&(&kind, at)), "{template}: {places:?}");
}

#[test]
fn outputs() {
    check("Hi {{ widgets.ask.inbound.Body }}!", "Hi Pizza!");
    check("{{widgets['ask'][\"inbound\"].Body}}", "Pizza");
    check("{{ flow.variables[key] }}{{ flow.variables.list[1] }}", "2b");
    check("{{ widgets.my-http.parsed.size }}{{ flow.variables.list.size }}", "33");
    check("{{ widgets.ask. \n inbound .Body }}", "Pizza");
    check("{{ 'ü' }}{{ 1 }}{{ 1.50 }}{{ true }}{{ nil }}{{ flow.variables.price }}", "ü11.5true9.5");
    check("Hi {{ nobody.here }},", "Hi ,");
    check("a } b }} c { d %}", "a } b }} c { d %}");
}

#[test]
fn the_filters_flows_use() {
    check("{{ nothing | plus: 1 }}{{ '1' | plus: 2 }}{{ flow.variables.count | plus: 0.5 }}", "132.5");
    check("[{{ trigger.message.Body | strip | downcase }}]", "[yes please]");
    check(
        "{{ 10 | divided_by: 3 }} {{ 10 | divided_by: 4.0 }} {{ 2.5 | round }} {{ 123 | size }}",
        "3 2.5 3 8",
    );
    check("{{ flow.data.x | default: 'guest' }}{{ '' | default: 1 }}", "guest1");
    check(
        "{{ '+1 555&a' | url_encode }} {{ widgets.ask | to_json }}",
        r#"%2B1+555%26a {"inbound":{"Body":"Pizza"}}"#,
    );
    check(
        "{{ 'a,b,c' | split: ',' | last | append: '!' | upcase }}{{ '+15551234567' | slice: 2, 3 }}",
        "C!555",
    );
}

#[test]
fn dates_use_the_given_clock_and_pacific_time() {
    check("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "1969-12-31 16:00");
    check("{{ 1709643845 | date: '%H' }}{{ '1709643845' | date: '%p' }}", "05AM");
    check("{{ '2024-03-05 13:04:05' | date: '%a %e %Q' }}", "Tue 5 %Q");
    check("{{ 'soon' | date: '%Y' }}{{ nil | date: '%Y' }}", "soon");
}

#[test]
fn tags() {
    check("{% if nothing %}a{% elsif key == 'count' and many contains 3 %}b{% else %}c{% endif %}", "b");
    check("{% unless nothing == empty %}y{% else %}n{% endunless %}", "y");
    check("{% if true or false and false %}y{% endif %}{% if '' %}y{% endif %}", "yy");
    check("{% assign n = flow.variables.count | times: 2 %}{{ n }}", "4");
    check("{% capture c %}<{{ key }}>{% endcapture %}{{ c }}", "<count>");
    check("{% case key %}x{% when 'a' or 'count' %}1{% else %}2{% endcase %}", "1");
    check(
        "{% for i in (1..3) reversed %}{{ i }}{% if forloop.index == 2 %}{% break %}{% endif %}{% endfor %}",
        "32",
    );
    check("{% for p in widgets.ask.inbound %}{{ p[0] }}={{ p[1] }}{% endfor %}", "Body=Pizza");
    check("{% for i in none %}x{% else %}none{% endfor %}{% cycle 1, 2 %}{% cycle 1, 2 %}", "none12");
    check("{% comment %}{{ x | nope {% endcomment %}{% raw %}{{ a }}{% endraw %}", "{{ a }}");
    check("a {%- if true -%} b {%- endif %} {{- key -}}  c\n{% if true %}\n{% endif %}", "abcountc\n\n");
}

#[test]
fn what_81018_is_raised_for() {
    check_fails("{{ count + 1 }}", FindingKind::Syntax, "+");
    check_fails("{{ naïve }}", FindingKind::Syntax, "ï");
    check_fails("{% assign x == 1 %}", FindingKind::Syntax, "==");
    check_fails("a {{ key", FindingKind::Syntax, "{{");
    check_fails("{{ }}", FindingKind::Syntax, "{{ }}");
    check_fails("{{ key many }}", FindingKind::Syntax, "many");
    check_fails("{{ key | nope: 1 }}", FindingKind::UnknownFilter, "nope");
    check_fails("{% nope %}", FindingKind::UnknownTag, "nope");
    check_fails("{% echo 1 %}", FindingKind::UnknownTag, "echo");
    check_fails("{% if key %}x", FindingKind::Syntax, "if");
    check_fails("{{ many[20] }}", FindingKind::IndexOutOfRange, "[20]");
    check_fails("{{ 1 | divided_by: 0 }}", FindingKind::DivisionByZero, "divided_by");
    check_fails("{% for i in many %}{{ i }}{% endfor %}", FindingKind::LoopLimit, "for");
    check_fails(&"x".repeat(16 * 1024 + 1), FindingKind::OutputTooLong, &"x".repeat(16 * 1024 + 1));
    check("{% for i in many limit: 15 %}{{ i }}{% endfor %}", "01234567891011121314");
}

#[test]
fn all_errors_show_at_once_and_the_rest_is_still_read() {
    let template = parse("{{ a + b }} {% if x | %}{{ c | nope }}{% endif %} {{ d.e }}");
    let messages: Vec<&str> = template.errors().iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert_eq!(
        reads("{{ a + b }} {% if x | %}{{ c | nope }}{% endif %} {{ d.e }}"),
        ["a", "b", "x", "c", "d.e"]
    );
}

#[test]
fn after_an_error_the_field_holds_what_the_options_say() {
    let render = |after_error| {
        parse("a{{ 1 | divided_by: 0 }}b")
            .render(&data(), &Options { after_error, ..Options::default() })
            .text
    };
    assert_eq!(render(AfterError::Empty), "");
    assert_eq!(render(AfterError::Raw), "a{{ 1 | divided_by: 0 }}b");
    assert_eq!(render(AfterError::Partial), "a");
    let partial = Options { after_error: AfterError::Partial, ..Options::default() };
    let text = parse("a{% for i in (1..3) %}{{ i }}{{ i + }}{% endfor %}b").render(&data(), &partial).text;
    assert_eq!(text, "a1");
}

#[test]
fn undefined_is_reported_with_its_place_and_is_no_error() {
    let text = "{% if gone.a %}{% endif %}{{ flow.data.x }}{{ gone | default: 1 }}";
    let rendered = parse(text).render(&data(), &Options::default());
    let kinds: Vec<_> = rendered.findings.iter().map(|f| (f.kind.clone(), &text[f.span.clone()])).collect();
    assert_eq!(
        kinds,
        [
            (FindingKind::UndefinedTested("gone.a".into()), "gone.a"),
            (FindingKind::Undefined("flow.data.x".into()), "flow.data.x"),
            (FindingKind::UndefinedTested("gone".into()), "gone"),
        ]
    );
    assert!(!rendered.failed());
}

#[test]
fn what_rests_on_unverified_facts_says_so() {
    let rendered = parse("{{ -7 | modulo: 3 }}").render(&data(), &Options::default());
    assert_eq!(rendered.text, "-1");
    assert!(rendered.findings.iter().any(|f| f.kind == FindingKind::Assumption(Unknown::ModuloSign)));
    assert_eq!(parse("{{ -7 | modulo: 3 }}").render(&data(), &Options::reference()).text, "2");
}

#[test]
fn the_value_of_a_single_output_keeps_its_type() {
    let value = |text| parse(text).value(&data(), &Options::default());
    assert_eq!(value("{{ flow.variables.count | plus: 1 }}"), Some(json!(3)));
    assert_eq!(value("{{ flow.variables.list }}"), Some(json!(["a", "b", null])));
    assert_eq!(value(" {{ key }}"), None);
    assert_eq!(value("{{ key + 1 }}"), None);
}

#[test]
fn literals() {
    assert!(parse("").is_literal());
    assert!(parse("plain } {").is_literal());
    assert!(!parse("a {{ b }}").is_literal());
    assert!(!parse("{% comment %}{% endcomment %}").is_literal());
    assert!(!parse("a{%- comment %}{% endcomment %}").is_literal());
}

fn reads(source: &str) -> Vec<String> {
    parse(source).reads().iter().map(super::Read::text).collect()
}

#[test]
fn reads_are_the_paths_from_outside() {
    assert_eq!(reads("{{ a.b[0]['c d'][e.f] | plus: g }}"), ["a.b[0].c d[…]", "e.f", "g"]);
    assert_eq!(reads("{{ x }}{% assign x = x | append: y %}{{ x.z }}"), ["x", "x", "y"]);
    assert_eq!(
        reads("{% for i in l %}{{ i.n }}{{ forloop.index }}{% endfor %}{{ i }}{{ forloop }}"),
        ["l", "i", "forloop"]
    );
    assert_eq!(
        reads("{% comment %}{{ a }}{% endcomment %}{% raw %}{{ b }}{% endraw %}{% if (c) %}{% endif %}"),
        ["c"]
    );
    let text = "{{ widgets[\"a b\"].c }}";
    let read = &parse(text).reads()[0];
    assert_eq!(read.path[1].key, Key::Name("a b".into()));
    assert_eq!((read.path[1].style, read.path[2].style), (SegmentStyle::Bracketed, SegmentStyle::Dotted));
    assert_eq!(&text[read.path[1].span.clone()], "a b");
    assert_eq!(&text[read.span.clone()], "widgets[\"a b\"].c");
}

fn check_rename(source: &str, new: &str, expected: Option<&str>) {
    assert_eq!(rename_root_member(source, "widgets", "old", new).as_deref(), expected, "{source}");
}

#[test]
fn renames_a_member_everywhere_and_nothing_else() {
    check_rename(
        "widgets.old {{widgets.old.x}} {{ widgets . old }} {{ widgets.older }} {{ flow.old }}",
        "new",
        Some("widgets.old {{widgets.new.x}} {{ widgets . new }} {{ widgets.older }} {{ flow.old }}"),
    );
    check_rename(
        "{% if widgets['old'].a == widgets[\"old\"].b %}{% endif %}",
        "n",
        Some("{% if widgets['n'].a == widgets[\"n\"].b %}{% endif %}"),
    );
    check_rename("{{ widgets.old.x }}", "two words", Some("{{ widgets[\"two words\"].x }}"));
    check_rename("{{ widgets['old'] }}", "it's", Some("{{ widgets[\"it's\"] }}"));
    check_rename(
        "{{ a[widgets.old.i] }}{{ b | plus: widgets.old.n }}",
        "x",
        Some("{{ a[widgets.x.i] }}{{ b | plus: widgets.x.n }}"),
    );
    check_rename(
        "{{ broken + }}{{ widgets.old.x + widgets.old.y }}{% nope widgets.old %}",
        "x",
        Some("{{ broken + }}{{ widgets.x.x + widgets.x.y }}{% nope widgets.x %}"),
    );
    check_rename("{% assign widgets = a %}{{ widgets.old }}", "x", None);
    check_rename("{{ widgets[old] }}{{ 'widgets.old' }}{% raw %}{{ widgets.old }}{% endraw %}", "x", None);
}

#[test]
fn tokens_name_each_piece() {
    let source = "Hi {{ a.b | upcase }}{% if x == 'y' %}1{% endif %}{{ ! }}";
    let found: Vec<_> = tokens(source)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Text)
        .map(|token| (source[token.span].to_string(), token.kind))
        .collect();
    let kind = |text: &str| found.iter().find(|(t, _)| t == text).map(|(_, kind)| *kind);
    assert_eq!(kind("upcase"), Some(TokenKind::Filter));
    assert_eq!(kind("if"), Some(TokenKind::Tag));
    assert_eq!(kind("b"), Some(TokenKind::Name));
    assert_eq!(kind("'y'"), Some(TokenKind::String));
    assert_eq!(kind("=="), Some(TokenKind::Operator));
    assert_eq!(kind("!"), Some(TokenKind::Error));
}

#[test]
fn completion_knows_what_is_typed() {
    let at = |marked: &str| {
        let offset = marked.find('^').unwrap();
        completion_at(&marked.replace('^', ""), offset).map(|c| (c.kind, c.prefix, c.replace.len()))
    };
    let path = |parts: &[&str]| CompletionKind::Path(parts.iter().map(ToString::to_string).collect());
    assert_eq!(at("a {{ wid^gets.x }}"), Some((path(&[]), "wid".into(), 7)));
    assert_eq!(at("{{ widgets.ask.^ }}"), Some((path(&["widgets", "ask"]), String::new(), 0)));
    assert_eq!(at("{{ widgets['my http'].pa^"), Some((path(&["widgets", "my http"]), "pa".into(), 2)));
    assert_eq!(at("{{^"), Some((path(&[]), String::new(), 0)));
    assert_eq!(at("{{ x | up^ }}"), Some((CompletionKind::Filter, "up".into(), 2)));
    assert_eq!(at("{{ x |^ }}"), Some((CompletionKind::Filter, String::new(), 0)));
    assert_eq!(at("{% i^ %}"), Some((CompletionKind::Tag, "i".into(), 1)));
    assert_eq!(at("{% if flow.^ %}"), Some((path(&["flow"]), String::new(), 0)));
    assert_eq!(at("{{ x }} ^ {{ y }}"), None);
    assert_eq!(at("{{ 'te^xt' }}"), None);
}

/// What any text must survive.
fn survives(source: &str) {
    let template = parse(source);
    template.render(&data(), &Options::default());
    template.render(&data(), &Options::reference());
    template.value(&data(), &Options::default());
    for read in template.reads() {
        assert!(source.get(read.span).is_some());
    }
    for error in template.errors() {
        assert!(source.get(error.span.clone()).is_some(), "{source:?}: {error:?}");
    }
    rename_root_member(source, "widgets", "a", "b c");
    let mut end = 0;
    for token in tokens(source) {
        assert_eq!(token.span.start, end);
        end = token.span.end;
    }
    assert_eq!(end, source.len());
    completion_at(source, source.len() / 2);
}

#[test]
fn long_and_deep_texts_end() {
    for piece in [
        "{{",
        "{%",
        "{{'",
        "{{\"",
        "{% if a %}",
        "{% for i in (1..15) %}",
        "{% raw %}",
        "{% comment %}",
        "{{ a[",
        "{% if (",
        "{% # ",
        "{%#}}",
        "{% liquid\nif a\n",
        "{{ a | ",
        "}}",
        "{{ (1..",
        "{% case a %}{% when ",
        "{{}}",
        "{% liquid liquid ",
        "{{ a }}",
        "{% assign a = a | append: a %}",
        "{% if a %}{% endfor %}",
        "a.b {{ x' }}\"",
        "{% cycle a: ",
        "{% doc %}",
        "{% -",
        "{{ a or ",
        "{% if a or ",
    ] {
        survives(&piece.repeat(64 * 1024 / piece.len()));
    }
    let nested = "{% for i in (1..15) %}".repeat(60) + "x" + &"{% endfor %}".repeat(60);
    check_fails(&"{% for i in (1..15) %}".repeat(101), FindingKind::Syntax, "for");
    survives(&nested);
    survives(&("{% if (".to_string() + &"(".repeat(60_000)));
    survives(
        &("{% assign x = 'aaaaaaaaaaaaaaaa' %}".to_string()
            + &"{% assign x = x | append: x | replace: '', x %}".repeat(500)),
    );
    survives(
        "{{ (1..9999999999) | join: ',' | size }}{% for i in (-9223372036854775808..9223372036854775807) %}{{ i }}{% endfor %}",
    );
    let names: String = (0..9000).map(|n| format!("{{{{n{n}}}}}")).collect();
    survives(&names);
}

proptest! {
    #[test]
    fn any_text_survives(source in ".{0,200}") {
        survives(&source);
    }

    #[test]
    fn anything_like_liquid_survives(pieces in proptest::collection::vec(prop_oneof![
        Just("{{"), Just("}}"), Just("{%"), Just("%}"), Just("-%}"), Just("{%-"), Just(" "), Just("\n"), Just("é"),
        Just("if"), Just("elsif"), Just("else"), Just("endif"), Just("for x in"), Just("endfor"), Just("case"),
        Just("when"), Just("endcase"), Just("assign x ="), Just("capture x"), Just("endcapture"), Just("raw"),
        Just("endraw"), Just("comment"), Just("endcomment"), Just("liquid"), Just("cycle"), Just("break"),
        Just("widgets.a"), Just("many"), Just("[0]"), Just("['a']"), Just("[x"), Just("]"), Just("("), Just(".."),
        Just(")"), Just("'"), Just("\""), Just("| plus: 1"), Just("| split: ''"), Just("| date: '%Y'"), Just("|"),
        Just("=="), Just("contains"), Just("and"), Just("limit: 2"), Just("99999999999999999999"), Just("-1.5"),
    ], 0..40)) {
        survives(&pieces.concat());
        survives(&pieces.join(" "));
    }

    #[test]
    fn a_rename_there_and_back_changes_nothing(name in "[a-z]{1,8}") {
        let source = "{{ widgets.old.x }}{% if widgets.old == other.old %}{{ widgets.old }}{% endif %}";
        let there = rename_root_member(source, "widgets", "old", &name);
        if let Some(there) = there {
            let back = rename_root_member(&there, "widgets", &name, "old");
            prop_assert_eq!(back.as_deref(), Some(source));
        }
    }
}

/// The settings that a template's render rests on, as its findings say.
fn check_assumes(template: &str, expected: Unknown) {
    let rendered = parse(template).render(&data(), &Options::default());
    let kind = FindingKind::Assumption(expected);
    let found =
        rendered.findings.iter().filter(|f| f.kind == kind && f.message == expected.message()).count();
    assert_eq!(found, 1, "{template}: {expected:?} of {:?}", rendered.findings);
    check_turned(template, expected, &rendered);
    let reference = parse(template).render(&data(), &Options::reference());
    assert!(reference.findings.iter().all(|f| !matches!(f.kind, FindingKind::Assumption(_))), "{template}");
}

/// The other way gives something else, and says that it rests on the same point.
fn check_turned(template: &str, unknown: Unknown, usual: &super::Rendered) {
    let mut dialect = *Options::default().profile.dialect();
    unknown.turn(&mut dialect);
    let options = Options { dialect: Some(Arc::new(dialect)), ..Options::default() };
    let turned = parse(template).render(&data(), &options);
    assert!(
        turned.findings.iter().any(|f| f.kind == FindingKind::Assumption(unknown)),
        "{template}: {unknown:?}"
    );
    let of = |rendered: &super::Rendered| (rendered.text.clone(), rendered.failed());
    assert_ne!(of(&turned), of(usual), "{template}: {unknown:?} makes no difference");
}

#[test]
fn each_unknown_of_the_dialect_is_told_where_it_is_used() {
    let probes = [
        (Unknown::NegativeIndex, "{{ many[-1] }}"),
        (Unknown::BinaryFractions, "{{ 0.1 | times: 3 }}{{ 10.1 | minus: 2.2 }}"),
        (Unknown::UndefinedOperand, "{{ 10 | plus: nobody }}"),
        (Unknown::NoNumber, "{{ 'abc' | plus: 2 }}"),
        (Unknown::ModuloSign, "{{ -7 | modulo: 3 }}"),
        (Unknown::ObjectText, "{{ widgets }}{{ flow }}"),
        (Unknown::NilInList, "{{ flow.variables.list | join: ',' }}{{ flow.variables.list }}"),
        (Unknown::Capitalize, "{{ 'hELLO' | capitalize }}"),
        (Unknown::SplitAtSpace, "{{ 'a  b' | split: ' ' | size }}"),
        (Unknown::FirstOfText, "{{ 'x,y' | first }}"),
        (Unknown::MixedOrder, "{% if '2' > 1 %}y{% endif %}"),
        (Unknown::TextOrder, "{% if 'abc' < 'acb' %}y{% endif %}"),
        (Unknown::Parentheses, "{% if (key) %}{% endif %}"),
        (Unknown::ContainsNil, "{% if key contains nobody %}y{% endif %}"),
        (Unknown::Blank, "{% if '' == blank %}y{% endif %}"),
        (Unknown::RangeOutsideFor, "{{ (1..5) | join }}"),
        (Unknown::Reversed, "{% for i in (1..2) reversed %}{% endfor %}"),
        (Unknown::LoopOffset, "{% for i in many offset: 18 %}{{ forloop.length }}{% endfor %}"),
        (Unknown::UnlessElsif, "{% unless key %}{% elsif key %}{% endunless %}"),
        (Unknown::ExtraArguments, "{{ key | upcase: 1 }}"),
        (Unknown::HyphenInName, "{{ widgets.my-http.parsed.size }}{{ widgets.my-http.parsed.size }}"),
        (Unknown::DigitAfterDot, "{{ widgets.1st }}{{ many.0 }}"),
        (Unknown::DateSpelling, "{{ '2024-03-05T13:04:05Z' | date: '%Y' }}"),
        (Unknown::DateFlags, "{{ 'now' | date: '%-d' }}"),
        (Unknown::SummerTime, "{{ 1720180800 | date: '%H' }}"),
    ];
    for (unknown, template) in probes {
        check_assumes(template, unknown);
    }
    for unknown in Unknown::ALL {
        assert!(probes.iter().any(|(probed, _)| probed == unknown), "{unknown:?}");
        let settings = format!("{:?}", Options::default().profile.dialect());
        assert!(settings.contains(&format!(" {}: ", unknown.setting())), "{}", unknown.setting());
    }
    let certain = "{{ widgets.ask.inbound.Body | upcase }}{{ '2024-01-05 13:04:05' | date: '%H' }}{{ nobody | plus: 1 }}";
    assert_eq!(
        parse(certain).render(&data(), &Options::default()).findings.len(),
        1,
        "only that `nobody` is undefined"
    );
}

#[test]
fn an_error_after_any_number_of_findings_is_still_told() {
    let text = "{{ nobody }}".repeat(2_000) + &"{{ 1 | divided_by: 0 }}".repeat(200);
    for options in [Options::default(), Options::reference()] {
        let rendered = parse(&text).render(&data(), &options);
        assert!(rendered.failed());
        assert!(rendered.findings.len() <= 1_000);
    }
}

#[test]
fn include_and_render_need_a_loader() {
    check_fails("{% include 'a' %}", FindingKind::UnknownTag, "include");
    check_fails("{% render 'a' %}", FindingKind::UnknownTag, "render");
    assert_eq!(parse("{% include 'a' %}").errors().len(), 1);
    assert_eq!(reads("{% include name with a.b as c, d: e.f %}"), ["name", "a.b", "e.f"]);
    let loader = |name: &str| match name {
        "a" => Some(parse("{{ key }}{% assign n = 1 %}{{ own }}")),
        "b" => Some(parse(
            "{% for i in (1..3) %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}{{ i }}",
        )),
        "c" => Some(parse("{% include 'a' %}")),
        "bad" => Some(parse("{{ x | nope }}")),
        _ => None,
    };
    let options = Options { loader: Some(Arc::new(loader)), ..Options::default() };
    let text = |template: &str| {
        let rendered = parse(template).render(&data(), &options);
        assert!(!rendered.failed(), "{template}: {:?}", rendered.findings);
        rendered.text
    };
    assert_eq!(text("{% include 'a', own: 7 %}{{ n }}{{ own }}"), "count71");
    assert_eq!(text("{% render 'a', own: 7 %}{{ n }}"), "7");
    assert_eq!(text("{% for i in (8..9) %}{% render 'b' %}{{ i }};{% endfor %}"), "128;129;");
    let failed = |template: &str, kind: FindingKind, message: &str| {
        let rendered = parse(template).render(&data(), &options);
        let found = rendered.findings.iter().find(|f| f.kind == kind);
        let found = found.unwrap_or_else(|| panic!("{template}: {:?}", rendered.findings));
        assert!(found.message.contains(message), "{found:?}");
        assert!(template.get(found.span.clone()).is_some());
    };
    failed("{% include 'nobody' %}", FindingKind::NoTemplate, "`nobody`");
    failed("{% render 'c' %}", FindingKind::UnknownTag, "in `c`: `include`");
    failed("   {% include 'bad' %}", FindingKind::UnknownFilter, "in `bad`: there is no filter `nope`");
    failed("{% render key %}", FindingKind::Syntax, "in quotes");
}

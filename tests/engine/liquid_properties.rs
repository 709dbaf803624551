//! Whatever a template's text is: parsing, rendering, reading and renaming end soon, within bounds, and without a panic.
//! And a rename touches what it names and nothing else.

use std::sync::Arc;

use cordboard::liquid::{
    AfterError, FindingKind, Key, Options, Template, completion_at, parse, rename_root_member, tokens,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn context() -> Value {
    json!({
        "widgets": {"a": {"b": 7, "list": ["x", null, {"k": "v"}], "text": "Ünï 1,2"}, "old": {"n": 1, "t": "old"}},
        "flow": {"variables": {"n": 3, "s": "12", "a-b": true}, "data": {"a": "data"}},
        "many": (0..40).collect::<Vec<_>>(),
        "x": "global",
    })
}

fn profiles() -> [Options; 3] {
    let mut loading = Options::reference();
    loading.loader = Some(Arc::new(|name: &str| -> Option<Template> {
        Some(parse(match name {
            "self" => "{% include 'self' %}{{ x }}",
            "twice" => "{% render 'twice' %}{% render 'twice' %}",
            "p" => "{{ p }}{{ x | append: p }}{% assign x = 'p' %}",
            _ => return None,
        }))
    }));
    [Options::default(), Options { after_error: AfterError::Partial, ..Options::default() }, loading]
}

/// Everything that is done with a template's text, and what must hold of it.
fn survives(source: &str) {
    let template = parse(source);
    for error in template.errors() {
        assert!(source.get(error.span.clone()).is_some(), "{source:?}: {error:?}");
    }
    let data = context();
    for options in profiles() {
        let rendered = template.render(&data, &options);
        let kept = if options.after_error == AfterError::Raw { source.len() } else { 0 };
        assert!(rendered.text.len() <= options.max_output.max(kept), "{source:?}: {}", rendered.text.len());
        assert!(rendered.findings.len() <= 1_000, "{source:?}");
        for finding in &rendered.findings {
            assert!(source.get(finding.span.clone()).is_some(), "{source:?}: {finding:?}");
        }
        template.value(&data, &options);
    }
    let reads = template.reads_with_locals();
    for read in &reads {
        assert!(source.get(read.span.clone()).is_some(), "{source:?}");
        for part in &read.path {
            let text = source.get(part.span.clone()).unwrap();
            assert!(source.get(part.outer.clone()).is_some(), "{source:?}");
            if let Key::Name(name) = &part.key {
                assert_eq!(text, &**name, "{source:?}");
            }
        }
    }
    assert_eq!(template.reads(), reads.into_iter().filter(|read| !read.local).collect::<Vec<_>>());
    let mut end = 0;
    for token in tokens(source) {
        assert_eq!(token.span.start, end, "{source:?}");
        end = token.span.end;
    }
    assert_eq!(end, source.len());
    for at in [0, source.len() / 3, source.len() / 2, source.len(), source.len() + 1] {
        if let Some(completion) = completion_at(source, at) {
            assert!(source.get(completion.replace).is_some(), "{source:?}");
        }
    }
    for new in ["b", "two words", "it's"] {
        if let Some(renamed) = rename_root_member(source, "widgets", "a", new) {
            assert!(renamed.len() <= source.len() * 4 + 16);
        }
    }
}

/// Ends, with an error of the kind, on both profiles or on the one that is asked for.
#[track_caller]
fn check_bounded(source: &str, options: &Options, kind: FindingKind) {
    survives(source);
    let rendered = parse(source).render(&context(), options);
    let kinds: Vec<_> = rendered.findings.iter().map(|finding| &finding.kind).collect();
    assert!(kinds.contains(&&kind), "{}…: {kinds:?}", source.chars().take(80).collect::<String>());
}

#[test]
fn growth_is_bounded() {
    let reference = Options::reference();
    let doubling = "{% capture x %}{{ x }}{{ x }}{% endcapture %}".repeat(40);
    check_bounded(&doubling, &reference, FindingKind::OutputTooLong);
    let appending = "{% assign x = x | append: x %}".repeat(40);
    check_bounded(&appending, &reference, FindingKind::OutputTooLong);
    let replacing = "{% assign x = x | replace: '', x %}".repeat(10);
    check_bounded(&replacing, &reference, FindingKind::OutputTooLong);
    // A long list of one long text: written out it would be far more than either.
    let listing = "{% assign x = x | append: x %}".repeat(15)
        + "{% assign l = x | split: '~' %}"
        + &"{% assign l = l | concat: l %}".repeat(16);
    for end in
        ["{{ l }}", "{{ l | join: '' }}", "{{ l | uniq }}", "{{ l | to_json }}", "{{ l | sort_natural }}"]
    {
        let rendered = parse(&(listing.clone() + end)).render(&context(), &reference);
        assert!(rendered.failed(), "{end}");
    }
    let letters = "{% assign x = x | append: x %}".repeat(17) + "{{ x | split: '' | size }}";
    check_bounded(&letters, &reference, FindingKind::WorkLimit);
}

#[test]
fn loops_and_ranges_are_bounded() {
    let huge = "{% for i in (1..999999999999) %}{{ i }}{% endfor %}";
    check_bounded(huge, &Options::default(), FindingKind::LoopLimit);
    check_bounded(huge, &Options::reference(), FindingKind::LoopLimit);
    check_bounded("{{ (1..999999999999) | join: '' }}", &Options::reference(), FindingKind::WorkLimit);
    let nested = "{% for i in (1..15) %}".repeat(30) + &"{% endfor %}".repeat(30);
    check_bounded(&nested, &Options::default(), FindingKind::WorkLimit);
    let rows = "{% tablerow i in (1..99999999) cols: 0 %}{% endtablerow %}";
    check_bounded(rows, &Options::reference(), FindingKind::LoopLimit);
    let fifteen = "{% for i in many limit: 15 %}.{% endfor %}";
    assert_eq!(parse(fifteen).render(&context(), &Options::default()).text, ".".repeat(15));
    let sixteen = "{% for i in many limit: 16 %}.{% endfor %}";
    check_bounded(sixteen, &Options::default(), FindingKind::LoopLimit);
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [("{% if x %}", "{% endif %}"), ("{% capture x %}", "{% endcapture %}")] {
        check_bounded(&(open.repeat(500) + &close.repeat(500)), &Options::default(), FindingKind::Syntax);
    }
    for open in ["(", "[", "a[", "(1..", "((", "[[x."] {
        check_bounded(&format!("{{{{ {}", open.repeat(20_000)), &Options::default(), FindingKind::Syntax);
        check_bounded(&format!("{{% if {}", open.repeat(20_000)), &Options::default(), FindingKind::Syntax);
    }
    let [.., loading] = profiles();
    check_bounded("{% include 'self' %}", &loading, FindingKind::WorkLimit);
    check_bounded("{% render 'twice' %}", &loading, FindingKind::WorkLimit);
}

#[test]
fn huge_numbers_and_widths_are_taken_or_refused() {
    for literal in [
        "99999999999999999999",
        "-9223372036854775809",
        "9223372036854775807",
        "0.0000000000001",
        &"9".repeat(400),
    ] {
        for use_ in [
            "| plus: 1",
            "| times: 9999999999",
            "| round: 99999",
            "| modulo: 3",
            "| date: '%Y'",
            "| abs",
            "| divided_by: -1",
        ] {
            survives(&format!(
                "{{{{ {literal} {use_} }}}}{{{{ many[{literal}] }}}}{{{{ 'a' | slice: {literal}, {literal} }}}}"
            ));
        }
    }
    for format in ["%9999999999Y", "%99Y", "%-10000d", "%", "%%%", "%:::::z", "%N%L%E%O%+", "%\u{0}", "%é"] {
        survives(&format!("{{{{ 'now' | date: '{format}' }}}}{{{{ 0 | date: '{}' }}}}", format.repeat(300)));
    }
    survives("{{ 'a' | truncate: 9223372036854775807 }}{{ 'a' | truncatewords: -9223372036854775808 }}");
    survives("{{ -9223372036854775808 | abs }}{{ -9223372036854775808 | divided_by: -1 | modulo: -1 }}");
}

/// Something of the language, right or half of it.
fn piece() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just("widgets.a.b"),
        Just("widgets['a'].list"),
        Just("widgets.a.list[2].k"),
        Just("flow.variables.a-b"),
        Just("many"),
        Just("x"),
        Just("nobody.home"),
        Just("many[99]"),
        Just("many[-1]"),
        Just("widgets[x]"),
        Just("forloop.index"),
        Just("(1..3)"),
        Just("'t'"),
        Just("\"ü\""),
        Just("12"),
        Just("1.5"),
        Just("nil"),
        Just("empty"),
        Just("blank"),
        Just("true"),
        Just("a.0"),
        Just("999999999999999999999"),
        Just("[['a']"),
        Just("'"),
    ];
    let filter = prop_oneof![
        Just(""),
        Just(" | plus: 1"),
        Just(" | append: x"),
        Just(" | split: ','"),
        Just(" | join"),
        Just(" | map: 'k'"),
        Just(" | date: '%-d %Z'"),
        Just(" | default: x, allow_false: true"),
        Just(" | sort | uniq | first"),
        Just(" | where: 'k', 'v'"),
        Just(" | slice: -2, 9"),
        Just(" | to_json | base64_encode"),
        Just(" | nope"),
        Just(" | replace: '', x"),
        Just(" | times: 1.1 | round: 2"),
        Just(" | sum: 'k'"),
        Just(" | url_decode"),
        Just(" |"),
    ];
    let other = prop_oneof![
        Just("{%- "),
        Just(" -%}"),
        Just("{{"),
        Just("}}"),
        Just("%}"),
        Just("{% if x %}"),
        Just("{% else %}"),
        Just("{% elsif x contains 't' %}"),
        Just("{% endif %}"),
        Just("{% for i in many limit: 2 %}"),
        Just("{% endfor %}"),
        Just("{% case x %}{% when 1, 't' or 'global' %}"),
        Just("{% endcase %}"),
        Just("{% break %}"),
        Just("{% cycle 'a', x %}"),
        Just("{% capture x %}"),
        Just("{% endcapture %}"),
        Just("{% increment x %}"),
        Just("{% ifchanged %}"),
        Just("{% endifchanged %}"),
        Just("{% raw %}"),
        Just("{% endraw %}"),
        Just("{% comment %}"),
        Just("{% endcomment %}"),
        Just("{% liquid\necho x\nif x\n"),
        Just("{% tablerow i in many cols: 3 %}"),
        Just("{% endtablerow %}"),
        Just("{% include 'p' with x %}"),
        Just("{% render 'p' for many %}"),
        Just("{% include 'self' %}"),
        Just("{% doc %}"),
        Just("{% enddoc %}"),
        Just("{% # c\n# d %}"),
        Just("\u{0}"),
        Just("\u{feff}é\u{202e}"),
        Just("\n  "),
        Just("{% unless x %}"),
        Just("{% endunless %}"),
        Just("{% for i in widgets reversed offset: continue %}"),
        Just("{% assign x"),
        Just("{% %}"),
    ];
    prop_oneof![
        (path.clone(), filter.clone()).prop_map(|(path, filter)| format!("{{{{ {path}{filter} }}}}")),
        (path.clone(), filter).prop_map(|(path, filter)| format!("{{% assign x = {path}{filter} %}}")),
        (path.clone(), path).prop_map(|(a, b)| format!("{{% if {a} == {b} or {b} < {a} %}}")),
        other.prop_map(str::to_owned),
        "[ -~]{0,6}",
    ]
}

/// Outputs of paths with one of the names in each, and what has nothing to do with them.
fn output() -> impl Strategy<Value = String> {
    let part = || prop_oneof![Just("old"), Just("a"), Just("new")];
    let ways = prop_oneof![Just(""), Just(".n"), Just(".t"), Just("['n']"), Just(".list[0]")];
    prop_oneof![
        (part(), ways.clone()).prop_map(|(part, way)| format!("{{{{ widgets.{part}{way} }}}}")),
        (part(), ways.clone()).prop_map(|(part, way)| format!("{{{{widgets['{part}']{way}|json}}}}")),
        (part(), ways.clone())
            .prop_map(|(part, way)| format!("{{{{ flow.data.{part}{way} | default: widgets . {part} }}}}")),
        (part(), ways)
            .prop_map(|(part, way)| format!("{{% if widgets.{part}{way} == widgets.a.n %}}={{% endif %}}")),
        part().prop_map(|part| format!("{{% for i in widgets.{part} %}}{{{{ i | json }}}}{{% endfor %}}")),
        part().prop_map(|part| format!(
            "{{% assign local = widgets.{part}.t %}}{{{{ local }}}}{{{{ local.{part} }}}}"
        )),
        Just("widgets.old 'old' ".to_owned()),
        Just("{{ 'widgets.old' }}{% raw %}{{ widgets.old }}{% endraw %}".to_owned()),
        Just("{% comment %}{{ widgets.old }}{% endcomment %}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_survives(source in "\\PC{0,120}|[{}%|.'\"\\[\\]()a-c \\n-]{0,120}") {
        survives(&source);
    }

    #[test]
    fn anything_like_liquid_survives(pieces in proptest::collection::vec(piece(), 0..24), cut in 0_usize..400) {
        let source = pieces.concat();
        survives(&source);
        let cut = (0..=cut.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or_default();
        survives(&source[..cut]);
    }

    /// The renamed member is moved in the context, too: then every output is what it was.
    #[test]
    fn a_rename_changes_no_output(outputs in proptest::collection::vec(output(), 1..12), new in "[a-z]{3,8}|[a-z ']{4,8}") {
        prop_assume!(!["old", "new"].contains(&new.as_str()));
        let source = outputs.concat();
        let before = context();
        let mut after = before.clone();
        let widgets = after["widgets"].as_object_mut().unwrap();
        let moved = widgets.shift_remove("old").unwrap();
        widgets.insert(new.clone(), moved);
        let renamed = rename_root_member(&source, "widgets", "old", &new).unwrap_or_else(|| source.clone());
        for options in [Options::default(), Options::reference()] {
            let (then, now) = (parse(&source).render(&before, &options), parse(&renamed).render(&after, &options));
            prop_assert_eq!(&then.text, &now.text, "{} became {}", source, renamed);
            prop_assert_eq!(then.failed(), now.failed());
        }
        prop_assert_eq!(parse(&renamed).reads().len(), parse(&source).reads().len());
        // The new name may begin as the old one.
        let is_old = |read: &str| {
            read.strip_prefix("widgets.old").is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let left = parse(&renamed).reads().iter().any(|read| is_old(&read.text()));
        prop_assert!(!left, "{} became {}", source, renamed);
    }
}

/// A loop's variable is no path of the caller's, also where its name is that of a root.
#[test]
fn a_rename_leaves_locals_alone() {
    let source = "{% for widgets in many limit: 1 %}{{ widgets.old }}{% endfor %}{{ widgets.old.n }}";
    let renamed = rename_root_member(source, "widgets", "old", "new").unwrap();
    assert_eq!(renamed, "{% for widgets in many limit: 1 %}{{ widgets.old }}{% endfor %}{{ widgets.new.n }}");
    assert!(parse(source).errors().is_empty());
}

//! How fast templates are parsed and rendered, against the `liquid` crate: five templates, both engines in turn in one run.
//! `cargo bench --bench liquid` prints microseconds and ratios; with `-- --check` it fails where a ratio is below its aim.
//!
//! The templates are those of `CORDBOARD_GOLDEN` when it is set, else our own of the same shapes.
//! Each round takes the quickest of several short batches, since a machine that does other things only ever adds
//! time; of the rounds the median counts. Each engine has the context in its own form before the clock starts.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use cordboard::liquid::{self as ours, Options};
use liquid as theirs;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const ROUNDS: usize = 15;
const BATCHES: usize = 12;
/// So long a batch lasts, about.
const BATCH_SECS: f64 = 0.000_8;

/// Pre-parsed, each template reaches this, and all together [`MEAN_AIM`].
const RENDER_AIM: f64 = 1.7;
const MEAN_AIM: f64 = 2.0;

/// Parse and render, the templates in order.
const FULL_AIMS: [f64; 5] = [5.0, 5.0, 5.0, 3.0, 5.0];

/// Names and texts of the templates, and the context.
fn workload() -> Outcome<(Vec<(String, String)>, Value)> {
    if let Some(folder) = std::env::var_os("CORDBOARD_GOLDEN") {
        let text = std::fs::read_to_string(PathBuf::from(folder).join("bench-templates.json"))?;
        let mut file: Value = serde_json::from_str(&text)?;
        let context = file.get_mut("ctx").map(Value::take).ok_or("the file has no context")?;
        let templates =
            file.get("templates").and_then(Value::as_object).ok_or("the file has no templates")?;
        let text = |text: &Value| text.as_str().unwrap_or_default().to_owned();
        return Ok((templates.iter().map(|(name, value)| (name.clone(), text(value))).collect(), context));
    }
    let templates = [
        (
            "T1 text, one variable",
            "Good day {{flow.data.name}}, your parcel has left our house and will be with you tomorrow.",
        ),
        (
            "T2 ten variables",
            "{{flow.data.name}} of {{flow.data.town}}, {{contact.channel.address}}: {{trigger.message.Body}} \
             ({{trigger.message.MessageSid}}) to {{flow.channel.address}} / {{widgets.ask.outbound.Sid}} \
             {{widgets.ask.outbound.Status}} / parcel {{flow.data.parcel}}, {{flow.data.kind}}",
        ),
        (
            "T3 if, elsif, else",
            "{% if flow.variables.tries > 3 %}Enough.{% elsif widgets.menu.Digits == '1' %}Track\
             {% elsif widgets.menu.Digits == '2' and flow.data.kind == 'express' %}Express for {{flow.data.name}}\
             {% else %}Other{% endif %}",
        ),
        (
            "T4 a loop of 20",
            "Stops:\n{% for stop in widgets.http.parsed.stops %}{{ forloop.index }}: {{ stop.town }}, {{ stop.km }} km\
             {% if stop.done %} (passed){% endif %}\n{% endfor %}Last: {{ widgets.http.parsed.last }}",
        ),
        (
            "T5 chains of filters",
            "{{ trigger.message.Body | strip | upcase | replace: 'PARCEL', 'box' | truncate: 35 | prepend: '>' \
             | url_encode }}&t={{ flow.variables.tries | plus: 1 | times: 7 }}&l={{ trigger.message.Body | split: ' ' \
             | first | downcase }}",
        ),
    ];
    let stops: Vec<Value> =
        (1..=20).map(|n| json!({"town": format!("Town {n}"), "km": n * 17, "done": n % 2 == 0})).collect();
    let widget = |n: usize| {
        (format!("step_{n}"), json!({"outbound": {"Sid": format!("SM{n:032}"), "Status": "sent"}}))
    };
    let mut widgets: serde_json::Map<String, Value> = (0..9).map(widget).collect();
    widgets.insert("ask".into(), json!({"outbound": {"Sid": "SM1", "Status": "delivered"}}));
    widgets.insert("menu".into(), json!({"Digits": "2"}));
    widgets.insert("http".into(), json!({"status_code": 200, "parsed": {"stops": stops, "last": "Town 20"}}));
    let context = json!({
        "flow": {
            "channel": {"address": "+15550100100"},
            "data": {"name": "Grace", "town": "Arlington", "parcel": "P-77", "kind": "express"},
            "variables": {"tries": 1},
        },
        "contact": {"channel": {"address": "+15550100200"}},
        "trigger": {"message": {"Body": " Where is my parcel, it should have come on Monday ", "MessageSid": "SM2"}},
        "widgets": widgets,
    });
    Ok((templates.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec(), context))
}

/// Seconds of one call: the quickest of the batches.
fn quickest(calls: usize, work: &mut dyn FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..BATCHES {
        let start = Instant::now();
        for _ in 0..calls {
            work();
        }
        best = best.min(start.elapsed().as_secs_f64() / calls as f64);
    }
    best
}

/// How many calls fill a batch.
fn calls(work: &mut dyn FnMut()) -> usize {
    for _ in 0..200 {
        work();
    }
    let secs = quickest(20, work);
    ((BATCH_SECS / secs) as usize).max(1)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The medians of works that take turns.
fn measure<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [f64; N] {
    let calls: Vec<usize> = works.iter_mut().map(|work| calls(*work)).collect();
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for ((work, calls), times) in works.iter_mut().zip(&calls).zip(&mut times) {
            times.push(quickest(*calls, *work));
        }
    }
    times.map(median)
}

/// Prints the table; answers whether every aim is reached.
fn run() -> Outcome<bool> {
    let (templates, context) = workload()?;
    let options = Options::reference();
    let parser = theirs::ParserBuilder::with_stdlib().build()?;
    let their_context: theirs::Object = serde_json::from_value(context.clone())?;
    let mut lines = vec![format!(
        "{:<28} {:>10} {:>10} {:>7} {:>6}   {:>10} {:>10} {:>7} {:>6}",
        "microseconds", "ours full", "crate full", "ratio", "aim", "ours", "crate", "ratio", "aim"
    )];
    let mut reached = true;
    let mut product = 1.0;
    for ((name, text), aim) in templates.iter().zip(FULL_AIMS) {
        let (our_template, their_template) = (ours::parse(text), parser.parse(text)?);
        let (our_text, their_text) =
            (our_template.render(&context, &options), their_template.render(&their_context)?);
        if our_text.failed() {
            return Err(format!("{name}: {:?}", our_text.findings).into());
        }
        if our_text.text != their_text {
            lines.push(format!("  the texts of the next differ: {:?} and {their_text:?}", our_text.text));
        }
        let [full, their_full, render, their_render] = measure([
            &mut || drop(black_box(ours::parse(black_box(text)).render(black_box(&context), &options))),
            &mut || {
                drop(black_box(parser.parse(black_box(text)).map(|t| t.render(black_box(&their_context)))))
            },
            &mut || drop(black_box(black_box(&our_template).render(black_box(&context), &options))),
            &mut || drop(black_box(black_box(&their_template).render(black_box(&their_context)))),
        ]);
        let (full_ratio, render_ratio) = (their_full / full, their_render / render);
        reached = reached && full_ratio >= aim && render_ratio >= RENDER_AIM;
        product *= render_ratio;
        let micros = [full, their_full, render, their_render].map(|secs| secs * 1e6);
        let [full, their_full, render, their_render] = micros;
        lines.push(format!(
            "{name:<28} {full:>10.3} {their_full:>10.3} {full_ratio:>7.2} {aim:>6.1}   {render:>10.3} {their_render:>10.3} {render_ratio:>7.2} {RENDER_AIM:>6.1}",
        ));
    }
    let mean = f64::powf(product, 1.0 / templates.len().max(1) as f64);
    reached = reached && mean >= MEAN_AIM;
    lines.push(format!("{:<28} {:>60} {mean:>12.2} {MEAN_AIM:>6.1}", "pre-parsed, geometric mean", ""));
    #[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
    for line in lines {
        println!("{line}");
    }
    Ok(reached)
}

fn main() -> Outcome<ExitCode> {
    let check = std::env::args().any(|argument| argument == "--check");
    let reached = run()?;
    Ok(if check && !reached { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

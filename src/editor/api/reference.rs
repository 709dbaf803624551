//! What there is to know about an operation.

use egui::text::LayoutJob;
use egui::{Frame, Label, Margin, RichText, Ui};

use super::libraries::capital;
use super::{fields, json_text, markdown, schema_tree};
use crate::api::{Operation, Parameter, Place, Security, SecurityKind, Server};
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size, space};

/// Paints the reference.
pub(super) fn reference_ui(ui: &mut Ui, operation: &Operation) {
    ui.spacing_mut().item_spacing.y = 6.0;
    if operation.is_deprecated {
        let text = "It may go away: look for what takes its place.";
        kit::problem_box(ui, kit::Severity::Warning, "This operation is deprecated.", text, None);
    }
    markdown::markdown_ui(ui, &operation.description);
    for place in Place::ALL {
        let rows = fields::in_order(operation, place);
        if !rows.is_empty() {
            ui.add_space(space::S);
            heading_ui(ui, &format!("Parameters in the {}", place_name(place)));
            if place == Place::Body {
                body_ui(ui, operation);
            }
            rows.into_iter().for_each(|(_, parameter)| parameter_ui(ui, parameter));
        }
    }
    if !operation.one_of.is_empty() {
        ui.add_space(space::S);
        heading_ui(ui, "One of these");
        for group in &operation.one_of {
            let code =
                group.code.map(|code| format!(" Twilio refuses it otherwise ({code}).")).unwrap_or_default();
            let text = format!("{}.{code}", group.message.trim_end_matches('.'));
            rich_ui(ui, &text, Tokens::of(ui).text_2);
        }
    }
    answers_ui(ui, operation);
    if !operation.errors.is_empty() {
        ui.add_space(space::S);
        heading_ui(ui, "Errors");
        for error in &operation.errors {
            let title = crate::twilio::error_title(error.code).unwrap_or_default();
            entry_ui(ui, &error.code.to_string(), &format!("{} · {title}", error.status), &error.help);
        }
    }
    if !operation.security.is_empty() {
        ui.add_space(space::S);
        heading_ui(ui, "Who may ask");
        for (at, way) in operation.security.iter().enumerate() {
            if at > 0 {
                rich_ui(ui, "or", Tokens::of(ui).text_3);
            }
            if way.is_empty() {
                rich_ui(ui, "Everybody.", Tokens::of(ui).text_2);
            }
            way.iter().for_each(|security| security_ui(ui, security));
        }
    }
    if !operation.servers.is_empty() {
        ui.add_space(space::S);
        servers_ui(ui, &operation.servers);
    }
    ui.add_space(space::L);
}

/// What comes back: each answer with its fields as a tree, and what it may look like.
fn answers_ui(ui: &mut Ui, operation: &Operation) {
    let mut has_example = false;
    for answer in &operation.answers {
        ui.add_space(space::S);
        heading_ui(ui, &format!("Answer {}", answer.name()));
        let kind =
            Some(answer.media_type.as_str()).filter(|kind| !kind.is_empty() && *kind != "application/json");
        let kind = kind.map(|kind| format!(" `{kind}`")).unwrap_or_default();
        if !answer.meaning.is_empty() || !kind.is_empty() {
            rich_ui(
                ui,
                format!("{}.{kind}", answer.meaning.trim_end_matches('.')).trim_start_matches('.'),
                Tokens::of(ui).text_2,
            );
        }
        match answer.schema.as_ref().filter(|schema| schema_tree::has_fields(schema)) {
            Some(schema) => schema_tree::schema_tree_ui(ui, ("answer", answer.name()), schema),
            None => {
                for field in &answer.fields {
                    let null = if field.nullable { " May be `null`." } else { "" };
                    entry_ui(ui, &field.name, "", &format!("{}{null}", field.help));
                }
            }
        }
        if !answer.example.is_empty() {
            has_example |= answer.example == operation.example_answer;
            example_ui(ui, &format!("Example of answer {}", answer.name()), &answer.example);
        }
    }
    if !operation.example_answer.is_empty() && !has_example {
        example_ui(ui, "Example of an answer", &operation.example_answer);
    }
}

/// Examples of more than this are shown by their beginning: laying them out anew takes too long.
const MAX_EXAMPLE: usize = 20_000;

fn example_ui(ui: &mut Ui, title: &str, example: &str) {
    ui.add_space(space::XS);
    heading_ui(ui, title);
    if example.len() > MAX_EXAMPLE {
        let start: String = example.chars().take(MAX_EXAMPLE).collect();
        block_ui(ui, json_text::plain_job(&format!("{start}\n…"), Tokens::of(ui).text));
    } else {
        block_ui(ui, json_text::json_job(ui, example));
    }
}

/// How the body is written.
fn body_ui(ui: &mut Ui, operation: &Operation) {
    let body = &operation.body;
    let mut kinds: Vec<String> = vec![format!("`{}`", body.media_type)];
    kinds.extend(operation.variants.iter().map(|variant| format!("`{}`", variant.body.media_type)));
    kinds.retain(|kind| kind.len() > 2);
    kinds.dedup();
    if !kinds.is_empty() {
        let has_to =
            operation.parameters.iter().any(|parameter| parameter.place == Place::Body && parameter.required);
        let needed = match (body.is_required, has_to) {
            (true, _) => " There is no request without one.",
            (false, false) => " It may be left out.",
            // Its fields say so themselves.
            (false, true) => "",
        };
        rich_ui(ui, &format!("Written as {}.{needed}", kinds.join(" or ")), Tokens::of(ui).text_2);
    }
}

/// Where operations can be asked, with what stands in the braces of the addresses.
pub(super) fn servers_ui(ui: &mut Ui, servers: &[Server]) {
    heading_ui(ui, if servers.len() == 1 { "Server" } else { "Servers" });
    for server in servers {
        entry_ui(ui, &server.url, "", &server.help);
        for variable in &server.variables {
            let mut beside = format!("default {}", variable.default);
            if !variable.choices.is_empty() {
                beside.push_str(&format!(" · one of {}", variable.choices.join(", ")));
            }
            ui.horizontal_top(|ui| {
                ui.add_space(space::M);
                ui.vertical(|ui| entry_ui(ui, &format!("{{{}}}", variable.name), &beside, &variable.help));
            });
        }
    }
}

/// One thing that proves who asks.
pub(super) fn security_ui(ui: &mut Ui, security: &Security) {
    let how = match &security.kind {
        SecurityKind::Basic => "A user and a secret, as basic authentication.".to_owned(),
        SecurityKind::Bearer => "A token, as `Authorization: Bearer …`.".to_owned(),
        SecurityKind::Header(name) => format!("A key in the header `{name}`."),
        SecurityKind::Query(name) => format!("A key in the query, as `{name}`."),
        SecurityKind::Cookie(name) => format!("A key in the cookie `{name}`."),
        SecurityKind::OAuth2 { token_url } if token_url.is_empty() => "A token of OAuth 2.".to_owned(),
        SecurityKind::OAuth2 { token_url } => format!("A token of OAuth 2, from `{token_url}`."),
        SecurityKind::OpenIdConnect { url } => format!("A token of OpenID Connect, described at `{url}`."),
        SecurityKind::Other(what) => format!("`{what}`, which cannot be made here."),
    };
    let scopes = match security.scopes.as_slice() {
        [] => String::new(),
        scopes => format!(
            "\nAllowed has to be {}.",
            scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    let help = Some(security.help.trim()).filter(|help| !help.is_empty()).map(|help| format!("\n{help}"));
    entry_ui(ui, &security.name, "", &format!("{how}{}{scopes}", help.unwrap_or_default()));
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Cookie => "cookies",
        Place::Body => "body",
    }
}

/// A heading within a page.
pub(super) fn heading_ui(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text;
    let label = ui.label(RichText::new(text).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&label, text);
}

fn rich_ui(ui: &mut Ui, text: &str, color: egui::Color32) {
    ui.add(Label::new(kit::rich_text(text, &theme::secondary(), color)).wrap());
}

fn parameter_ui(ui: &mut Ui, parameter: &Parameter) {
    let mut kind = parameter.kind.name().to_owned();
    if parameter.required {
        kind.push_str(" · required");
    }
    if let Some(default) = parameter.default.as_ref().filter(|default| default.len() < 20) {
        kind.push_str(&format!(" · default {default}"));
    }
    if parameter.is_deprecated {
        kind.push_str(" · deprecated");
    }
    if parameter.is_unlisted {
        kind.push_str(" · only in an example");
    }
    let limits = parameter.limits();
    let mut text = parameter.help.clone();
    if !limits.is_empty() {
        text.push_str(&format!("\n{}", capital(&limits.join("; "))));
    }
    let example =
        Some(parameter.example.as_str()).filter(|example| !example.is_empty() && example.len() <= 200);
    if let Some(example) = example.filter(|example| !example.contains('\n')) {
        text.push_str(&format!("\nFor example `{example}`"));
    }
    entry_ui(ui, &parameter.name, &kind, &text);
    if let Some(schema) = parameter.schema.as_ref().filter(|schema| schema_tree::has_fields(schema)) {
        schema_tree::schema_tree_ui(ui, (parameter.place.name(), &parameter.name), schema);
    }
}

/// A name, a word beside it, and a text below.
fn entry_ui(ui: &mut Ui, name: &str, beside: &str, text: &str) {
    let tokens = Tokens::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut job = LayoutJob::default();
        let plain = |font, color| egui::TextFormat {
            valign: egui::Align::Center,
            ..egui::TextFormat::simple(font, color)
        };
        job.append(name, 0.0, plain(theme::mono(), tokens.text));
        if !beside.is_empty() {
            job.append(beside, 8.0, plain(theme::hint(), tokens.text_3));
        }
        ui.add(Label::new(job).wrap().selectable(true));
        // Limits and examples stand right below the name where there is no help.
        for line in text.trim().lines() {
            rich_ui(ui, line, tokens.text_2);
        }
    });
    ui.add_space(space::XS);
}

/// Text that stands in a box of its own.
pub(super) fn block_ui(ui: &mut Ui, job: LayoutJob) {
    framed_ui(ui, |ui| {
        ui.add(Label::new(job).wrap().selectable(true));
    });
}

/// A box for text.
pub(super) fn framed_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.field)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::symmetric(11, 9))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            contents(ui);
        });
}

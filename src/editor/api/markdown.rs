//! A small reader of Markdown, for descriptions in documents: headings, lists, code, tables, quotes, bold words, and links
//! that open in the browser when they are pressed, never before. What it does not know it shows as it is written.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Id, Label, RichText, Ui};

use super::reference;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, size, space};

/// A part of a text that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading(Vec<Span>),
    Paragraph(Vec<Span>),
    /// A point of a list: how far inside, its sign, and its words.
    Item(usize, String, Vec<Span>),
    Quote(Vec<Span>),
    Code(String),
    /// The first row is the heading.
    Table(Vec<Vec<Vec<Span>>>),
    Rule,
}

/// Words of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Span {
    Plain(String),
    Bold(String),
    Code(String),
    /// Words, and the address that they lead to.
    Link(String, String),
}

/// Paints a text.
pub(super) fn markdown_ui(ui: &mut Ui, text: &str) {
    // Descriptions of documents may be long; they are read once.
    let id = Id::unique(("markdown", text));
    let known: Option<Arc<Vec<Block>>> = ui.data(|data| data.get_temp(id));
    let blocks = known.unwrap_or_else(|| {
        let blocks = Arc::new(blocks(text));
        ui.data_mut(|data| data.insert_temp(id, Arc::clone(&blocks)));
        blocks
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        blocks.iter().enumerate().for_each(|(at, block)| block_ui(ui, at, block));
    });
}

fn block_ui(ui: &mut Ui, at: usize, block: &Block) {
    let tokens = Tokens::of(ui);
    match block {
        Block::Heading(spans) => {
            let words: String = spans.iter().map(Span::words).collect();
            ui.add_space(space::XS);
            reference::heading_ui(ui, &words);
        }
        Block::Paragraph(spans) => spans_ui(ui, spans, &theme::secondary(), tokens.text),
        Block::Quote(spans) => {
            ui.horizontal_top(|ui| {
                ui.add_space(space::M);
                ui.vertical(|ui| spans_ui(ui, spans, &theme::secondary(), tokens.text_2));
            });
        }
        Block::Item(depth, sign, spans) => {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.add_space(16.0 * f32::from(u8::try_from(*depth).unwrap_or(8).min(8)));
                ui.label(RichText::new(sign).font(theme::secondary()).color(tokens.text_2));
                ui.vertical(|ui| spans_ui(ui, spans, &theme::secondary(), tokens.text));
            });
        }
        Block::Code(text) => {
            let job = LayoutJob::single_section(text.clone(), TextFormat::simple(theme::mono(), tokens.text));
            reference::block_ui(ui, job);
        }
        Block::Table(rows) => table_ui(ui, at, rows),
        Block::Rule => kit::separator(ui),
    }
}

fn table_ui(ui: &mut Ui, at: usize, rows: &[Vec<Vec<Span>>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let tokens = Tokens::of(ui);
    let room = ui.available_width();
    #[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
    let most = (room / columns as f32 - 16.0).max(90.0);
    egui::ScrollArea::horizontal().id_salt(("table", at)).auto_shrink([false, true]).show(ui, |ui| {
        let grid = egui::Grid::new(("markdown table", at)).spacing([16.0, 5.0]).min_row_height(size::LINE);
        grid.max_col_width(most).show(ui, |ui| {
            for (index, row) in rows.iter().enumerate() {
                for cell in row {
                    ui.vertical(|ui| {
                        ui.set_max_width(most);
                        let color = if index == 0 { tokens.text } else { tokens.text_2 };
                        let font =
                            if index == 0 { theme::semibold(size::SECONDARY) } else { theme::secondary() };
                        spans_ui(ui, cell, &font, color);
                    });
                }
                ui.end_row();
            }
        });
    });
}

fn spans_ui(ui: &mut Ui, spans: &[Span], font: &FontId, color: egui::Color32) {
    let mono = FontId::monospace(font.size * size::MONO / size::BODY);
    let append = |job: &mut LayoutJob, span: &Span| {
        let font = match span {
            Span::Plain(_) | Span::Link(..) => font.clone(),
            Span::Bold(_) => theme::semibold(font.size),
            Span::Code(_) => mono.clone(),
        };
        let format = TextFormat { valign: egui::Align::Center, ..TextFormat::simple(font, color) };
        job.append(&span.words(), 0.0, format);
    };
    if !spans.iter().any(|span| matches!(span, Span::Link(..))) {
        let mut job = LayoutJob::default();
        spans.iter().for_each(|span| append(&mut job, span));
        ui.add(Label::new(job).wrap().selectable(true));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(0.0, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        let mut job = LayoutJob::default();
        for span in spans {
            let Span::Link(words, address) = span else {
                append(&mut job, span);
                continue;
            };
            if !job.is_empty() {
                ui.add(Label::new(std::mem::take(&mut job)).wrap().selectable(true));
            }
            let link = kit::link_button(ui, words).on_hover_text(address);
            if link.clicked() {
                ui.ctx().open_url(egui::OpenUrl::new_tab(address));
            }
        }
        if !job.is_empty() {
            ui.add(Label::new(job).wrap().selectable(true));
        }
    });
}

impl Span {
    fn words(&self) -> String {
        match self {
            Self::Plain(text) | Self::Bold(text) | Self::Code(text) | Self::Link(text, _) => text.clone(),
        }
    }
}

/// Takes a text apart.
fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    let mut paragraph = String::new();
    while let Some(line) = lines.next() {
        let words = line.trim();
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| words.starts_with(fence)) {
            end(&mut paragraph, &mut found);
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().starts_with(fence)).collect();
            found.push(Block::Code(code.join("\n")));
        } else if words.is_empty() {
            end(&mut paragraph, &mut found);
        } else if let Some(heading) = heading(words) {
            end(&mut paragraph, &mut found);
            found.push(Block::Heading(spans(heading)));
        } else if is_rule(words) {
            end(&mut paragraph, &mut found);
            found.push(Block::Rule);
        } else if words.contains('|') && lines.peek().is_some_and(|next| is_table_line(next)) {
            end(&mut paragraph, &mut found);
            let mut rows = vec![cells(words)];
            lines.next();
            while let Some(row) = lines.next_if(|line| line.contains('|')) {
                rows.push(cells(row.trim()));
            }
            found.push(Block::Table(rows));
        } else if let Some((sign, rest)) = item(words) {
            end(&mut paragraph, &mut found);
            let depth = line.chars().take_while(|char| char.is_whitespace()).count() / 2;
            let mut rest = rest.to_owned();
            // What is set in below a point belongs to it.
            while let Some(more) = lines.next_if(|next| {
                next.starts_with("  ")
                    && !next.trim().is_empty()
                    && item(next.trim()).is_none()
                    && !next.trim().starts_with("```")
            }) {
                rest.push(' ');
                rest.push_str(more.trim());
            }
            found.push(Block::Item(depth, sign, spans(&rest)));
        } else if let Some(quote) = words.strip_prefix('>') {
            end(&mut paragraph, &mut found);
            found.push(Block::Quote(spans(quote.trim())));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(if line.ends_with("  ") { '\n' } else { ' ' });
            }
            paragraph.push_str(words);
        }
    }
    end(&mut paragraph, &mut found);
    found
}

fn end(paragraph: &mut String, found: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        found.push(Block::Paragraph(spans(&std::mem::take(paragraph))));
    }
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && rest.starts_with(' ')).then(|| rest.trim().trim_end_matches('#').trim_end())
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && ['-', '*', '_'].into_iter().any(|sign| line.chars().all(|char| char == sign || char == ' '))
}

fn is_table_line(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.chars().all(|char| "-:| ".contains(char))
}

fn cells(line: &str) -> Vec<Vec<Span>> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| spans(cell.trim())).collect()
}

/// The sign of a point of a list, and what follows it.
fn item(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = ["- ", "* ", "+ "].into_iter().find_map(|sign| line.strip_prefix(sign)) {
        return Some(("•".to_owned(), rest.trim()));
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits).filter(|_| (1..=3).contains(&digits))?;
    let rest = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some((format!("{number}."), rest.trim()))
}

/// Takes a line of words apart.
fn spans(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((span, after)) = special(rest, plain.chars().last()) {
            if !plain.is_empty() {
                found.push(Span::Plain(std::mem::take(&mut plain)));
            }
            found.push(span);
            rest = after;
            continue;
        }
        // A run of signs that begin nothing is passed at once: looking again at each of them would take squares of time.
        let step = match first {
            '`' | '*' | '_' | '[' | '<' | '!' => {
                rest.chars().take_while(|char| *char == first).map(char::len_utf8).sum()
            }
            '\\' if rest.chars().nth(1).is_some_and(|next| next.is_ascii_punctuation()) => {
                rest = rest.get(1..).unwrap_or_default();
                1
            }
            first => first.len_utf8(),
        };
        let (passed, after) = rest.split_at_checked(step).unwrap_or((rest, ""));
        plain.push_str(passed);
        rest = after;
    }
    if !plain.is_empty() {
        found.push(Span::Plain(plain));
    }
    found
}

/// No mark is looked for farther than this.
const REACH: usize = 2000;

/// What stands before `end`, and what behind it, where it is not far.
fn until<'a>(text: &'a str, end: &str) -> Option<(&'a str, &'a str)> {
    let mut reach = text.len().min(REACH);
    while !text.is_char_boundary(reach) {
        reach -= 1;
    }
    let at = text.get(..reach)?.find(end)?;
    Some((text.get(..at)?, text.get(at + end.len()..)?))
}

/// Words of a kind of their own that a text begins with.
fn special(text: &str, before: Option<char>) -> Option<(Span, &str)> {
    let is_word = before.is_some_and(char::is_alphanumeric);
    if let Some(rest) = text.strip_prefix("``") {
        let (code, after) = until(rest, "``").filter(|(code, _)| !code.is_empty())?;
        return Some((Span::Code(code.trim().to_owned()), after));
    }
    if let Some(rest) = text.strip_prefix('`') {
        let (code, after) = until(rest, "`").filter(|(code, _)| !code.is_empty())?;
        return Some((Span::Code(code.to_owned()), after));
    }
    for sign in ["**", "__"] {
        if let Some(rest) = text.strip_prefix(sign).filter(|_| sign == "**" || !is_word) {
            let (bold, after) = until(rest, sign).filter(|(bold, _)| !bold.trim().is_empty())?;
            return Some((Span::Bold(bold.replace('`', "")), after));
        }
    }
    for sign in ["*", "_"] {
        let rest = text.strip_prefix(sign).filter(|rest| !is_word && !rest.starts_with([' ', '*', '_']));
        if let Some(rest) = rest {
            let (words, after) = until(rest, sign)?;
            let ends = !words.is_empty() && !after.starts_with(char::is_alphanumeric);
            return ends.then(|| (Span::Plain(words.to_owned()), after));
        }
    }
    if let Some(rest) = text.strip_prefix('!').and_then(|rest| rest.strip_prefix('[')) {
        // A picture is not fetched: its words stand for it.
        return link(rest).map(|(words, _, after)| (Span::Plain(words), after));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (words, address, after) = link(rest)?;
        let span = if is_web(&address) { Span::Link(words, address) } else { Span::Plain(words) };
        return Some((span, after));
    }
    if let Some(rest) = text.strip_prefix('<') {
        let (address, after) = until(rest, ">").filter(|(address, _)| is_web(address))?;
        return Some((Span::Link(address.to_owned(), address.to_owned()), after));
    }
    if !is_word && is_web(text) {
        let end = text.find(|char: char| char.is_whitespace() || "<>\"'`)]|".contains(char));
        let address = text.get(..end.unwrap_or(text.len()))?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let after = text.get(address.len()..)?;
        return Some((Span::Link(address.to_owned(), address.to_owned()), after));
    }
    None
}

/// Only these leave for the browser.
fn is_web(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(|char: char| char.is_alphanumeric()))
    })
}

/// The words and the address of a link behind its bracket, and what follows it.
fn link(text: &str) -> Option<(String, String, &str)> {
    let (words, after) = until(text, "](")?;
    let (address, after) = until(after, ")")?;
    let address = address.split_whitespace().next().unwrap_or_default();
    let is_one = !words.is_empty() && !words.contains(['[', '\n']);
    is_one.then(|| (words.replace('`', ""), address.to_owned(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Block]) {
        assert_eq!(blocks(text), expected, "{text}");
    }

    fn plain(text: &str) -> Vec<Span> {
        vec![Span::Plain(text.to_owned())]
    }

    #[test]
    fn a_text_falls_into_blocks() {
        check("", &[]);
        check("one\ntwo\n\nthree", &[Block::Paragraph(plain("one two")), Block::Paragraph(plain("three"))]);
        check("## Head ##\n#no", &[Block::Heading(plain("Head")), Block::Paragraph(plain("#no"))]);
        check(
            "- a\n  more\n  - b\n2. c",
            &[
                Block::Item(0, "•".to_owned(), plain("a more")),
                Block::Item(1, "•".to_owned(), plain("b")),
                Block::Item(0, "2.".to_owned(), plain("c")),
            ],
        );
        check(
            "```json\n{\n  # no heading\n```\nx",
            &[Block::Code("{\n  # no heading".to_owned()), Block::Paragraph(plain("x"))],
        );
        check(
            "a | b\n--|--\n1 | 2\n\n---",
            &[Block::Table(vec![vec![plain("a"), plain("b")], vec![plain("1"), plain("2")]]), Block::Rule],
        );
        check("> so", &[Block::Quote(plain("so"))]);
    }

    #[test]
    fn words_are_of_several_kinds() {
        let check = |text: &str, expected: &[Span]| assert_eq!(spans(text), expected, "{text}");
        let link = |words: &str, address: &str| Span::Link(words.to_owned(), address.to_owned());
        check(
            "a `b` **c**",
            &[
                Span::Plain("a ".to_owned()),
                Span::Code("b".to_owned()),
                Span::Plain(" ".to_owned()),
                Span::Bold("c".to_owned()),
            ],
        );
        check("[here](https://x.example/a \"t\")", &[link("here", "https://x.example/a")]);
        check("<https://x.example>", &[link("https://x.example", "https://x.example")]);
        check(
            "https://x.example/a.",
            &[link("https://x.example/a", "https://x.example/a"), Span::Plain(".".to_owned())],
        );
        check("[x](javascript:alert(1))", &[Span::Plain("x".to_owned()), Span::Plain(")".to_owned())]);
        check("snake_case_name 2*3*4", &[Span::Plain("snake_case_name 2*3*4".to_owned())]);
        check("a ** b", &[Span::Plain("a ** b".to_owned())]);
    }

    #[test]
    fn no_text_takes_long_or_panics() {
        for sign in ["[", "`", "*", "_", "<", "![", "**a", "|", "[a](", "\\", "é[", "> "] {
            let text = sign.repeat(20_000);
            let _ = blocks(&text);
        }
    }
}

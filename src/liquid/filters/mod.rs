//! The filters, one table. A filter is a pure function of its input, its arguments and the options.

mod date;
mod list;
mod math;
mod text;

use std::borrow::Cow;

use super::render::{MAX_ITEMS, MAX_TEXT};
use super::unknown::Unknown;
use super::value::Value;
use super::{Dialect, FindingKind, Options};

pub(super) use math::leading_int;

/// Whether a filter exists for Studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Twilio lists it.
    Listed,
    /// The engine that Studio most likely runs has it, Twilio's list does not.
    NotListed,
    /// Only Shopify's engine has it.
    Shopify,
}

/// What went wrong in a filter.
pub(super) type Wrong = (FindingKind, String);
type Done<'r> = Result<Value<'r>, Wrong>;
type Run = for<'c, 'r> fn(&mut Call<'c, 'r>, Value<'r>) -> Done<'r>;

/// A filter.
pub(super) struct Filter {
    /// Its name.
    pub name: &'static str,
    /// Whether Studio has it.
    pub standing: Standing,
    /// It takes at least so many arguments.
    pub least: usize,
    /// And at most so many.
    pub most: usize,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Does it.
    pub run: Run,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// One use of a filter.
pub(super) struct Call<'c, 'r> {
    pub dialect: &'c Dialect,
    pub options: &'c Options,
    pub arguments: &'c [Value<'r>],
    pub named: &'c [(&'r str, Value<'r>)],
    /// Set when something was taken for a number that is none.
    pub coerced: bool,
    /// The unverified facts that the result rests on.
    pub assumed: Vec<Unknown>,
}

impl<'c, 'r> Call<'c, 'r> {
    /// Notes that the result rests on it.
    fn assume(&mut self, unknown: Unknown) {
        self.assumed.push(unknown);
    }

    /// An argument; one that is missing is nil.
    fn argument(&self, at: usize) -> Value<'r> {
        self.arguments.get(at).cloned().unwrap_or(Value::Nil)
    }

    fn has(&self, at: usize) -> bool {
        self.arguments.len() > at
    }

    fn argument_text(&mut self, at: usize) -> Cow<'c, str> {
        match self.arguments.get(at) {
            Some(value) => self.input_text(value),
            None => Cow::Borrowed(""),
        }
    }

    fn input_text<'v>(&mut self, input: &'v Value<'_>) -> Cow<'v, str> {
        if let Some(unknown) = input.unknown_text() {
            self.assume(unknown);
        }
        input.to_text(self.dialect)
    }

    /// Whether so many bytes may be made.
    fn room(&self, bytes: usize) -> Result<(), Wrong> {
        if bytes > MAX_TEXT {
            return Err((FindingKind::OutputTooLong, "the text grows too long".into()));
        }
        Ok(())
    }

    /// Whether a list may have so many items.
    fn few(&self, items: usize) -> Result<(), Wrong> {
        if items > MAX_ITEMS {
            return Err((FindingKind::WorkLimit, "the list is too long".into()));
        }
        Ok(())
    }

    /// Its items if it is a list; anything else but nil is the one item of a list.
    fn items(&self, input: &Value<'r>) -> Result<Vec<Value<'r>>, Wrong> {
        if let Some(length) = input.list_length() {
            if length > MAX_ITEMS {
                return Err((FindingKind::WorkLimit, "the list is too long".into()));
            }
            return Ok((0..length).filter_map(|at| input.item(at)).collect());
        }
        Ok(if input.is_nil() { Vec::new() } else { vec![input.clone().share()] })
    }

    /// Its items, with the items of lists in it in their place.
    fn flat(&self, input: &Value<'r>) -> Result<Vec<Value<'r>>, Wrong> {
        let mut flat = Vec::new();
        let mut waiting = self.items(input)?;
        waiting.reverse();
        while let Some(value) = waiting.pop() {
            if value.list_length().is_some() {
                waiting.extend(self.items(&value)?.into_iter().rev());
            } else {
                flat.push(value);
            }
            if flat.len() + waiting.len() > MAX_ITEMS {
                return Err((FindingKind::WorkLimit, "the list is too long".into()));
            }
        }
        Ok(flat)
    }
}

fn wrong(message: impl Into<String>) -> Wrong {
    (FindingKind::Argument, message.into())
}

/// The filter of that name.
pub(super) fn find(name: &str) -> Option<&'static Filter> {
    let first = usize::from(name.bytes().next()?);
    let of_letter = ALL.get(*STARTS.get(first)?..*STARTS.get(first + 1)?)?;
    of_letter.iter().find(|filter| filter.name == name)
}

/// Where in the table the filters begin whose names begin with each letter of ASCII or a later one.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler itself reckons this, and would refuse a place outside"
)]
const STARTS: [usize; 129] = {
    let mut starts = [ALL.len(); 129];
    let mut at = ALL.len();
    while at > 0 {
        at -= 1;
        let mut letter = ALL[at].name.as_bytes()[0] as usize;
        loop {
            starts[letter] = at;
            if letter == 0 {
                break;
            }
            letter -= 1;
        }
    }
    starts
};

const fn filter(
    name: &'static str,
    standing: Standing,
    least: usize,
    most: usize,
    run: Run,
    about: &'static str,
) -> Filter {
    Filter { name, standing, least, most, about, run }
}

use Standing::{Listed, NotListed, Shopify};

/// All of them, by name.
#[rustfmt::skip]
pub(super) static ALL: &[Filter] = &[
    filter("abs", NotListed, 0, 0, math::abs, "The number without its sign"),
    filter("append", Listed, 1, 1, text::append, "Adds a text at the end"),
    filter("at_least", NotListed, 1, 1, math::at_least, "The larger of two numbers"),
    filter("at_most", NotListed, 1, 1, math::at_most, "The smaller of two numbers"),
    filter("base64_decode", Shopify, 0, 0, text::base64_decode, "Text out of Base64"),
    filter("base64_encode", Shopify, 0, 0, text::base64_encode, "Base64 of a text"),
    filter("base64_url_safe_decode", Shopify, 0, 0, text::base64_url_decode, "Text out of URL-safe Base64"),
    filter("base64_url_safe_encode", Shopify, 0, 0, text::base64_url_encode, "URL-safe Base64 of a text"),
    filter("capitalize", Listed, 0, 0, text::capitalize, "The first letter as a capital"),
    filter("ceil", Listed, 0, 0, math::ceil, "Rounds up"),
    filter("compact", NotListed, 0, 1, list::compact, "A list without its nils"),
    filter("concat", NotListed, 1, 1, list::concat, "Two lists as one"),
    filter("date", Listed, 1, 1, date::date, "Writes a date in a format such as `%Y-%m-%d`"),
    filter("default", Listed, 0, 1, text::default, "Another value where there is none"),
    filter("divided_by", Listed, 1, 1, math::divided_by, "Divides; whole numbers stay whole"),
    filter("downcase", Listed, 0, 0, text::downcase, "Small letters"),
    filter("escape", Listed, 0, 0, text::escape, "Makes a text safe for HTML"),
    filter("escape_once", Listed, 0, 0, text::escape_once, "Like escape, but leaves what is escaped"),
    filter("find", Shopify, 1, 2, list::find, "The first item that fits"),
    filter("find_index", Shopify, 1, 2, list::find_index, "The index of the first item that fits"),
    filter("first", Listed, 0, 0, list::first, "The first item of a list"),
    filter("floor", Listed, 0, 0, math::floor, "Rounds down"),
    filter("h", NotListed, 0, 0, text::escape, "The same as escape"),
    filter("has", Shopify, 1, 2, list::has, "Whether an item fits"),
    filter("join", Listed, 0, 1, list::join, "The items of a list as one text"),
    filter("json", NotListed, 0, 0, text::to_json, "The value as JSON"),
    filter("last", Listed, 0, 0, list::last, "The last item of a list"),
    filter("lstrip", Listed, 0, 0, text::lstrip, "Without white space at the beginning"),
    filter("map", Listed, 1, 1, list::map, "One property of each item"),
    filter("minus", Listed, 1, 1, math::minus, "Subtracts"),
    filter("modulo", Listed, 1, 1, math::modulo, "What a division leaves"),
    filter("newline_to_br", Listed, 0, 0, text::newline_to_br, "An HTML line break at each end of line"),
    filter("plus", Listed, 1, 1, math::plus, "Adds; `plus: 0` makes a number of a text"),
    filter("prepend", Listed, 1, 1, text::prepend, "Adds a text at the beginning"),
    filter("reject", Shopify, 1, 2, list::reject, "The items that do not fit"),
    filter("remove", Listed, 1, 1, text::remove, "Takes a text out, everywhere"),
    filter("remove_first", Listed, 1, 1, text::remove_first, "Takes a text out, once"),
    filter("remove_last", Shopify, 1, 1, text::remove_last, "Takes a text out, the last time"),
    filter("replace", Listed, 1, 2, text::replace, "Replaces a text, everywhere"),
    filter("replace_first", Listed, 1, 2, text::replace_first, "Replaces a text, once"),
    filter("replace_last", Shopify, 1, 2, text::replace_last, "Replaces a text, the last time"),
    filter("reverse", Listed, 0, 0, list::reverse, "A list from its end"),
    filter("round", Listed, 0, 1, math::round, "Rounds, to so many decimals"),
    filter("rstrip", Listed, 0, 0, text::rstrip, "Without white space at the end"),
    filter("size", Listed, 0, 0, list::size, "How many characters or items"),
    filter("slice", Listed, 1, 2, list::slice, "A part of a text: start, length"),
    filter("sort", Listed, 0, 1, list::sort, "A list in order"),
    filter("sort_natural", NotListed, 0, 1, list::sort_natural, "A list in order, capitals or not"),
    filter("split", Listed, 1, 1, list::split, "A list out of a text"),
    filter("strip", Listed, 0, 0, text::strip, "Without white space at both ends"),
    filter("strip_html", Listed, 0, 0, text::strip_html, "Without HTML tags"),
    filter("strip_newlines", Listed, 0, 0, text::strip_newlines, "Without ends of lines"),
    filter("sum", Shopify, 0, 1, list::sum, "The sum of a list"),
    filter("times", Listed, 1, 1, math::times, "Multiplies"),
    filter("to_json", Listed, 0, 0, text::to_json, "The value as JSON (Twilio's own)"),
    filter("truncate", Listed, 0, 2, text::truncate, "Cuts a text to so many characters"),
    filter("truncatewords", Listed, 0, 2, text::truncatewords, "Cuts a text to so many words"),
    filter("uniq", Listed, 0, 1, list::uniq, "A list without repeats"),
    filter("upcase", Listed, 0, 0, text::upcase, "Capital letters"),
    filter("url_decode", NotListed, 0, 0, text::url_decode, "Text out of a part of a URL"),
    filter("url_encode", Listed, 0, 0, text::url_encode, "Makes a text safe for a URL"),
    filter("where", NotListed, 1, 2, list::where_, "The items that fit"),
];

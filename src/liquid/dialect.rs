//! What engines differ in, as data. Parser and renderer read it; nothing else decides by profile.

use super::unknown::Unknown;

/// Whose behaviour a render follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Twilio Studio.
    #[default]
    Studio,
    /// Shopify's engine, on which public test suites are written.
    Reference,
}

/// What a field holds when its template failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterError {
    /// Nothing. Unverified: Twilio does not say what the field holds after warning 81018.
    #[default]
    Empty,
    /// The template as it is written.
    Raw,
    /// What was rendered up to the error.
    Partial,
}

/// The points at which the two profiles part.
///
/// Where Twilio says nothing, Studio's value is that of Liqp 0.7.9, the Java engine that Studio most likely runs.
/// Those fields are marked Unverified, and each has its [`Unknown`]: a render that depends on one says so with an `Assumption`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether results that rest on an unverified fact are noted.
    pub notes_unknowns: bool,
    /// An error ends the render; Shopify's engine goes on with the next tag.
    pub errors_end: bool,
    /// Tags and filters that only Shopify's engine has, two `else`, `{{ }}` and the like are taken.
    pub wide_language: bool,
    /// An index past the end of a list is an error (Twilio's list of causes of 81018 has it).
    pub index_past_end_fails: bool,
    /// `a[-1]` is an error. Unverified.
    pub negative_index_fails: bool,
    /// A block of nothing but white space writes nothing.
    pub drops_blank_blocks: bool,
    /// More arguments than a filter takes are an error. Unverified for Studio, which ignores them.
    pub counts_arguments: bool,
    /// Text that is no number is an error in arithmetic. Unverified.
    pub strict_numbers: bool,
    /// An undefined argument is an error in arithmetic. Unverified.
    pub strict_operands: bool,
    /// `0.1 | times: 3` is 0.3. Unverified for Studio, which has binary fractions.
    pub decimal_arithmetic: bool,
    /// `-7 | modulo: 3` is 2, not -1. Unverified for Studio.
    pub floored_modulo: bool,
    /// An object renders as `{a=1}`, not as `{"a"=>1}`. Unverified.
    pub java_object_text: bool,
    /// A nil in a list renders as `null`. Unverified.
    pub nil_in_list_is_null: bool,
    /// `capitalize` leaves the other letters as they are. Unverified.
    pub capitalize_keeps_rest: bool,
    /// `split: ' '` splits at any white space. Unverified for Studio, which splits at each space.
    pub split_at_white_space: bool,
    /// `first` and `last` of a text are the whole text. Unverified.
    pub text_is_its_own_first: bool,
    /// `replace` and `replace_first` fail on undefined arguments.
    pub replace_needs_text: bool,
    /// Texts can be compared with `<`. Unverified for Studio, where that is false.
    pub orders_text: bool,
    /// `<` between a text and a number is an error. Unverified for Studio, where it is false.
    pub mixed_order_fails: bool,
    /// Any text contains nil. Unverified.
    pub text_contains_nil: bool,
    /// `blank` equals what is empty, nil or false. Unverified for Studio, where it equals nothing.
    pub blank: bool,
    /// `case` renders every arm that fits, not only the first.
    pub all_arms: bool,
    /// Parentheses may stand around conditions. Unverified for Studio, which takes them.
    pub groups_conditions: bool,
    /// A range may stand anywhere, not only in `for`. Unverified for Studio, which refuses it.
    pub ranges_anywhere: bool,
    /// `for` knows `reversed`. Unverified for Studio, which has it.
    pub reversed_loops: bool,
    /// `unless` may have `elsif`. Unverified for Studio, which refuses it.
    pub unless_elsif: bool,
    /// A name may hold a hyphen. Unverified for Studio, which takes it.
    pub hyphens_in_names: bool,
    /// `a.0` is an item and `a.1st` a member. Unverified for Studio, which refuses both.
    pub digits_after_dot: bool,
    /// With `offset`, a loop counts the items left, and `offset: continue` goes on where the last loop of that name ended;
    /// else it counts all items and begins anew. Unverified for Studio.
    pub offsets_count: bool,
    /// `date` reads every usual spelling of a date; else only `YYYY-MM-DD HH:MM:SS`, `now` and seconds. Unverified for Studio.
    pub reads_any_date: bool,
    /// `date` knows flags such as `%-d` and the letters beyond Twilio's list, such as `%s`. Unverified for Studio, which
    /// leaves them as they are.
    pub date_flags: bool,
    /// Dates follow the zone's summer time; else its standard time holds all year. Unverified for Studio.
    pub summer_time: bool,
}

/// Why a parser minds something: whether it is an error is the dialect's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// It is no Liquid.
    Always,
    /// Only Shopify's engine takes it.
    Wide,
    /// It needs a loader of templates, and Shopify's engine.
    Loader,
    /// Parentheses around conditions.
    Groups,
    /// A range outside of `for`.
    Ranges,
    /// `reversed`.
    Reversed,
    /// `elsif` of `unless`.
    UnlessElsif,
    /// A hyphen in a name.
    Hyphens,
    /// A digit after a dot.
    Digits,
}

impl Rule {
    /// What is not known about it.
    pub fn unknown(self) -> Option<Unknown> {
        Some(match self {
            Rule::Always | Rule::Wide | Rule::Loader => return None,
            Rule::Groups => Unknown::Parentheses,
            Rule::Ranges => Unknown::RangeOutsideFor,
            Rule::Reversed => Unknown::Reversed,
            Rule::UnlessElsif => Unknown::UnlessElsif,
            Rule::Hyphens => Unknown::HyphenInName,
            Rule::Digits => Unknown::DigitAfterDot,
        })
    }
}

impl Dialect {
    /// Whether breaking the rule is an error; `loader` is whether other templates can be loaded.
    pub(super) fn minds(&self, rule: Rule, loader: bool) -> bool {
        match rule {
            Rule::Always => true,
            Rule::Wide => !self.wide_language,
            Rule::Loader => !loader,
            Rule::Groups => !self.groups_conditions,
            Rule::Ranges => !self.ranges_anywhere,
            Rule::Reversed => !self.reversed_loops,
            Rule::UnlessElsif => !self.unless_elsif,
            Rule::Hyphens => !self.hyphens_in_names,
            Rule::Digits => !self.digits_after_dot,
        }
    }
}

impl Profile {
    /// The profile's answers.
    pub fn dialect(self) -> &'static Dialect {
        match self {
            Profile::Studio => &STUDIO,
            Profile::Reference => &REFERENCE,
        }
    }
}

const STUDIO: Dialect = Dialect {
    notes_unknowns: true,
    errors_end: true,
    wide_language: false,
    index_past_end_fails: true,
    negative_index_fails: true,
    drops_blank_blocks: false,
    counts_arguments: false,
    strict_numbers: true,
    strict_operands: true,
    decimal_arithmetic: false,
    floored_modulo: false,
    java_object_text: true,
    nil_in_list_is_null: true,
    capitalize_keeps_rest: true,
    split_at_white_space: false,
    text_is_its_own_first: true,
    replace_needs_text: true,
    orders_text: false,
    mixed_order_fails: false,
    text_contains_nil: true,
    blank: false,
    all_arms: false,
    groups_conditions: true,
    ranges_anywhere: false,
    reversed_loops: true,
    unless_elsif: false,
    hyphens_in_names: true,
    digits_after_dot: false,
    offsets_count: true,
    reads_any_date: false,
    date_flags: false,
    summer_time: true,
};

const REFERENCE: Dialect = Dialect {
    notes_unknowns: false,
    errors_end: false,
    wide_language: true,
    index_past_end_fails: false,
    negative_index_fails: false,
    drops_blank_blocks: true,
    counts_arguments: true,
    strict_numbers: false,
    strict_operands: false,
    decimal_arithmetic: true,
    floored_modulo: true,
    java_object_text: false,
    nil_in_list_is_null: false,
    capitalize_keeps_rest: false,
    split_at_white_space: true,
    text_is_its_own_first: false,
    replace_needs_text: false,
    orders_text: true,
    mixed_order_fails: true,
    text_contains_nil: false,
    blank: true,
    all_arms: true,
    groups_conditions: false,
    ranges_anywhere: true,
    reversed_loops: true,
    unless_elsif: true,
    hyphens_in_names: true,
    digits_after_dot: false,
    offsets_count: true,
    reads_any_date: true,
    date_flags: true,
    summer_time: true,
};

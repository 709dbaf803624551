//! What engines differ in, as data. The renderer reads it; nothing else decides by profile.

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
/// Those fields are marked Unverified; a render that depends on one says so with an `Assumption`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// An error ends the render; Shopify's engine goes on with the next tag.
    pub errors_end: bool,
    /// An index past the end of a list is an error (Twilio's list of causes of 81018 has it).
    pub index_past_end_fails: bool,
    /// `a[-1]` is an error. Unverified.
    pub negative_index_fails: bool,
    /// A block of nothing but white space writes nothing.
    pub drops_blank_blocks: bool,
    /// More arguments than a filter takes are an error. Unverified for Studio, which ignores them.
    pub counts_arguments: bool,
    /// Text that is no number, or an undefined argument, is an error in arithmetic. Unverified.
    pub strict_numbers: bool,
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
    /// `replace` and `replace_first` fail on undefined arguments. Unverified.
    pub replace_needs_text: bool,
    /// Texts can be compared with `<`. Unverified for Studio, where that is false.
    pub orders_text: bool,
    /// `<` between a text and a number is an error. Unverified for Studio, where it is false.
    pub mixed_order_fails: bool,
    /// Any text contains nil. Unverified.
    pub text_contains_nil: bool,
    /// `blank` equals what is empty, nil or false. Unverified for Studio, where it equals nothing.
    pub blank: bool,
    /// `case` renders every arm that fits, not only the first. Unverified for Studio.
    pub all_arms: bool,
    /// `date` reads every usual spelling of a date; else only `YYYY-MM-DD HH:MM:SS`, `now` and seconds. Unverified for Studio.
    pub reads_any_date: bool,
    /// `date` knows flags such as `%-d`. Unverified for Studio, which leaves them as they are.
    pub date_flags: bool,
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
    errors_end: true,
    index_past_end_fails: true,
    negative_index_fails: true,
    drops_blank_blocks: false,
    counts_arguments: false,
    strict_numbers: true,
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
    reads_any_date: false,
    date_flags: false,
};

const REFERENCE: Dialect = Dialect {
    errors_end: false,
    index_past_end_fails: false,
    negative_index_fails: false,
    drops_blank_blocks: true,
    counts_arguments: true,
    strict_numbers: false,
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
    reads_any_date: true,
    date_flags: true,
};

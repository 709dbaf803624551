//! What is not known about Studio's engine: each point once, with what is taken and the setting of [`Dialect`](super::Dialect) behind it.
//!
//! A render that rests on one says so by an `Assumption`, so that a trace can name it. Once one is measured against Twilio it leaves this list.

macro_rules! unknowns {
    ($($name:ident: $setting:literal, $took:literal;)*) => {
        /// A point about Studio's engine that nobody outside Twilio has confirmed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Unknown {
            $(#[doc = $took] $name,)*
        }

        impl Unknown {
            /// All of them.
            pub const ALL: &'static [Unknown] = &[$(Unknown::$name),*];

            /// The setting of the dialect that it is about.
            pub fn setting(self) -> &'static str {
                match self { $(Unknown::$name => $setting,)* }
            }

            /// What a trace says of it, as a sentence without capital and full stop.
            pub fn message(self) -> &'static str {
                match self { $(Unknown::$name => $took,)* }
            }
        }
    };
}

unknowns! {
    NegativeIndex: "negative_index_fails", "whether Studio takes a negative index is not verified";
    BinaryFractions: "decimal_arithmetic", "that Studio calculates with binary fractions is not verified";
    UndefinedOperand: "strict_operands", "that Studio refuses an undefined argument here is not verified";
    NoNumber: "strict_numbers", "that Studio refuses what is no number here is not verified";
    ModuloSign: "floored_modulo", "the sign of a negative number's remainder in Studio is not verified";
    ObjectText: "java_object_text", "how Studio writes an object as text is not verified: use `to_json`";
    NilInList: "nil_in_list_is_null", "how Studio writes a nil in a list is not verified";
    Capitalize: "capitalize_keeps_rest", "whether Studio's `capitalize` makes the other letters small is not verified";
    SplitAtSpace: "split_at_white_space", "whether Studio splits at any white space is not verified";
    FirstOfText: "text_is_its_own_first", "what `first` and `last` of a text are in Studio is not verified";
    MixedOrder: "mixed_order_fails", "how Studio compares a text with a number is not verified";
    TextOrder: "orders_text", "how Studio orders texts is not verified";
    Parentheses: "groups_conditions", "that Studio takes parentheses around a condition is not verified";
    ContainsNil: "text_contains_nil", "whether a text contains nil in Studio is not verified";
    Blank: "blank", "whether Studio knows `blank` is not verified";
    RangeOutsideFor: "ranges_anywhere", "that Studio takes a range only in `for` is not verified";
    Reversed: "reversed_loops", "that Studio takes `reversed` is not verified";
    LoopOffset: "offsets_count", "how Studio counts a loop with `offset` is not verified";
    UnlessElsif: "unless_elsif", "that Studio refuses `elsif` in `unless` is not verified";
    ExtraArguments: "counts_arguments", "that Studio ignores further arguments of a filter is not verified";
    HyphenInName: "hyphens_in_names", "that Studio takes a hyphen in a name is not verified";
    DigitAfterDot: "digits_after_dot", "that Studio refuses a digit after a dot is not verified";
    DateSpelling: "reads_any_date", "that Studio leaves a date in this spelling as it is has not been verified";
    DateFlags: "date_flags", "that Studio leaves this part of a date format as it is has not been verified";
    SummerTime: "summer_time", "whether Studio's dates follow summer time is not verified";
}

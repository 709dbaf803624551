//! Arithmetic: whole numbers stay whole and become fractions where they overflow.

use super::super::FindingKind;
use super::super::unknown::Unknown;
use super::super::value::Value;
use super::{Call, Done, Wrong, wrong};

#[derive(Clone, Copy, Debug)]
enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "this is what mixing the two kinds means")]
    fn float(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    fn value<'r>(self) -> Value<'r> {
        match self {
            Number::Int(value) => Value::Int(value),
            Number::Float(value) => Value::Float(value),
        }
    }

    /// The digits behind the point.
    fn decimals(self) -> usize {
        match self {
            Number::Int(_) => 0,
            Number::Float(value) => {
                let text = format!("{value}");
                text.split_once('.').map_or(0, |(_, digits)| digits.len())
            }
        }
    }
}

/// The whole number that a text begins with, or 0.
pub(in super::super) fn leading_int(text: &str) -> i64 {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with('-') || text.starts_with('+'));
    let digits = text.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
    let number = text.get(..sign + digits).unwrap_or_default();
    number.strip_prefix('+').unwrap_or(number).parse().unwrap_or_default()
}

/// The number that a text is, in full.
fn exact(text: &str) -> Option<Number> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    match text.parse() {
        Ok(whole) => Some(Number::Int(whole)),
        Err(_) => text.parse().ok().map(Number::Float),
    }
}

impl Call<'_, '_> {
    /// What a filter takes for a number.
    fn number(&mut self, value: &Value<'_>) -> Result<Number, Wrong> {
        match value {
            Value::Int(number) => return Ok(Number::Int(*number)),
            Value::Float(number) => return Ok(Number::Float(*number)),
            Value::Nil | Value::Empty | Value::Blank => return Ok(Number::Int(0)),
            _ => {}
        }
        let text = value.as_text();
        if let Some(number) = text.and_then(exact) {
            return Ok(number);
        }
        self.assume(Unknown::NoNumber);
        if self.dialect.strict_numbers {
            return Err(wrong("this is no number"));
        }
        self.coerced = true;
        Ok(Number::Int(text.map_or(0, leading_int)))
    }

    /// The first argument.
    fn operand(&mut self) -> Result<Number, Wrong> {
        let value = self.argument(0);
        self.operand_of(&value)
    }

    fn operand_of(&mut self, value: &Value<'_>) -> Result<Number, Wrong> {
        if value.is_nil() {
            self.assume(Unknown::UndefinedOperand);
            if self.dialect.strict_operands {
                return Err(wrong("the argument is undefined"));
            }
        }
        self.number(value)
    }

    fn both<'r>(
        &mut self,
        input: &Value<'_>,
        whole: fn(i64, i64) -> Option<i64>,
        fraction: fn(f64, f64) -> f64,
        decimals: fn(usize, usize) -> usize,
    ) -> Done<'r> {
        let (a, b) = (self.number(input)?, self.operand()?);
        Ok(self.result(a, b, whole, fraction, decimals).value())
    }

    fn result(
        &mut self,
        a: Number,
        b: Number,
        whole: fn(i64, i64) -> Option<i64>,
        fraction: fn(f64, f64) -> f64,
        decimals: fn(usize, usize) -> usize,
    ) -> Number {
        if let (Number::Int(a), Number::Int(b)) = (a, b)
            && let Some(result) = whole(a, b)
        {
            return Number::Int(result);
        }
        self.fraction(fraction(a.float(), b.float()), decimals(a.decimals(), b.decimals()))
    }

    /// A result that in decimal arithmetic has so many places.
    fn fraction(&mut self, result: f64, places: usize) -> Number {
        if places >= 17 || !result.is_finite() {
            return Number::Float(result);
        }
        let decimal: f64 = format!("{result:.places$}").parse().unwrap_or(result);
        #[expect(clippy::float_cmp, reason = "whether the two kinds of arithmetic differ at all")]
        if decimal != result {
            self.assume(Unknown::BinaryFractions);
        }
        Number::Float(if self.dialect.decimal_arithmetic { decimal } else { result })
    }

    /// The sum of numbers, from 0 on.
    pub(super) fn total<'r>(&mut self, items: &[Value<'r>]) -> Done<'r> {
        let mut total = Number::Int(0);
        for item in items {
            let item = self.operand_of(item)?;
            total = self.result(total, item, i64::checked_add, |a, b| a + b, usize::max);
        }
        Ok(total.value())
    }
}

pub(super) fn plus<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    call.both(&input, i64::checked_add, |a, b| a + b, usize::max)
}

pub(super) fn minus<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    call.both(&input, i64::checked_sub, |a, b| a - b, usize::max)
}

pub(super) fn times<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    call.both(&input, i64::checked_mul, |a, b| a * b, |a, b| a + b)
}

fn by_zero() -> Wrong {
    (FindingKind::DivisionByZero, "a division by zero".into())
}

pub(super) fn divided_by<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (a, b) = (call.number(&input)?, call.operand()?);
    match (a, b) {
        (_, Number::Int(0)) => Err(by_zero()),
        (Number::Int(a), Number::Int(b)) => {
            let rest = a.checked_rem(b).unwrap_or_default();
            let down = rest != 0 && (rest < 0) != (b < 0);
            if down {
                call.assume(Unknown::ModuloSign);
            }
            let down = down && call.dialect.floored_modulo;
            Ok(match a.checked_div(b) {
                Some(result) => Value::Int(result - i64::from(down)),
                None => Value::Float(-Number::Int(a).float()),
            })
        }
        (a, b) => Ok(Value::Float(a.float() / b.float())),
    }
}

pub(super) fn modulo<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (a, b) = (call.number(&input)?, call.operand()?);
    match (a, b) {
        (_, Number::Int(0)) => Err(by_zero()),
        (Number::Int(a), Number::Int(b)) => {
            let rest = a.checked_rem(b).unwrap_or_default();
            if rest != 0 && (rest < 0) != (b < 0) {
                call.assume(Unknown::ModuloSign);
                if call.dialect.floored_modulo {
                    return Ok(Value::Int(rest + b));
                }
            }
            Ok(Value::Int(rest))
        }
        (a, b) => {
            let places = a.decimals().max(b.decimals());
            let (a, b) = (a.float(), b.float());
            let rest = a % b;
            let mut result = rest;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) {
                call.assume(Unknown::ModuloSign);
                if call.dialect.floored_modulo {
                    result = rest + b;
                }
            }
            Ok(call.fraction(result, places).value())
        }
    }
}

pub(super) fn abs<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    Ok(match call.number(&input)? {
        Number::Int(value) => Value::Int(value.saturating_abs()),
        Number::Float(value) => Value::Float(value.abs()),
    })
}

pub(super) fn at_least<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (a, b) = (call.number(&input)?, call.operand()?);
    Ok(if a.float() < b.float() { b } else { a }.value())
}

pub(super) fn at_most<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (a, b) = (call.number(&input)?, call.operand()?);
    Ok(if a.float() > b.float() { b } else { a }.value())
}

fn whole<'r>(call: &mut Call<'_, 'r>, input: &Value<'r>, round: fn(f64) -> f64) -> Done<'r> {
    Ok(match call.number(input)? {
        Number::Int(value) => Value::Int(value),
        #[expect(clippy::cast_possible_truncation, reason = "rounded, and saturating")]
        Number::Float(value) => Value::Int(round(value) as i64),
    })
}

pub(super) fn ceil<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    whole(call, &input, f64::ceil)
}

pub(super) fn floor<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    whole(call, &input, f64::floor)
}

pub(super) fn round<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let argument = call.argument(0);
    let places = call.number(&argument)?.float().trunc();
    let value = match call.number(&input)? {
        Number::Int(value) if places >= 0.0 => return Ok(Value::Int(value)),
        number => number.float(),
    };
    if places <= 0.0 {
        let unit = 10f64.powf(-places);
        return whole(call, &Value::Float((value / unit).round() * unit), f64::round);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and small")]
    let places = places.min(15.0) as usize;
    let unit = 10f64.powf(places as f64);
    let shifted = value * unit;
    let rounded = if shifted.is_finite() { shifted.round() / unit } else { value };
    Ok(Value::Float(format!("{rounded:.places$}").parse().unwrap_or(rounded)))
}

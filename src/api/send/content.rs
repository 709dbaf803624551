//! Whether a body is text, and which.

use encoding_rs::{Encoding, UTF_8};

/// Names that a file of an answer may have at most.
const MAX_NAME: usize = 80;

/// The type alone, in lower case: `text/html`.
fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The encoding that a content type names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// Whether a type is that of a text.
fn says_text(essence: &str) -> bool {
    let rest = essence.strip_prefix("application/").unwrap_or_default();
    essence.starts_with("text/")
        || ["+json", "+xml", "+yaml"].iter().any(|ending| essence.ends_with(ending))
        || ["json", "xml", "yaml", "x-yaml", "javascript", "x-www-form-urlencoded", "graphql", "x-ndjson"]
            .contains(&rest)
}

/// Whether a type is never that of a text, whatever its bytes look like.
fn says_binary(essence: &str) -> bool {
    let kinds =
        ["image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip"];
    !says_text(essence) && kinds.iter().any(|kind| essence.starts_with(kind))
}

/// The text of a body; nothing where it is none. Of a body that was cut, half a letter at the end is left out.
pub(super) fn text(content_type: &str, bytes: &[u8], is_cut: bool) -> Option<String> {
    let essence = essence(content_type);
    if says_binary(&essence) {
        return None;
    }
    let named = charset(content_type).or_else(|| Encoding::for_bom(bytes).map(|(encoding, _)| encoding));
    if let Some(encoding) = named.filter(|encoding| *encoding != UTF_8) {
        let (text, _, is_wrong) = encoding.decode(bytes);
        let is_text = !has_controls(&text) && (!is_wrong || says_text(&essence));
        return is_text.then(|| text.into_owned());
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(plain) {
        Ok(text) => (!has_controls(text)).then(|| text.to_owned()),
        Err(error) if is_cut && error.error_len().is_none() => {
            let text = std::str::from_utf8(plain.get(..error.valid_up_to()).unwrap_or_default()).ok()?;
            (!has_controls(text)).then(|| text.to_owned())
        }
        // What says that it is text is shown as well as it goes.
        Err(_) if says_text(&essence) && !plain.contains(&0) => {
            Some(String::from_utf8_lossy(plain).into_owned())
        }
        Err(_) => None,
    }
}

/// Whether letters stand in it that no text has.
fn has_controls(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
}

/// A name for a file: no path, and no letter that a file system minds.
pub(super) fn file_name(disposition: Option<&str>, content_type: &str) -> String {
    let named = disposition.and_then(|text| {
        text.split(';').skip(1).find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("filename").then(|| value.trim().trim_matches('"'))
        })
    });
    let last = named.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let is_fine = |char: &char| !char.is_control() && !"<>:\"|?*".contains(*char);
    let name: String = last.chars().filter(is_fine).take(MAX_NAME).collect();
    let name = name.trim_start_matches('.').trim();
    if !name.is_empty() {
        return name.to_owned();
    }
    let essence = essence(content_type);
    let ending = match essence.as_str() {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "audio/mpeg" => "mp3",
        "audio/x-wav" | "audio/wav" => "wav",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "" | "application/octet-stream" => "bin",
        other if other.ends_with("json") => "json",
        other if other.ends_with("xml") => "xml",
        other => {
            let short = other.rsplit('/').next().unwrap_or_default();
            let is_plain = short.len() <= 5 && short.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if is_plain && !short.is_empty() { short } else { "bin" }
        }
    };
    format!("answer.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, bytes: &[u8], expected: Option<&str>) {
        assert_eq!(text(content_type, bytes, false).as_deref(), expected, "{content_type}");
    }

    #[test]
    fn text_is_told_from_bytes_by_type_and_content() {
        check("application/json", b"{}", Some("{}"));
        check("", "Grüße".as_bytes(), Some("Grüße"));
        check("application/octet-stream", b"plain", Some("plain"));
        check("text/plain; charset=\"ISO-8859-1\"", b"Gr\xFC\xDFe", Some("Grüße"));
        check("text/plain; charset=utf-8", "\u{feff}a".as_bytes(), Some("a"));
        check("text/plain", b"\xFF\xFEa\0b\0", Some("ab"));
        check("text/plain; charset=shift_jis", b"\x93\xfa\x96\x7b", Some("日本"));
        check("text/plain", b"a\xFFb", Some("a\u{fffd}b"));
        check("application/x-thing", b"a\xFFb", None);
        check("text/plain", b"a\0\x01b", None);
        check("image/png", b"\x89PNG\r\n", None);
        check("image/gif", b"GIF89a", None);
        check("image/svg+xml", b"<svg/>", Some("<svg/>"));
        check("text/plain; charset=nonsense", b"a", Some("a"));
        let letters = "aü".as_bytes();
        assert_eq!(text("", letters.get(..2).unwrap(), true).as_deref(), Some("a"));
        assert_eq!(text("", letters.get(..2).unwrap(), false), None);
    }

    #[test]
    fn a_file_gets_a_name_that_is_none_of_a_path() {
        let check = |disposition: Option<&str>, content_type: &str, expected: &str| {
            assert_eq!(file_name(disposition, content_type), expected, "{disposition:?} {content_type}");
        };
        check(Some("attachment; filename=\"a b.pdf\""), "", "a b.pdf");
        check(Some("attachment; filename=../../etc/passwd"), "", "passwd");
        check(Some("attachment; filename=\"..\\\\x:y\""), "", "xy");
        check(Some("attachment; filename=.."), "image/png", "answer.png");
        check(None, "image/jpeg", "answer.jpg");
        check(None, "application/vnd.thing; a=b", "answer.bin");
        check(None, "application/problem+json", "answer.json");
    }
}

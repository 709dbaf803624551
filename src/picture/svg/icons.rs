//! The icons of widget types, each written once and used by every card of its kind.

use std::collections::BTreeMap;

use super::out::Out;
use crate::widgets::Icon;

/// The name of an icon and its file.
const fn file(icon: Icon) -> (&'static str, &'static str) {
    match icon {
        Icon::Trigger => ("trigger", include_str!("../../../assets/icons/trigger.svg")),
        Icon::Message => ("message", include_str!("../../../assets/icons/message.svg")),
        Icon::Reply => ("reply", include_str!("../../../assets/icons/reply.svg")),
        Icon::Split => ("split", include_str!("../../../assets/icons/split.svg")),
        Icon::Variables => ("variables", include_str!("../../../assets/icons/variables.svg")),
        Icon::Phone => ("phone", include_str!("../../../assets/icons/phone.svg")),
        Icon::Code => ("code", include_str!("../../../assets/icons/code.svg")),
        Icon::Connect => ("connect", include_str!("../../../assets/icons/connect.svg")),
        Icon::Several => ("folder", include_str!("../../../assets/icons/folder.svg")),
        Icon::Unknown => ("unknown", include_str!("../../../assets/icons/unknown.svg")),
    }
}

/// What an icon is referred to by.
pub(super) fn reference(icon: Icon) -> String {
    format!("#icon-{}", file(icon).0)
}

/// Writes the icons that are used.
pub(super) fn symbols(used: impl Iterator<Item = Icon>, out: &mut Out) {
    let used: BTreeMap<&str, &str> = used.map(file).collect();
    if used.is_empty() {
        return;
    }
    out.open("<defs>");
    for (name, svg) in used {
        // All of them are drawn with one stroke of one width on a square of 24 points.
        let shapes = svg.trim().split_once('>').map_or("", |(_, rest)| rest);
        let shapes = shapes.strip_suffix("</svg>").unwrap_or(shapes).replace("#000", "currentColor");
        out.line(&format!(
            "<symbol id=\"icon-{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{shapes}</symbol>"
        ));
    }
    out.close("defs");
}

//! The icons, each named once.
//!
//! An icon is a private-use character that is drawn from an SVG of our own, so it can stand in any text,
//! takes the colour of that text and is sharp at any size.
//! This module knows nothing of what the icons are used for.

use std::fmt;
use std::sync::OnceLock;

use egui::epaint::text::{FontPriority, GlyphRasterizer, GlyphRasterizerRequest};
use egui::{Color32, Context, FontId, Painter, Pos2, Vec2};
use egui_extras::SvgGlyph;

#[cfg(test)]
mod tests;

/// Height of an icon in text, in fractions of the font size.
const HEIGHT_EM: f32 = 1.2;

/// The bottom edge of an icon in text: its middle is at half the height of Inter's capitals.
const BASELINE_OFFSET_EM: f32 = -0.236;

/// The edge of an icon beside body text, in points.
pub const SIZE: f32 = 16.0;

/// One icon: a character that is drawn from a picture.
#[derive(Clone, Copy)]
pub struct Icon {
    text: &'static str,
    svg: &'static [u8],
}

impl Icon {
    /// The icon as text.
    pub const fn as_str(self) -> &'static str {
        self.text
    }

    /// The font in which the icon is `size` points high.
    pub fn font(self, size: f32) -> FontId {
        FontId::proportional(size / HEIGHT_EM)
    }

    /// The picture, as SVG.
    pub const fn svg(self) -> &'static [u8] {
        self.svg
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Icon({})", self.text.escape_unicode())
    }
}

impl PartialEq for Icon {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Icon {}

/// Declares the icons and lists them, so that none can be forgotten on installation.
macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $file:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: Icon =
                Icon { text: $text, svg: include_bytes!(concat!("../../assets/icons/", $file, ".svg")) };
        )*

        /// Every icon.
        pub const ALL: &[Icon] = &[$($name),*];
    };
}

// The last private-use plane: icon fonts and users' texts use the first one, and must keep their own glyphs.
icons! {
    /// A speech bubble: a message that is sent.
    MESSAGE = "\u{10F000}", "message";
    /// A speech bubble with text: a message that waits for an answer.
    REPLY = "\u{10F001}", "reply";
    /// A paper plane: send now.
    SEND = "\u{10F002}", "send";
    /// A path that forks.
    SPLIT = "\u{10F003}", "split";
    /// A list of values.
    VARIABLES = "\u{10F004}", "variables";
    /// A bolt: what starts a flow.
    TRIGGER = "\u{10F005}", "trigger";
    /// A handset: voice.
    PHONE = "\u{10F006}", "phone";
    /// Angle brackets: tools and code.
    CODE = "\u{10F007}", "code";
    /// Two coupled links: hand over to another system.
    CONNECT = "\u{10F008}", "connect";
    /// Four tiles: the widget library.
    WIDGETS = "\u{10F009}", "widgets";
    /// A tree of lines: the outline.
    OUTLINE = "\u{10F00A}", "outline";
    /// A lens.
    SEARCH = "\u{10F00B}", "search";
    /// Run.
    PLAY = "\u{10F00C}", "play";
    /// Pause.
    PAUSE = "\u{10F00D}", "pause";
    /// Stop.
    STOP = "\u{10F00E}", "stop";
    /// Start again from the beginning.
    RESTART = "\u{10F00F}", "restart";
    /// One step on.
    STEP = "\u{10F010}", "step";
    /// One step back.
    STEP_BACK = "\u{10F011}", "step-back";
    /// Add.
    PLUS = "\u{10F012}", "plus";
    /// Less.
    MINUS = "\u{10F013}", "minus";
    /// Close or remove.
    CLOSE = "\u{10F014}", "close";
    /// Open downwards.
    CHEVRON_DOWN = "\u{10F015}", "chevron-down";
    /// Closed, opens to the side.
    CHEVRON_RIGHT = "\u{10F016}", "chevron-right";
    /// Up, for example to the parent folder.
    ARROW_UP = "\u{10F017}", "arrow-up";
    /// A warning.
    WARNING = "\u{10F018}", "warning";
    /// An error.
    ERROR = "\u{10F019}", "error";
    /// A remark.
    INFO = "\u{10F01A}", "info";
    /// Done, right, chosen.
    CHECK = "\u{10F01B}", "check";
    /// Copy.
    COPY = "\u{10F01C}", "copy";
    /// Delete.
    TRASH = "\u{10F01D}", "trash";
    /// Undo.
    UNDO = "\u{10F01E}", "undo";
    /// Redo.
    REDO = "\u{10F01F}", "redo";
    /// Save.
    SAVE = "\u{10F020}", "save";
    /// A folder.
    FOLDER = "\u{10F021}", "folder";
    /// A file.
    FILE = "\u{10F022}", "file";
    /// Show everything.
    FIT = "\u{10F023}", "fit";
    /// Nearer.
    ZOOM_IN = "\u{10F024}", "zoom-in";
    /// Farther.
    ZOOM_OUT = "\u{10F025}", "zoom-out";
    /// The light theme.
    SUN = "\u{10F026}", "sun";
    /// The dark theme.
    MOON = "\u{10F027}", "moon";
    /// A link.
    LINK = "\u{10F028}", "link";
    /// A time.
    CLOCK = "\u{10F029}", "clock";
    /// A person.
    USER = "\u{10F02A}", "user";
    /// Cordboard's own sign: a cord from a socket to a jack.
    LOGO = "\u{10F02B}", "logo";
    /// Something that nobody knows.
    UNKNOWN = "\u{10F02C}", "unknown";
    /// A handle to drag by.
    DRAG = "\u{10F02D}", "drag";
    /// Show.
    EYE = "\u{10F02E}", "eye";
    /// More commands.
    MORE = "\u{10F02F}", "more";
    /// Settings.
    SETTINGS = "\u{10F030}", "settings";
    /// A recording.
    MICROPHONE = "\u{10F031}", "microphone";
    /// Edit or rename.
    EDIT = "\u{10F032}", "edit";
    /// A note.
    NOTE = "\u{10F033}", "note";
    /// Lay out the cards.
    ALIGN = "\u{10F034}", "align";
    /// Upwards, for example a row in its list.
    CHEVRON_UP = "\u{10F035}", "chevron-up";
    /// Braces around dots: what can be asked of an API.
    API = "\u{10F03A}", "api";
}

/// Makes the icons' characters drawable. Once per context is enough; again does no harm.
pub fn install(ctx: &Context) {
    let glyphs: Vec<(Icon, OnceLock<Option<SvgGlyph>>)> =
        ALL.iter().map(|icon| (*icon, OnceLock::new())).collect();
    let rasterize = move |request: &GlyphRasterizerRequest<'_>| {
        // Every other character passes here too, so the answer "not mine" comes from its first byte.
        if request.cluster.as_bytes().first() != Some(&0xF4) {
            return None;
        }
        let (icon, glyph) = glyphs.iter().find(|(icon, _)| icon.text == request.cluster)?;
        glyph.get_or_init(|| parse(*icon)).as_ref()?.rasterize(request.font_size_px)
    };
    // First in line: a font of the system may have glyphs of its own for private-use characters.
    let rasterizer = GlyphRasterizer::new("cordboard::icon", rasterize).with_priority(FontPriority::Highest);
    ctx.add_glyph_rasterizer(rasterizer);
}

/// A picture that is no SVG gives no glyph; a test proves that there is none such.
fn parse(icon: Icon) -> Option<SvgGlyph> {
    let glyph = SvgGlyph::from_bytes(icon.svg).ok()?;
    Some(glyph.with_height(HEIGHT_EM).with_baseline_offset(BASELINE_OFFSET_EM).with_color(false))
}

/// Paints an icon with its middle at `center`, `size` points high.
///
/// The size is rounded to whole pixels: each size is a picture of its own in the font atlas,
/// and a zooming canvas must not fill that with thousands of them.
pub fn paint_icon(painter: &Painter, center: Pos2, icon: Icon, size: f32, color: Color32) {
    let pixels_per_point = painter.pixels_per_point();
    let size_px = (size * pixels_per_point).round();
    if size_px < 1.0 || !size_px.is_finite() {
        return;
    }
    let galley = painter.layout_no_wrap(icon.text.to_owned(), icon.font(size_px / pixels_per_point), color);
    let corner = center - galley.mesh_bounds.center().to_vec2();
    let corner = Pos2::new(
        (corner.x * pixels_per_point).round() / pixels_per_point,
        (corner.y * pixels_per_point).round() / pixels_per_point,
    );
    painter.galley(corner, galley, color);
}

/// The room that an icon beside text takes.
pub const fn size() -> Vec2 {
    Vec2::splat(SIZE)
}

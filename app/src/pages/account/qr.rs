//! A text as a QR code, drawn by the server.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of light around the code, which readers need.
const QUIET: i32 = 4;

/// The code as a picture, dark on light in every theme, because readers expect it so; nothing for a text that is too long
/// for one.
pub(super) fn picture(text: &str, label: &'static str) -> Option<impl IntoView + use<>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let path = path(&code);
    Some(view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
            <rect width=size.to_string() height=size.to_string() fill="#fff"/>
            <path d=path fill="#000"/>
        </svg>
    })
}

/// One subpath for each run of dark modules in a row.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += i32::try_from(run).unwrap_or(0) + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_as_many_dark_modules_as_the_code() {
        let code = QrCode::encode_text("otpauth://totp/x?secret=MZXW6YTBOI", QrCodeEcc::Medium).expect("it fits");
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.get_module(*x, *y)).count();
        let drawn: usize = path(&code)
            .split('h')
            .skip(1)
            .filter_map(|run| run.split('v').next().and_then(|run| run.parse::<usize>().ok()))
            .sum();
        assert_eq!(drawn, dark);
    }
}

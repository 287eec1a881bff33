//! The icon sprite: one SVG file of symbols, referred to as `/icons.svg#name`.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

const NAMES: &str = "style/icons.txt";
const SPRITE: &str = "public/icons.svg";
const SOURCE: &str = "node_modules/lucide-static/icons";

/// Reads the sprite's icon names: one a line, `#` begins a comment.
pub(crate) fn names(root: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(root.join(NAMES)).with_context(|| format!("cannot read {NAMES}"))?;
    Ok(parse_names(&text))
}

fn parse_names(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|name| !name.is_empty())
        .map(String::from)
        .collect()
}

/// Writes public/icons.svg with one `<symbol>` for each name in style/icons.txt.
pub(crate) fn build_sprite(root: &Path) -> Result<()> {
    let mut sprite = String::from(
        "<!-- Made by `cargo xtask icons` from lucide-static; names in style/icons.txt.\n     Lucide: ISC License, https://lucide.dev/license -->\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\">\n",
    );
    let mut names = names(root)?;
    names.sort();
    names.dedup();
    for name in &names {
        let path = root.join(SOURCE).join(format!("{name}.svg"));
        let Ok(svg) = fs::read_to_string(&path) else {
            bail!(
                "there is no icon named {name:?} in lucide-static: correct {NAMES}, names are at https://lucide.dev/icons (or run scripts/setup.sh first)"
            );
        };
        sprite.push_str(
            &symbol(name, &svg).with_context(|| format!("{} is not the SVG file that was expected", path.display()))?,
        );
    }
    sprite.push_str("</svg>\n");

    let target = root.join(SPRITE);
    if fs::read_to_string(&target).is_ok_and(|current| current == sprite) {
        return Ok(());
    }
    fs::create_dir_all(root.join("public"))?;
    fs::write(&target, sprite).with_context(|| format!("cannot write {SPRITE}"))
}

/// Turns a Lucide file into a symbol; stroke and fill are inherited through `<use>`, so they stand on the symbol.
fn symbol(name: &str, svg: &str) -> Option<String> {
    let start = svg.find("<svg")?;
    let body = start + svg[start..].find('>')? + 1;
    let shapes: String = svg[body..svg.rfind("</svg>")?].lines().map(str::trim).collect();
    Some(format!(
        "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{shapes}</symbol>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_names_may_carry_comments_and_blank_lines() {
        assert_eq!(parse_names("check\n\n# states\nx # closes\n"), ["check", "x"]);
    }

    #[test]
    fn a_symbol_keeps_the_shapes_and_drops_the_wrapper() {
        let made =
            symbol("check", "<!-- licence -->\n<svg\n  width=\"24\"\n>\n  <path d=\"M20 6 9 17l-5-5\" />\n</svg>\n")
                .expect("a well-formed file");
        assert!(made.starts_with("<symbol id=\"check\" viewBox=\"0 0 24 24\""));
        assert!(made.ends_with("><path d=\"M20 6 9 17l-5-5\" /></symbol>\n"));
    }
}

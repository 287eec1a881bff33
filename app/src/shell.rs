//! The HTML document around every page.

use crate::request::Request;
use axum::http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use crate::routes::App;

/// The islands' script waits until the browser is idle, for ever where it never is: on a machine with other work, or beside a
/// page that moves all the time. It is told to wait for a second at most.
const WAKE: &str = "(()=>{const ask=window.requestIdleCallback;if(ask)window.requestIdleCallback=(run,how)=>\
                    ask.call(window,run,how||{timeout:1000})})()";

/// The whole document; sets the content security policy that goes with its nonce.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_security_policy();
    let theme = Request::current_theme().stylesheet_name();
    let density = Request::current_density().as_str();
    let stylesheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-density=density>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=stylesheet/>
                <script nonce=use_nonce() inner_html=WAKE></script>
                <HydrationScripts options=options islands=true/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Scripts run by nonce only; styles, pictures and streams come from this server, and nobody frames it.
///
/// `data:` pictures are the arrows that daisyUI draws in selects. There is no `unsafe-inline` for styles: no page may use
/// a style attribute.
fn provide_security_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         object-src 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

//! Where one is signed in, and ending that.

use super::frame::{Page, sheet};
use super::proof::{Asked, card};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::moment::Ago;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::paths;
use crate::request::{Request, Stop};
use engine::session::{Hash, Held};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The person's live sessions.
#[component]
pub fn Sessions() -> impl IntoView {
    page(|request: Request| async move {
        let sessions = engine::session::own(&request.engine, request.scope()?).await?;
        let asked = Asked::of(&request).await?;
        let typed = refused(&request).await?;
        let here = request.session_hash();
        let others = sessions.iter().filter(|held| Some(held.id_hash) != here).count();
        let may = !asked.is_something();
        let all = (may && others > 0).then(|| view! {
            <Confirm id="end-others" label="Sign out everywhere else" icon="log-out" question="Sign out everywhere else?"
                text=format!("{others} other {} at once.", if others == 1 { "session ends" } else { "sessions end" })
                keep="Keep them" action=paths::form_anywhere("sessions-end-others") fields=vec![]/>
        });
        let content = view! {
            {(others > 0 && !may)
                .then(|| card(&typed, asked, paths::account_sessions(), "To end sessions, say who you are."))}
            <div class="surface">
                <Table label="Your sessions".to_owned() head=vec![
                    Head::text("Device"),
                    Head::text("Address").class("hidden @lg:table-cell"),
                    Head::text("Signed in").class("hidden @2xl:table-cell"),
                    Head::text("Last used"),
                    Head::text("End").unseen(),
                ]>
                    {sessions.into_iter().map(|held| row(held, here, may, request.now)).collect_view()}
                </Table>
            </div>
        };
        let all = all.map(IntoAny::into_any);
        Ok(sheet(Page::Sessions, content)
            .line("Where you are signed in. One that you don’t know is not yours: end it, then change your password.")
            .actions(all.is_some(), || all.unwrap_or_else(|| ().into_any())))
    })
}

fn row(held: Held, here: Option<Hash>, may: bool, now: OffsetDateTime) -> impl IntoView {
    let device = domain::device::in_words(held.about.agent.as_deref().unwrap_or_default());
    let this = Some(held.id_hash) == here;
    let signed_in = held.about.signed_in_at.unwrap_or(held.created_at);
    let used = held.about.used_at.unwrap_or(held.created_at);
    let address = held.about.address.filter(|address| !address.is_empty()).unwrap_or_else(|| "unknown".to_owned());
    let id = hex(&held.id_hash);
    let act = if this {
        view! { <Badge face=Face::new(Tone::Success, "circle-check", "This one")/> }.into_any()
    } else if may {
        view! {
            <Confirm id=format!("end-{}", &id[..16]) label="End" icon="log-out" question="End this session?"
                text=format!("{device} is signed out at once.") keep="Keep it" action=paths::form_anywhere("session-end")
                fields=vec![("id", id)] of_row=device.clone()/>
        }
        .into_any()
    } else {
        ().into_any()
    };
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-32">
                <span class="block truncate font-medium" title=held.about.agent.unwrap_or_default()>{device.clone()}</span>
                <span class="block truncate text-xs muted mono @lg:hidden">{address.clone()}</span>
            </td>
            <td class="hidden @lg:table-cell mono whitespace-nowrap">{address.clone()}</td>
            <td class="hidden @2xl:table-cell muted"><Ago at=signed_in now=now/></td>
            <td class="muted whitespace-nowrap">{if this { "Now".into_any() } else { view! { <Ago at=used now=now/> }.into_any() }}</td>
            <td class="text-end">{act}</td>
        </tr>
    }
}

/// Ends one session.
#[server(prefix = "/forms", endpoint = "session-end")]
pub async fn end_session(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_sessions());
    let outcome = end(&post.request, &id).await;
    post.finish(outcome, |()| Done::at(paths::account_sessions()).saying("The session is ended.")).await
}

async fn end(request: &Request, id: &str) -> Result<(), Stop> {
    let scope = request.scope()?;
    let id = unhex(id).ok_or(Stop::Error(engine::Error::NotFound))?;
    let proof = request.prove(String::new(), String::new()).await?;
    Ok(engine::session::end_own(&request.engine, scope, &proof, id).await?)
}

/// Ends all sessions but this one.
#[server(prefix = "/forms", endpoint = "sessions-end-others")]
pub async fn end_other_sessions() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_sessions());
    let outcome = end_others(&post.request).await;
    post.finish(outcome, |_| Done::at(paths::account_sessions()).saying("You are signed out everywhere else.")).await
}

async fn end_others(request: &Request) -> Result<usize, Stop> {
    let proof = request.prove(String::new(), String::new()).await?;
    Ok(engine::session::end_others(&request.engine, request.scope()?, &proof, request.session_hash()).await?)
}

/// A session's hash as a form sends it; it signs nobody in.
fn hex(id: &Hash) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    let bytes = (text.len() == 64 && text.is_ascii()).then(|| text.as_bytes().chunks(2))?;
    let bytes: Option<Vec<u8>> =
        bytes.map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_its_hash_and_by_nothing_else() {
        let id: Hash = std::array::from_fn(|place| u8::try_from(place * 7 % 256).unwrap_or(0));
        assert_eq!(unhex(&hex(&id)), Some(id));
        for other in ["", "00", &"g".repeat(64), &"é".repeat(32), &"+f".repeat(32).replace("+f", "zz")] {
            assert_eq!(unhex(other), None, "{other}");
        }
    }
}

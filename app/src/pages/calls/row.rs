//! A call as a row of its list: the columns there are, the cell of each, and the parts that other pages of calls show too.

use crate::components::badge::{Badge, Face};
use crate::components::icon::Icon;
use crate::components::moment::{Ago, exact, minute, near};
use crate::pages::list_columns::{Column, Columns};
use crate::paths;
use domain::call::{Call, Direction, Party, Status, print_duration};
use domain::phone::E164;
use leptos::prelude::*;
use std::str::FromStr;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a list of calls can show. To add one: a line here and its arm in [`cell`].
pub(super) static COLUMNS: [Column; 17] = [
    Column::new("subject", "Subject").first("w-full max-w-0 min-w-36"),
    Column::new("start", "Start").sorted("start").wide("hidden @md:table-cell"),
    Column::new("for", "For").wide("hidden @2xl:table-cell"),
    Column::new("purpose", "Purpose").wide("hidden @4xl:table-cell"),
    Column::new("duration", "Duration").figures().wide("hidden @3xl:table-cell"),
    Column::new("owner", "Owner").wide("hidden @4xl:table-cell"),
    Column::new("status", "Status").usual(),
    Column::new("about", "About"),
    Column::new("assigned", "Assigned to"),
    Column::new("result", "Result"),
    Column::new("agenda", "Agenda"),
    Column::new("tags", "Tags"),
    Column::new("dialled", "Dialled"),
    Column::new("end", "End"),
    Column::new("created", "Added").sorted("created"),
    Column::new("updated", "Changed"),
    Column::new("id", "Id").figures(),
];

/// The id of the form that the rows' boxes belong to.
pub(super) const CHOSEN: &str = "chosen";

/// What a row needs to know of its list.
pub(super) struct Around<'a> {
    pub columns: &'a Columns,
    /// The list's address, where what is done in a row leads back to.
    pub back: &'a str,
    pub may_change: bool,
    pub now: OffsetDateTime,
}

pub(super) fn row(call: &Call, around: &Around<'_>) -> impl IntoView + use<> {
    let Around { columns, back, may_change, now } = *around;
    let star = star(call, back, may_change && call.deleted_at.is_none());
    let choose = may_change.then(|| {
        let label = format!("Choose {}", call.subject);
        view! { <td><input class="checkbox checkbox-sm choose" type="checkbox" name="id" value=call.id.to_string() form=CHOSEN aria-label=label/></td> }
    });
    let cells = columns.cells(|word| cell(call, word, back, may_change, now));
    view! {
        <tr id=anchor(call)>
            {choose}
            <td class="hidden @md:table-cell">{star}</td>
            {cells}
        </tr>
    }
}

/// The id of a call's row.
pub(super) fn anchor(call: &Call) -> String {
    format!("c{}", call.id)
}

fn cell(call: &Call, word: &str, back: &str, may_change: bool, now: OffsetDateTime) -> AnyView {
    let none = || view! { <span class="muted">"–"</span> }.into_any();
    let short = |text: String| match text.is_empty() {
        true => none(),
        false => view! { <span class="block max-w-56 truncate" title=text.clone()>{text.clone()}</span> }.into_any(),
    };
    let moment = |at: OffsetDateTime, text: String| {
        let stamp = at.format(&Rfc3339).unwrap_or_default();
        view! { <time class="figures whitespace-nowrap" datetime=stamp title=exact(at)>{text}</time> }.into_any()
    };
    match word {
        "subject" => view! {
            <span class="flex items-center gap-2">
                {way(call.direction)}
                <span class="min-w-0">
                    <a class="block truncate font-medium quiet-link" href=paths::call(call.id) title=call.subject.clone()>{call.subject.clone()}</a>
                    // Where there is no room for its column.
                    <span class="block text-xs muted @md:hidden">{near(call.start, now)}</span>
                </span>
            </span>
        }
        .into_any(),
        "start" => moment(call.start, near(call.start, now)),
        "end" => call.end.map_or_else(none, |end| moment(end, minute(end))),
        "for" => call.call_for.clone().map_or_else(none, short_party),
        "about" => call.related_to.clone().map_or_else(none, short_party),
        "purpose" => short(call.purpose.as_ref().map(|purpose| purpose.name.clone()).unwrap_or_default()),
        "duration" => call.duration_s.map_or_else(none, |seconds| print_duration(seconds).into_any()),
        "owner" => short(call.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default()),
        "assigned" => short(call.assigned_to.as_ref().map(|person| person.name.clone()).unwrap_or_default()),
        "result" => short(call.result.clone()),
        "agenda" => short(call.agenda.clone()),
        "tags" => short(call.tags.join(", ")),
        "dialled" => number(&call.dialled_number).unwrap_or_else(none),
        "created" => view! { <span class="muted"><Ago at=call.created_at now=now/></span> }.into_any(),
        "updated" => view! { <span class="muted"><Ago at=call.updated_at now=now/></span> }.into_any(),
        "id" => call.id.to_string().into_any(),
        _ => status(call, back, may_change),
    }
}

fn short_party(of: Party) -> AnyView {
    view! { <span class="block max-w-48 truncate">{party(of)}</span> }.into_any()
}

/// Where a call stands; for those who may, a button that opens what it may become. It is a form of its own, so it needs no
/// script, and it says where the call was seen to stand: who comes second is told.
pub(super) fn status(call: &Call, back: &str, may_change: bool) -> AnyView {
    let badge = view! { <Badge face=Face::of_call(call.status)/> }.into_any();
    if !may_change || call.deleted_at.is_some() {
        return badge;
    }
    pick(call, back, "pick", badge)
}

/// The same on a card of the board, whose column says where it stands.
pub(super) fn bare_status(call: &Call, back: &str) -> AnyView {
    pick(call, back, "pick pick-bare", ().into_any())
}

fn pick(call: &Call, back: &str, class: &'static str, shown: AnyView) -> AnyView {
    let face = Face::of_call(call.status);
    let menu = format!("s{}", call.id);
    let label = format!("{}. Set the status of {}", face.word, call.subject);
    let title = format!("Set the status of {}", call.subject);
    let choices = others(call.status).map(|status| {
        let face = Face::of_call(status);
        view! {
            <button class="menu-item" type="submit" name="status" value=status.as_str()>
                <Icon name=face.icon/>{status.label()}
            </button>
        }
    });
    view! {
        <button class=class type="button" popovertarget=menu.clone() aria-label=label data-row-key="s">
            {shown}<Icon name="chevron-down"/>
        </button>
        <div class="pick-menu" id=menu popover="auto" role="dialog" aria-label=title>
            <form method="post" action=paths::form("call-status")>
                <input type="hidden" name="id" value=call.id.to_string()/>
                <input type="hidden" name="seen" value=call.status.as_str()/>
                <input type="hidden" name="back" value=back.to_owned()/>
                {choices.collect_view()}
            </form>
        </div>
    }
    .into_any()
}

/// What a call may become.
pub(super) fn others(now: Status) -> impl Iterator<Item = Status> {
    Status::ALL.into_iter().filter(move |next| *next != now && now.may_become(*next))
}

/// A number as people read it; what is none stays as it was typed.
pub(super) fn number(typed: &str) -> Option<AnyView> {
    let number = E164::from_str(typed).map_or_else(|_| typed.to_owned(), E164::readable);
    (!typed.is_empty()).then(|| view! { <span class="mono whitespace-nowrap">{number}</span> }.into_any())
}

/// A record that a call refers to, as a link while it is there.
pub(super) fn party(party: Party) -> AnyView {
    if party.name.is_empty() {
        return view! { <span class="muted">{format!("{} {}", party.kind.as_str(), party.id)}</span> }.into_any();
    }
    view! { <a class="quiet-link" href=paths::record(party.kind, party.id)>{party.name}</a> }.into_any()
}

/// The icon of a direction, with its word for those who don't see it.
pub(super) fn way(direction: Direction) -> impl IntoView {
    let (icon, word) = match direction {
        Direction::Inbound => ("phone-incoming", "Inbound"),
        Direction::Outbound => ("phone-outgoing", "Outbound"),
    };
    view! { <span class="muted shrink-0" title=word><Icon name=icon/><span class="sr-only">{word}</span></span> }
}

/// The mark of a favourite, and the button that sets or takes it.
pub(super) fn star(call: &Call, back: &str, may_change: bool) -> AnyView {
    let (word, class) =
        if call.favourite { ("No longer a favourite", "star is-on") } else { ("Mark as favourite", "star") };
    if !may_change {
        return call
            .favourite
            .then(|| view! { <span class=class title="Favourite"><Icon name="star"/></span> })
            .into_any();
    }
    view! {
        <form method="post" action=paths::form("call-favourite")>
            <input type="hidden" name="id" value=call.id.to_string()/>
            <input type="hidden" name="favourite" value=if call.favourite { "false" } else { "true" }/>
            <input type="hidden" name="back" value=back.to_owned()/>
            <button class=class type="submit" aria-label=format!("{word}: {}", call.subject)><Icon name="star"/></button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Column};
    use domain::list_columns::columns_of;

    #[test]
    fn saved_views_may_have_the_columns_there_are() {
        assert_eq!(Column::words(&COLUMNS), columns_of("calls"));
    }
}

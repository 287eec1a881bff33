//! The windows of a campaign as rows of a form: the days, from, to. Without a script there are always two more to fill in.

use crate::components::field::{Typed, error_text};
use domain::dial::{Days, DaysDraft, WINDOWS_MAX, WindowDraft};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The days as they are sent and read.
const DAYS: [(&str, &str, &str); 7] = [
    ("mon", "Mon", "Monday"),
    ("tue", "Tue", "Tuesday"),
    ("wed", "Wed", "Wednesday"),
    ("thu", "Thu", "Thursday"),
    ("fri", "Fri", "Friday"),
    ("sat", "Sat", "Saturday"),
    ("sun", "Sun", "Sunday"),
];

/// A row as the form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowRow {
    pub days: Vec<String>,
    pub start: String,
    pub end: String,
}

impl WindowRow {
    fn of(draft: &WindowDraft) -> Self {
        let days = match &draft.days {
            DaysDraft::Word(word) if word == "all" => DAYS.iter().map(|(word, ..)| (*word).to_owned()).collect(),
            DaysDraft::Word(word) => vec![word.clone()],
            DaysDraft::List(words) => words.clone(),
        };
        Self { days, start: draft.start.clone(), end: draft.end.clone() }
    }

    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.start.trim().is_empty() && self.end.trim().is_empty()
    }

    fn draft(&self) -> WindowDraft {
        let all = DAYS.iter().all(|(word, ..)| self.days.iter().any(|day| day == word));
        let days = if all { DaysDraft::Word("all".to_owned()) } else { DaysDraft::List(self.days.clone()) };
        WindowDraft { days, start: self.start.clone(), end: self.end.clone() }
    }
}

/// What the rows say; empty ones say nothing.
pub(super) fn drafts(rows: &[WindowRow]) -> Vec<WindowDraft> {
    rows.iter().filter(|row| !row.is_empty()).map(WindowRow::draft).collect()
}

/// Windows as the one text that a form keeps of them.
pub(super) fn text(windows: &[WindowDraft]) -> String {
    let rows: Vec<WindowRow> = windows.iter().map(WindowRow::of).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// Windows as people read them: "every day 09:00 to 20:00".
pub(super) fn readable(windows: &[WindowDraft]) -> String {
    let one = |window: &WindowDraft| format!("{} {} to {}", days_of(&window.days), window.start, window.end);
    windows.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Days as people read them; a stretch of three and more by its ends.
fn days_of(days: &DaysDraft) -> String {
    let words = match days {
        DaysDraft::Word(word) if word == "all" => return "every day".to_owned(),
        DaysDraft::Word(word) => std::slice::from_ref(word),
        DaysDraft::List(words) => words.as_slice(),
    };
    let places: Vec<usize> = DAYS
        .iter()
        .enumerate()
        .filter(|(_, (word, ..))| {
            words.iter().filter_map(|day| Days::day_of(day)).any(|day| Days::day_of(word) == Some(day))
        })
        .map(|(place, _)| place)
        .collect();
    let name = |place: usize| DAYS[place].1;
    match (places.first(), places.last()) {
        (Some(first), Some(last)) if places.len() >= 3 && last - first + 1 == places.len() => {
            format!("{} to {}", name(*first), name(*last))
        }
        _ => places.into_iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

/// The rows of the form.
pub(super) fn fields(typed: &Typed) -> impl IntoView + use<> {
    let mut rows: Vec<WindowRow> = serde_json::from_str(typed.text("windows")).unwrap_or_default();
    let filled = rows.len();
    rows.resize_with((filled + 2).min(WINDOWS_MAX.max(filled)), WindowRow::default);
    let errors = typed.errors("windows").to_vec();
    let described = (!errors.is_empty()).then_some("windows-error");
    let lines = rows.into_iter().enumerate().map(|(place, row)| line(place, row, place >= filled)).collect_view();
    view! {
        <fieldset class="flex flex-col gap-1" id="windows" aria-describedby=described>
            <legend class="mb-1 font-medium">"Hours"</legend>
            <div class="rounded-box border hairline">{lines}</div>
            <p class="text-xs muted">"By the clock of whoever is called, in every time zone their number may be in. Rows that are left empty count for nothing; with none at all it is every day from 9:00 to 20:00."</p>
            {error_text("windows", &errors)}
        </fieldset>
    }
}

fn line(place: usize, row: WindowRow, new: bool) -> impl IntoView {
    let number = place + 1;
    let boxes = DAYS.map(|(word, short, long)| {
        let id = format!("windows-{place}-{word}");
        let named = id.clone();
        let checked = row.days.iter().any(|day| day == word);
        view! {
            <label class="inline-flex items-center gap-1.5" for=named>
                <input class="checkbox" id=id type="checkbox" name=format!("windows[{place}][days][]") value=word checked=checked/>
                <span aria-hidden="true">{short}</span><span class="sr-only">{format!("Window {number}: {long}")}</span>
            </label>
        }
    });
    let label = if new { format!("New {number}") } else { format!("Window {number}") };
    view! {
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t hairline px-3 py-2 first:border-t-0">
            <span class=if new { "w-18 muted" } else { "w-18 font-medium" }>{label}</span>
            {boxes.into_iter().collect_view()}
            <span class="inline-flex items-center gap-2">
                <input class="input mono w-20" type="text" inputmode="numeric" autocomplete="off" maxlength="5" placeholder="09:00"
                    name=format!("windows[{place}][start]") value=row.start aria-label=format!("Window {number}: from")/>
                <span class="muted">"to"</span>
                <input class="input mono w-20" type="text" inputmode="numeric" autocomplete="off" maxlength="5" placeholder="20:00"
                    name=format!("windows[{place}][end]") value=row.end aria-label=format!("Window {number}: to")/>
            </span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_back_from_their_rows_and_empty_rows_say_nothing() {
        let window = |days, start: &str, end: &str| WindowDraft { days, start: start.into(), end: end.into() };
        let some = |words: &[&str]| DaysDraft::List(words.iter().map(|word| (*word).to_owned()).collect());
        let windows = [
            window(DaysDraft::Word("all".into()), "09:00", "20:00"),
            window(some(&["mon", "tue", "wed"]), "08:00", "09:00"),
            window(some(&["mon", "sat"]), "20:00", "21:00"),
        ];
        let mut rows: Vec<WindowRow> = serde_json::from_str(&text(&windows)).expect("its own text");
        rows.insert(1, WindowRow::default());
        assert_eq!(drafts(&rows), windows);
        assert_eq!(readable(&windows), "every day 09:00 to 20:00; Mon to Wed 08:00 to 09:00; Mon, Sat 20:00 to 21:00");
    }
}

//! The grammar: what reads, what does not, and that printing loses nothing.

use super::*;
use proptest::prelude::*;

type NumberFilter = Filter<Numbers>;

fn numbers(query: &str) -> NumberFilter {
    Filter::parse_query(query).unwrap()
}

fn errors(query: &str) -> String {
    NumberFilter::parse_query(query).unwrap_err().to_string()
}

/// Pairs that read, for any list of fields.
fn lawful_pairs(fields: &'static [Field]) -> impl Strategy<Value = Vec<(String, String)>> {
    let pair = (0..fields.len(), 0..7_usize, "[^\\p{Cc}]{1,30}", 1_000_i64..9_999_999, 0_u16..1_000).prop_map(
        move |(field, operator, text, number, part)| {
            let field = &fields[field];
            let operators = field.kind.operators();
            let operator = operators[operator % operators.len()];
            let value = match field.kind {
                FieldKind::Digits(most) if matches!(operator, Operator::Is | Operator::Not) => {
                    format!("{:0most$}", number % 10_i64.pow(most as u32))
                }
                FieldKind::Digits(_) => (part % 1_000).to_string(),
                FieldKind::PhoneNumber if matches!(operator, Operator::Is | Operator::Not) => {
                    format!("415234{part:04}")
                }
                FieldKind::PhoneNumber => part.to_string(),
                FieldKind::Text | FieldKind::Words | FieldKind::Beginning => text,
                FieldKind::E164 if operator == Operator::Is => format!("+44{}", number * 1_000),
                FieldKind::E164 => format!("{}", 1_000 + part),
                FieldKind::State => ["CA", "ny", "NS-PE"][usize::from(part) % 3].to_owned(),
                FieldKind::Choice(choices) => choices[usize::from(part) % choices.len()].value.to_owned(),
                FieldKind::Date => format!("20{:02}-0{}-1{}", part % 100, part % 9 + 1, part % 10),
                FieldKind::Moment if part % 2 == 0 => {
                    format!("20{:02}-0{}-1{}T09:30:00+01:00", part % 100, part % 9 + 1, part % 10)
                }
                FieldKind::Moment => format!("20{:02}-0{}-1{}", part % 100, part % 9 + 1, part % 10),
                FieldKind::Duration => format!("{}m {}s", part % 100, part % 60),
                FieldKind::Bool => (part % 2 == 0).to_string(),
                FieldKind::Id | FieldKind::Figure => number.to_string(),
            };
            (field.key(operator), value)
        },
    );
    prop::collection::vec(pair, 0..12)
}

proptest! {
    #[test]
    fn a_filter_that_is_printed_and_read_is_the_same(pairs in lawful_pairs(NUMBER_FIELDS)) {
        // Two days for one end, or an end before its beginning, do not read; what does must come back.
        if let Ok(filter) = NumberFilter::parse(pairs) {
            prop_assert_eq!(NumberFilter::parse(filter.print()).unwrap(), filter.clone());
            prop_assert_eq!(NumberFilter::parse_query(&filter.to_query()).unwrap(), filter.clone());
            let json = serde_json::to_string(&filter).unwrap();
            prop_assert_eq!(serde_json::from_str::<NumberFilter>(&json).unwrap(), filter);
        }
    }

    #[test]
    fn a_filter_of_contacts_that_is_printed_and_read_is_the_same(pairs in lawful_pairs(CONTACT_FIELDS)) {
        if let Ok(filter) = Filter::<Contacts>::parse(pairs) {
            prop_assert_eq!(Filter::<Contacts>::parse_query(&filter.to_query()).unwrap(), filter);
        }
    }

    #[test]
    fn a_filter_of_calls_that_is_printed_and_read_is_the_same(pairs in lawful_pairs(CALL_FIELDS)) {
        if let Ok(filter) = Filter::<Calls>::parse(pairs) {
            prop_assert_eq!(Filter::<Calls>::parse_query(&filter.to_query()).unwrap(), filter);
        }
    }

    #[test]
    fn the_order_of_pairs_means_nothing(pairs in lawful_pairs(PREFIX_FIELDS)) {
        let mut turned = pairs.clone();
        turned.reverse();
        let (one, two) = (Filter::<Prefixes>::parse(pairs).unwrap(), Filter::<Prefixes>::parse(turned).unwrap());
        prop_assert_eq!(one.to_query(), two.to_query());
    }

    #[test]
    fn no_query_makes_a_panic(query in ".*", key in "(number|area_code|created|valid|x)(\\.[a-z]*)?", value in ".*") {
        let _ = NumberFilter::parse_query(&query);
        let _ = NumberFilter::parse([(key.clone(), value.clone())]);
        let _ = ListQuery::<Jobs>::parse([(key, value)]);
    }

    #[test]
    fn a_lists_state_that_is_printed_and_read_is_the_same(
        pairs in lawful_pairs(JOB_FIELDS), descending: bool, rows in 1_u64..=1_000, cursor in prop::option::of("[a-zA-Z0-9_=.-]{1,40}"),
    ) {
        if let Ok(filter) = Filter::<Jobs>::parse(pairs) {
            let sort = Sort { direction: if descending { Direction::Descending } else { Direction::Ascending }, ..Sort::default_of::<Jobs>() };
            let query = ListQuery { filter, sort, cursor: cursor.map(crate::page::Cursor), page_size: crate::page::PageSize::clamped(rows) };
            prop_assert_eq!(ListQuery::parse_query(&query.to_query()).unwrap(), query);
        }
    }
}

#[test]
fn what_a_form_sends_is_a_filter() {
    let filter = numbers("area_code=415&carrier=AT%26T&type=mobile&state=&created.from=2026-01-01&area_code=628");
    assert_eq!(filter.to_query(), "area_code=415&area_code=628&carrier=AT%26T&type=Mobile&created.from=2026-01-01");
    let chips: Vec<String> = filter.conditions().iter().map(Condition::to_string).collect();
    assert_eq!(chips, ["Area code is 415 or 628", "Carrier is AT&T", "Line type is Mobile", "Created from 2026-01-01"]);
    assert_eq!(filter.value_of("created.from"), "2026-01-01");
    assert_eq!(filter.value_of("created.to"), "");
}

#[test]
fn values_that_mean_the_same_are_the_same() {
    assert_eq!(numbers("number.contains=415-55"), numbers("number.contains=%2841555"));
    assert_eq!(numbers("number=(415) 555-0123"), numbers("number=%2B14155550123"));
    assert_eq!(numbers("number.starts=415-55"), numbers("number.starts=141555"));
    assert_ne!(numbers("number.contains=415-55"), numbers("number.contains=141555"));
    assert_eq!(numbers("state=ca&state=CA"), numbers("state=CA"));
    assert_eq!(numbers("type=voip"), numbers("type=VoIP"));
    assert_eq!(numbers("valid=null").conditions()[0].to_string(), "Validity is Not validated");
}

#[test]
fn what_does_not_read_is_named_and_never_dropped() {
    for (query, text) in [
        ("colour=red", "colour: There is no filter “colour”."),
        ("area_code.near=415", "area_code.near: There is no filter “area_code.near”."),
        ("valid.contains=t", "valid.contains: Validity can't be filtered like this."),
        ("area_code=41", "area_code: Area code has 3 digits."),
        ("area_code.starts=4155", "area_code.starts: Area code has at most 3 digits."),
        ("number.contains=abc", "number.contains: Number has digits only."),
        ("number.contains=---", "number.contains: Number has digits only."),
        ("type=satellite", "type: Line type must be one of: Mobile, Landline, VoIP, Unknown."),
        ("state=California", "state: State must be two letters, such as CA."),
        ("created.from=2026-02-30", "created.from: Created must be a date, such as 2026-07-06."),
        ("created.from=2026-03-01&created.to=2026-02-01", "created.to: Created ends before it begins."),
        ("created.from=2026-03-01&created.from=2026-03-02", "created.from: Created from takes one value."),
        ("carrier=a%00b", "carrier: Carrier must be a text of at most 200 characters."),
    ] {
        assert_eq!(errors(query), text, "{query}");
    }
    assert_eq!(errors("colour=red&type=x").matches(": ").count(), 3, "all failing fields together");
    let many: Vec<(String, String)> = (0..201).map(|n| ("carrier".to_owned(), format!("c{n}"))).collect();
    assert!(NumberFilter::parse(many).is_err());
}

#[test]
fn a_chips_cross_takes_its_condition_away_and_no_other() {
    let filter = numbers("area_code=415&type=Mobile");
    let chip = filter.get("area_code", Operator::Is).unwrap().clone();
    assert_eq!(filter.without(&chip), numbers("type=Mobile"));
    assert_eq!(filter.with("area_code", "628").unwrap(), numbers("area_code=415&area_code=628&type=Mobile"));
    assert!(filter.with("area_code", "x").is_err());
}

#[test]
fn conditions_give_their_values_typed() {
    let filter = Filter::<Jobs>::parse_query("created_by=7&created_by=12&created.to=2026-11-21").unwrap();
    assert_eq!(filter.get("created_by", Operator::Is).unwrap().ids().collect::<Vec<_>>(), [7, 12]);
    let day = filter.get("created", Operator::To).unwrap().date();
    assert_eq!(day, Some(time::macros::date!(2026 - 11 - 21)));
    let filter = Filter::<Prefixes>::parse_query("assigned=yes").unwrap();
    assert_eq!(filter.get("assigned", Operator::Is).unwrap().bool(), Some(true));
    for id in ["0", "-1", "+1", "99999999999999999999"] {
        assert!(Filter::<Jobs>::parse([("created_by", id)]).is_err(), "{id}");
    }
}

#[test]
fn a_stored_filter_of_another_list_does_not_read() {
    assert!(serde_json::from_str::<NumberFilter>("\"assigned=true\"").is_err());
}

#[test]
fn a_lists_usual_state_prints_nothing() {
    assert_eq!(ListQuery::<Numbers>::default().to_query(), "");
    assert_eq!(ListQuery::<Numbers>::parse_query("sort=&cursor=&page_size=").unwrap(), ListQuery::default());
}

#[test]
fn sorting_and_filtering_begin_at_the_first_page() {
    let query = ListQuery::<Numbers>::parse_query("type=Mobile&cursor=abc&page_size=100").unwrap();
    assert_eq!(query.sorted_by("number").unwrap().to_query(), "type=Mobile&sort=number&page_size=100");
    assert_eq!(query.sorted_by("created").unwrap().to_query(), "type=Mobile&sort=created&page_size=100");
    assert!(query.sorted_by("carrier").is_none());
    assert_eq!(query.filtered(Filter::everything()).to_query(), "page_size=100");
    assert_eq!(query.at(None).to_query(), "type=Mobile&page_size=100");
}

#[test]
fn a_lists_state_names_all_that_is_wrong_with_it() {
    let errors = ListQuery::<Numbers>::parse_query("sort=colour&page_size=5000&type=x").unwrap_err();
    assert_eq!(errors.at("page_size"), ["Page size must be between 1 and 1,000."]);
    assert_eq!(errors.at("sort"), ["Sort must be one of: created, number, with a - before it for descending."]);
    assert_eq!(errors.iter().count(), 3);
}

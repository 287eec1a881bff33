//! A generation as typed: which texts answer which mistake, and what a request holds.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use domain::FieldErrors;
use domain::id::ProjectId;
use domain::phone::{GenerationDraft, GenerationRequest, MAX_SEED};
use domain::prefix::LineType;

fn draft() -> GenerationDraft {
    GenerationDraft {
        project_id: "7".into(),
        area_code: "415".into(),
        quantity: "100000".into(),
        ..GenerationDraft::default()
    }
}

fn json(text: &str) -> Result<GenerationRequest, FieldErrors> {
    serde_json::from_str::<GenerationDraft>(text).unwrap().check()
}

#[test]
fn a_draft_with_its_three_required_fields_is_a_request_with_the_usual_rest() {
    let request = draft().check().unwrap();
    assert_eq!((request.project_id, request.area_code.code(), request.quantity), (ProjectId(7), 415, 100_000));
    assert_eq!((request.carrier, request.line_type, request.seed), (None, None, None));
    assert_eq!((request.batch_size, request.fiction), (1_000, false));
}

#[test]
fn programs_may_send_numbers_or_texts() {
    let numbers =
        json(r#"{"project_id":7,"area_code":415,"quantity":100000,"batch_size":2000,"seed":42,"fiction":false}"#);
    let texts = json(
        r#"{"project_id":"7","area_code":"415","quantity":"100,000","batch_size":" 2000 ","seed":"42","carrier_filter":null}"#,
    );
    assert_eq!(numbers, texts);
    let named =
        json(r#"{"project_id":7,"area_code":"415","quantity":1,"carrier_filter":"AT&T","type_filter":"mobile"}"#)
            .unwrap();
    assert_eq!((named.carrier.as_deref(), named.line_type), (Some("AT&T"), Some(LineType::Mobile)));
}

#[test]
fn every_mistake_has_its_text_at_its_field() {
    type Change = fn(&mut GenerationDraft);
    let cases: [(Change, &str, &str); 23] = [
        (|d| d.project_id = " ".into(), "project_id", "Project ID is required."),
        (|d| d.project_id = "seven".into(), "project_id", "Project does not exist."),
        (|d| d.project_id = "-7".into(), "project_id", "Project does not exist."),
        (|d| d.area_code = String::new(), "area_code", "Area code is required."),
        (|d| d.area_code = "41a".into(), "area_code", "Invalid area code format. Must be 3 digits."),
        (|d| d.area_code = "4155".into(), "area_code", "Invalid area code format. Must be 3 digits."),
        (|d| d.area_code = "041".into(), "area_code", "041 is not an area code: they start with 2 to 9."),
        (|d| d.area_code = "800".into(), "area_code", "800 is toll-free, not geographic."),
        (|d| d.area_code = "555".into(), "area_code", "555 is directory assistance, not an area code."),
        (|d| d.area_code = "211".into(), "area_code", "211 is a service code (N11), not an area code."),
        (|d| d.quantity = String::new(), "quantity", "Quantity must be a positive integer."),
        (|d| d.quantity = "0".into(), "quantity", "Quantity must be a positive integer."),
        (|d| d.quantity = "-5".into(), "quantity", "Quantity must be a positive integer."),
        (|d| d.quantity = "1.5".into(), "quantity", "Quantity must be a positive integer."),
        (|d| d.quantity = "1000001".into(), "quantity", "Maximum quantity is 1,000,000 numbers."),
        (|d| d.quantity = "9".repeat(40), "quantity", "Maximum quantity is 1,000,000 numbers."),
        (|d| d.batch_size = "99".into(), "batch_size", "Batch size must be between 100 and 10,000."),
        (|d| d.batch_size = "10001".into(), "batch_size", "Batch size must be between 100 and 10,000."),
        (|d| d.batch_size = "many".into(), "batch_size", "Batch size must be between 100 and 10,000."),
        (|d| d.line_type = "satellite".into(), "type_filter", "Line type must be Mobile, Landline or VoIP."),
        (|d| d.carrier = "a\nb".into(), "carrier_filter", "Carrier must be a text of at most 100 characters."),
        (|d| d.seed = "-1".into(), "seed", "Seed must be a whole number from 0 to 9,007,199,254,740,991."),
        (|d| d.fiction = "maybe".into(), "fiction", "Fiction must be true or false."),
    ];
    for (change, field, text) in cases {
        let mut draft = draft();
        change(&mut draft);
        let errors = draft.check().unwrap_err();
        assert_eq!(errors, FieldErrors::one(field, text));
    }
}

#[test]
fn all_failing_fields_are_told_together() {
    let errors = json(r#"{"quantity":0,"batch_size":99,"seed":"x"}"#).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["area_code", "batch_size", "project_id", "quantity", "seed"]);
}

#[test]
fn a_wrong_type_is_an_error_at_its_field_and_not_of_the_body() {
    let errors =
        json(r#"{"project_id":[7],"area_code":{"a":1},"quantity":true,"carrier_filter":["AT&T"],"type_filter":{}}"#)
            .unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["area_code", "carrier_filter", "project_id", "quantity", "type_filter"]);
}

#[test]
fn fiction_goes_with_no_carrier_and_no_line_type() {
    let mut draft = GenerationDraft { fiction: "on".into(), quantity: "100".into(), ..draft() };
    assert!(draft.check().unwrap().fiction);
    draft.carrier = "AT&T".into();
    draft.line_type = "Mobile".into();
    assert_eq!(draft.check().unwrap_err().iter().count(), 2);
}

#[test]
fn the_bounds_themselves_are_allowed() {
    for (quantity, batch_size, seed) in [("1", "100", "0"), ("1000000", "10000", "9007199254740991")] {
        let draft =
            GenerationDraft { quantity: quantity.into(), batch_size: batch_size.into(), seed: seed.into(), ..draft() };
        assert!(draft.check().unwrap().seed.unwrap() <= MAX_SEED);
    }
}

use super::*;

fn contact(field: Field, text: &str) -> Result<Content, FieldErrors> {
    Draft::default().with(Field::Name, "Maria Lopez").with(field, text).check(Kind::Contact)
}

#[test]
fn a_contact_needs_a_name_and_begins_at_the_first_stage() {
    let content = Draft::default().with(Field::Name, " Maria Lopez ").check(Kind::Contact).expect("a name is enough");
    assert_eq!((content.name.as_str(), content.stage.as_str()), ("Maria Lopez", "new"));
    assert_eq!(Draft::default().check(Kind::Deal).expect_err("refused").at("name"), ["A name is required."]);
}

#[test]
fn phones_are_a_line_each_with_a_label_and_the_first_is_primary() {
    let content =
        contact(Field::Phones, "415-555-0123 work\n\n+44 20 7946 0000\n+14155550123 home").expect("they read");
    let lines: Vec<String> = content.phones.iter().map(Phone::line).collect();
    assert_eq!(lines, ["+14155550123 work", "+442079460000 mobile"]);
    let refused = contact(Field::Phones, "911\n415-555-0123").expect_err("one is none");
    assert!(refused.at("phones")[0].starts_with("911: A phone number has 10 digits"), "{refused}");
    let eleven: Vec<String> = (0..11).map(|n| format!("415555{:04}", 100 + n)).collect();
    assert_eq!(contact(Field::Phones, &eleven.join("\n")).expect_err("too many").at("phones").len(), 1);
}

#[test]
fn every_failing_field_is_told_at_once() {
    let refused = Draft::default()
        .with(Field::Email, "nobody")
        .with(Field::Stage, "gone")
        .with(Field::Owner, "me")
        .with(Field::Tags, "x".repeat(41))
        .check(Kind::Contact)
        .expect_err("all are wrong");
    let fields: Vec<&str> = refused.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["email", "name", "owner", "stage", "tags"]);
}

#[test]
fn a_field_of_another_kind_is_refused_rather_than_lost() {
    let refused = contact(Field::Website, "example.com").expect_err("contacts have none");
    assert_eq!(refused.at("website"), ["Contacts have no such field."]);
    let company = Draft::default().with(Field::Name, "Acme").with(Field::Website, "example.com");
    assert_eq!(company.check(Kind::Company).expect("they have").website, "https://example.com");
    let script = Draft::default().with(Field::Name, "Acme").with(Field::Website, "javascript:alert(1)");
    assert!(script.check(Kind::Company).is_err());
}

#[test]
fn a_company_is_named_or_numbered_and_a_leads_is_a_text() {
    let content = contact(Field::Company, "Acme #12").expect("it reads");
    assert_eq!((content.company.as_str(), content.company_id), ("Acme", Some(RecordId(12))));
    let lead =
        Draft::default().with(Field::Name, "M").with(Field::Company, "Unit #4").check(Kind::Lead).expect("a text");
    assert_eq!((lead.company.as_str(), lead.company_id), ("Unit #4", None));
}

#[test]
fn an_edit_leaves_alone_what_it_does_not_name() {
    let base = Draft::default().with(Field::Name, "Maria").with(Field::Email, "m@example.test");
    let edit = Draft::default().with(Field::Email, "");
    let edited = edit.on(base);
    assert_eq!((edited.get(Field::Name), edited.get(Field::Email)), ("Maria", ""));
}

#[test]
fn tags_are_kept_once_whatever_their_case() {
    assert_eq!(contact(Field::Tags, "VIP, #vip, , west coast").expect("they read").tags, ["VIP", "west coast"]);
}

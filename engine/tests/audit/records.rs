//! What of the day is about contacts, companies, leads and deals.

use super::Day;
use super::files::import_of;
use domain::crm::{Doubles, Draft, Field, Kind, MergeDraft, RecordExportDraft};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads};
use engine::crm;
use engine::import::Target;

fn named(name: &str) -> Draft {
    Draft::default().with(Field::Name, name)
}
/// Every mutation of records, each beside one that is refused or changes nothing.
pub(super) async fn records(day: &mut Day<'_>) {
    let world = day.world;
    let (engine, scope) = (&world.engine, &world.scope);
    let maria = crm::create(engine, scope, Kind::Contact, &named("Maria")).await;
    let maria = day.made("contact.create", scope, maria).await;
    day.refused("contact.create", crm::create(engine, scope, Kind::Contact, &named("")).await).await;
    let twin = day.made("contact.create", scope, crm::create(engine, scope, Kind::Contact, &named("M.")).await).await;
    let edited = crm::edit(engine, scope, Kind::Contact, maria.id, &named("Maria L."), None).await;
    day.made("contact.edit", scope, edited).await;
    let same = crm::edit(engine, scope, Kind::Contact, maria.id, &named("Maria L."), None).await;
    same.expect("an edit that changes nothing");
    day.count("an edit that changes nothing").await;
    day.made("contact.note", scope, crm::note(engine, scope, Kind::Contact, maria.id, "Hello").await).await;
    day.refused("contact.note", crm::note(engine, scope, Kind::Contact, maria.id, " ").await).await;
    let merge = MergeDraft::default();
    day.made("contact.merge", scope, crm::merge(engine, scope, maria.id, twin.id, &merge).await).await;
    day.refused("contact.merge", crm::merge(engine, scope, maria.id, twin.id, &merge).await).await;
    day.made("contact.delete", scope, crm::delete(engine, scope, Kind::Contact, maria.id).await).await;
    day.refused("contact.delete", crm::delete(engine, scope, Kind::Contact, maria.id).await).await;
    day.made("contact.restore", scope, crm::restore(engine, scope, Kind::Contact, maria.id).await).await;
    let lead = day.made("lead.create", scope, crm::create(engine, scope, Kind::Lead, &named("Ann")).await).await;
    day.made("lead.convert", scope, crm::convert(engine, scope, lead.id, &Draft::default()).await).await;
    day.refused("lead.convert", crm::convert(engine, scope, lead.id, &Draft::default()).await).await;
    for kind in Kind::ALL {
        let [imported, exported] = match kind {
            Kind::Contact => ["contact.import", "contact.export"],
            Kind::Company => ["company.import", "company.export"],
            Kind::Lead => ["lead.import", "lead.export"],
            Kind::Deal => ["deal.import", "deal.export"],
        };
        let target = Target::Records { kind, doubles: Doubles::Skip };
        day.made(imported, scope, import_of(world, scope, target).await).await;
        let draft = RecordExportDraft::default();
        let queued = match kind {
            Kind::Contact => crm::export(engine, scope, &Filter::<Contacts>::everything(), &draft).await,
            Kind::Company => crm::export(engine, scope, &Filter::<Companies>::everything(), &draft).await,
            Kind::Lead => crm::export(engine, scope, &Filter::<Leads>::everything(), &draft).await,
            Kind::Deal => crm::export(engine, scope, &Filter::<Deals>::everything(), &draft).await,
        };
        day.made(exported, scope, queued).await;
    }
    let odd = RecordExportDraft { format: "pdf".into(), ..RecordExportDraft::default() };
    let refused = crm::export(engine, scope, &Filter::<Contacts>::everything(), &odd).await;
    day.refused("contact.export", refused).await;
}

//! The pages that bring numbers from files and into files, as a browser without scripts sees them.

use crate::support::browser::{Browser, FORM, form};
use crate::support::{Answer, Server};
use axum::http::Method;

const UPLOAD_TYPE: &str = "multipart/form-data; boundary=edge";

struct Desk<'s> {
    server: &'s Server,
    browser: Browser<'s>,
    project: i64,
}

impl<'s> Desk<'s> {
    async fn new(server: &'s Server) -> Self {
        let project = server.world.project("Bay").await.id.0;
        Self { server, browser: Browser::signed_in(server, "owner@acme.test").await, project }
    }

    /// Uploads a file by its form; answers the address that it leads to.
    async fn upload(&self, name: &str, text: &str) -> Answer {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"project_id\"\r\n\r\n{}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--edge--\r\n",
            self.project
        );
        let request = self.browser.request(Method::POST, "/forms/numbers-upload", "text/html", UPLOAD_TYPE, &body);
        self.browser.send(request).await
    }

    /// Posts a form, runs the job that it starts, and answers the job's page.
    async fn job(&self, form_name: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.browser.post(&format!("/forms/{form_name}"), &form(fields)).await;
        let to = answer.header("location").to_owned();
        assert!(to.starts_with("/jobs/"), "{} {}", to, answer.text());
        self.server.run_jobs().await;
        self.browser.get(&to).await.text()
    }
}

/// The address of the first link or form that stands before `label` in a page.
fn link<'p>(page: &'p str, prefix: &str) -> &'p str {
    let from = page.find(&format!("href=\"{prefix}")).unwrap_or_else(|| panic!("no link to {prefix}")) + 6;
    page[from..].split('"').next().expect("it ends")
}

#[tokio::test]
async fn a_file_is_uploaded_mapped_tried_and_imported() {
    let server = Server::new().await;
    let desk = Desk::new(&server).await;
    let file = "Firma;Telefon\nAcme <b>;(415) 200-0001\nGlobex;\nInitech;4152000001\n";
    let to = desk.upload("kunden.csv", file).await;
    let at = to.header("location").to_owned();
    assert!(at.starts_with(&format!("/numbers/projects/{}/import/", desk.project)), "{at}");
    let page = desk.browser.get(&at).await.text();
    assert!(page.contains("kunden.csv") && page.contains("Telefon") && page.contains("(415) 200-0001"), "{page}");
    assert!(page.contains("Acme &lt;b&gt;"), "what stands in a file is text");
    let id = at.rsplit('/').next().expect("an id").to_owned();
    let project = desk.project.to_string();
    let chosen = [
        ("project_id", project.as_str()),
        ("file", &id),
        ("format", "csv"),
        ("header", "true"),
        ("columns[]", "1"),
        ("columns[]", "0"),
    ];
    let dry = desk.job("numbers-import", &[&chosen[..], &[("act", "dry")]].concat()).await;
    assert!(dry.contains("Would be imported") && dry.contains("Import it now"), "{dry}");
    assert!(dry.contains("Missing phone number") && dry.contains("Duplicate phone number in import"), "{dry}");
    assert_eq!(server.world.figure("select count(*) as n from number").await, 0);
    let rejects = desk.browser.get(link(&dry, "/files/")).await.text();
    assert_eq!(rejects.lines().count(), 3, "{rejects}");

    let wet = desk.job("numbers-import", &[&chosen[..], &[("act", "import")]].concat()).await;
    assert!(wet.contains("What came of it") && !wet.contains("Import it now"), "{wet}");
    assert_eq!(server.world.figure("select count(*) as n from number").await, 1);
    assert_eq!(server.world.text("select carrier as text from number").await, "Acme <b>");
    let gone = desk.browser.get(&at).await;
    assert!(gone.text().contains("not there any more"), "its bytes went with the import");
}

#[tokio::test]
async fn what_was_chosen_is_there_again_when_the_form_is_refused() {
    let server = Server::new().await;
    let desk = Desk::new(&server).await;
    let at = desk.upload("x.csv", "a,b\n4152000001,x\n").await.header("location").to_owned();
    let id = at.rsplit('/').next().expect("an id").to_owned();
    let project = desk.project.to_string();
    let fields = [
        ("project_id", project.as_str()),
        ("file", &id),
        ("format", "txt"),
        ("columns[]", ""),
        ("columns[]", "1"),
        ("validate", "true"),
    ];
    let refused = desk.browser.post("/forms/numbers-import", &form(&fields)).await;
    assert_eq!(refused.header("location"), format!("{at}?format=txt"));
    let page = desk.browser.get(refused.header("location")).await.text();
    assert!(page.contains("Choose the column that holds the number."), "{page}");
    assert!(page.contains("value=\"1\" selected"), "the carrier's column is still chosen");
    assert_eq!(server.world.figure("select count(*) as n from job").await, 0);

    for (name, text, why) in
        [("x.csv", "", "this one is empty"), ("x.xlsx", "PK\u{3}\u{4}zip", "Save the sheet as CSV")]
    {
        let answer = desk.upload(name, text).await;
        let page = desk.browser.get(answer.header("location")).await.text();
        assert!(page.contains(why), "{name}: {page}");
    }
    let none = desk.upload("", "").await;
    let page = desk.browser.get(none.header("location")).await.text();
    assert!(page.contains("Choose a file to import."), "{page}");
}

#[tokio::test]
async fn the_list_leads_to_an_export_of_what_it_shows_and_its_file_is_listed() {
    let server = Server::new().await;
    let desk = Desk::new(&server).await;
    server
        .world
        .sql(
            "insert into number (tenant_id, project_id, number, carrier, origin)
        select tenant_id, id, 14152000000 + n, '=1+1', 1 from project, generate_series(1, 30) n",
        )
        .await;
    let list = desk.browser.get(&format!("/numbers/projects/{}?number.contains=200000", desk.project)).await.text();
    let to = link(&list, &format!("/numbers/projects/{}/export", desk.project));
    assert!(to.ends_with("export?number.contains=200000"), "{to}");
    let page = desk.browser.get(to).await.text();
    assert!(page.contains("9 numbers") && page.contains("Number contains 200000"), "{page}");
    let project = desk.project.to_string();
    let fields = [
        ("project_id", project.as_str()),
        ("filter", "number.contains=200000"),
        ("format", "csv"),
        ("fields[]", "carrier"),
        ("fields[]", "phone_number"),
    ];
    let job = desk.job("numbers-export", &fields).await;
    assert!(job.contains("SHA-256") && job.contains("Kept until") && job.contains("Number contains 200000"), "{job}");
    let file = desk.browser.get(link(&job, "/files/")).await.text();
    assert!(file.starts_with("phone_number,carrier\r\n14152000001,'=1+1\r\n"), "{file}");
    assert_eq!(file.lines().count(), 10);
    let files = desk.browser.get("/exports").await.text();
    assert!(files.contains("phone_numbers_") && files.contains("Bay"), "{files}");

    let refused = desk
        .browser
        .post(
            "/forms/numbers-export",
            &form(&[("project_id", &project), ("filter", "type=Mobile"), ("format", "pdf"), ("fields[]", "state")]),
        )
        .await;
    let page = desk.browser.get(refused.header("location")).await.text();
    assert!(page.contains("Invalid format."), "{page}");
    assert!(page.contains("value=\"state\" checked") && page.contains("type=Mobile"), "{page}");
    let none = desk.browser.post("/forms/numbers-export", &form(&[("project_id", &project), ("format", "csv")])).await;
    assert!(desk.browser.get(none.header("location")).await.text().contains("Choose at least one column."));
}

#[tokio::test]
async fn another_companys_files_and_projects_are_not_there() {
    let server = Server::new().await;
    let desk = Desk::new(&server).await;
    let at = desk.upload("x.csv", "4152000001\n").await.header("location").to_owned();
    server.world.other("globex", domain::scope::Role::Owner).await;
    let stranger = Browser::signed_in(&server, "owner@globex.test").await;
    assert_eq!(stranger.get(&at).await.status.as_u16(), 404);
    let empty = stranger.get("/exports").await.text();
    assert!(empty.contains("No files"), "{empty}");
    let answer = stranger
        .call(
            Method::POST,
            "/forms/numbers-import",
            FORM,
            &form(&[("project_id", &desk.project.to_string()), ("file", "1"), ("format", "csv"), ("columns[]", "0")]),
        )
        .await;
    assert_eq!(answer.status.as_u16(), 404);
}

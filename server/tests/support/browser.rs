//! A browser as far as the server sees one: it keeps its cookies and follows nothing.

use super::{Answer, Server};
use axum::body::Body;
use axum::http::{Method, Request, header};
use engine::testing::PASSWORD;
use std::cell::RefCell;
use std::collections::BTreeMap;

pub struct Browser<'a> {
    server: &'a Server,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self { server, cookies: RefCell::default() }
    }

    /// A browser in which somebody of the test's people is signed in.
    pub async fn signed_in(server: &'a Server, email: &str) -> Self {
        let browser = Self::new(server);
        let answer = browser.post("/forms/sign-in", &form(&[("email", email), ("password", PASSWORD)])).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{}", answer.text());
        browser
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, "text/html", "", "")).await
    }

    /// Posts a form as a browser does: it asks for a page and is sent on to one.
    pub async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(self.request(Method::POST, path, "text/html", FORM, body)).await
    }

    /// Asks as a script of the page does: it wants to know the status, not a page.
    pub async fn call(&self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        self.send(self.request(method, path, "application/json", kind, body)).await
    }

    /// The request with this browser's cookies.
    pub fn request(&self, method: Method, path: &str, accept: &str, kind: &str, body: &str) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        request.body(Body::from(body.to_owned())).expect("the request is well-formed")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.server.ask(request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("a cookie is a text");
            let (name, value) =
                set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie has a value");
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// A cookie as it is kept.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Puts a cookie there, as an attacker would.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }
}

pub const FORM: &str = "application/x-www-form-urlencoded";

/// The fields as a browser encodes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).expect("texts encode")
}

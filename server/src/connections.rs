//! Connections: each has a time and a size for the head of a request, and ends with the server.
//!
//! Bodies and answers have their limits in `layers::bounds`. `axum::serve` sets none for heads (axum 0.8): a client that sends
//! one byte a minute would be waited for until it goes away.

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// Limits of a request's head: its line and its headers.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// How long it may take to come; also how long a connection is kept for another request.
    pub time: Duration,
    /// In bytes; a larger one is answered 431.
    pub size: usize,
}

impl Head {
    /// Browsers send some kilobytes of cookies at most, and everything at once.
    pub const USUAL: Head = Head { time: Duration::from_secs(30), size: 64 * 1024 };
}

/// Serves until `stop`; then takes no more connections, and answers what is under way.
pub async fn serve(listener: TcpListener, router: Router, head: Head, stop: CancellationToken) {
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, client)) => {
                open.spawn(connection(stream, client, router.clone(), head, stop.clone()));
            }
            Err(error) => {
                // Out of file descriptors, mostly: asking again at once would only burn the processor.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

async fn connection(stream: TcpStream, client: SocketAddr, router: Router, head: Head, stop: CancellationToken) {
    // Small pieces of a live stream are for now, not for when there are more of them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection delays small packets");
    }
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(client));
        request.map(Body::new)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head.time)
        .max_buf_size(head.size)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::task::JoinHandle;

    async fn started(head: Head) -> (SocketAddr, CancellationToken, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (address, stop) = (listener.local_addr().expect("an address"), CancellationToken::new());
        let router =
            Router::new().route("/", get(|client: ConnectInfo<SocketAddr>| async move { client.ip().to_string() }));
        (address, stop.clone(), tokio::spawn(serve(listener, router, head, stop)))
    }

    /// What the server answers to these bytes until it closes the connection.
    async fn answer(address: SocketAddr, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream.write_all(bytes).await.expect("it takes them");
        let mut text = Vec::new();
        // A reset is an end, too.
        let _ = stream.read_to_end(&mut text).await;
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test]
    async fn a_head_that_does_not_end_is_not_waited_for_and_one_too_large_is_refused() {
        let (address, _stop, _serving) = started(Head { time: Duration::from_millis(300), size: 8_192 }).await;
        let told = answer(address, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(told.starts_with("HTTP/1.1 200 OK") && told.ends_with("127.0.0.1"), "{told}");
        assert_eq!(answer(address, b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await, "");
        let large = format!("GET / HTTP/1.1\r\nhost: x\r\nx-large: {}\r\n\r\n", "x".repeat(20_000));
        let told = answer(address, large.as_bytes()).await;
        assert!(told.starts_with("HTTP/1.1 431"), "{told}");
    }

    #[tokio::test]
    async fn a_server_that_stops_ends_idle_connections_and_takes_no_new_ones() {
        let (address, stop, serving) = started(Head::USUAL).await;
        let mut idle = TcpStream::connect(address).await.expect("it listens");
        idle.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("it takes them");
        let mut first = [0; 15];
        idle.read_exact(&mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        stop.cancel();
        serving.await.expect("it ends");
        assert!(TcpStream::connect(address).await.is_err());
    }
}

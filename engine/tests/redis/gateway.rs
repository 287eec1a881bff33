//! A way to Redis that a test can shut, or make deaf.

use engine::testing::TestRedis;
use secrecy::SecretString;
use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// What passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// Connections break, and new ones are closed at once.
    Shut,
    /// Behind a `SUBSCRIBE` nothing passes any more, as with the fault of fred that is known.
    Deaf,
}

/// A socket before that of a Redis.
pub(crate) struct Gateway {
    socket: PathBuf,
    way: watch::Sender<Way>,
}

impl Gateway {
    pub(crate) fn before(redis: &TestRedis) -> Gateway {
        let behind = redis.socket();
        let socket = behind.with_file_name("gateway.sock");
        let listener = UnixListener::bind(&socket).expect("the gateway listens");
        let (way, ways) = watch::channel(Way::Open);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = UnixStream::connect(&behind).await {
                    tokio::spawn(pass(client, server, ways.clone()));
                }
            }
        });
        Gateway { socket, way }
    }

    pub(crate) fn url(&self) -> SecretString {
        format!("redis+unix://{}", self.socket.display()).into()
    }

    pub(crate) fn shut(&self) {
        self.way.send_replace(Way::Shut);
    }

    pub(crate) fn open(&self) {
        self.way.send_replace(Way::Open);
    }

    /// Lets nothing pass behind a subscription.
    pub(crate) fn be_deaf(&self) {
        self.way.send_replace(Way::Deaf);
    }
}

async fn pass(client: UnixStream, server: UnixStream, mut ways: watch::Receiver<Way>) {
    let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
        (client.into_split(), server.into_split());
    let deaf = ways.clone();
    let there = async move {
        let (mut buffer, mut subscribed) = (vec![0; 65_536], false);
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            subscribed |= buffer[..read].windows(9).any(|word| word.eq_ignore_ascii_case(b"SUBSCRIBE"));
            if subscribed && *deaf.borrow() == Way::Deaf {
                continue;
            }
            if to_server.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    let back = tokio::io::copy(&mut from_server, &mut to_client);
    tokio::select! {
        () = there => {}
        _ = back => {}
        _ = ways.wait_for(|way| *way == Way::Shut) => {}
    }
}

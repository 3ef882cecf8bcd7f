//! Bodies that are too large to be held: a file, or what a piece of work brings piece by piece.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use axum::body::Body;
use futures_util::stream::unfold;
use gridwork_model::Moment;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::http::App;
use crate::http::problem::Problem;
use crate::{Done, Hub, HubError};

/// Bytes of a piece.
const PIECE: usize = 256 << 10;

/// Pieces that wait for a slow reader.
const WAITING: usize = 4;

/// The body of a file, from where it stands.
pub fn of_file(file: File) -> Body {
    Body::from_stream(unfold(Some(file), |file| async {
        let mut file = file?;
        let read = spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, io::Error>((piece, file))
        });
        match read.await {
            Ok(Ok((piece, _))) if piece.is_empty() => None,
            Ok(Ok((piece, file))) => Some((Ok(piece), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(_) => Some((Err(io::Error::other("the reader ended")), None)),
        }
    }))
}

/// The body that a piece of work brings. It begins once the work brought the first piece: what is
/// refused before that is a problem like any other.
pub async fn of_work(
    app: &App,
    job: impl FnOnce(&Hub, Moment, &mut dyn FnMut(&[u8]) -> Done<()>) -> Done<()> + Send + 'static,
) -> Result<Body, Problem> {
    let (hub, now) = (Arc::clone(&app.hub), (app.clock)());
    let (send, mut receive) = mpsc::channel::<Done<Vec<u8>>>(WAITING);
    spawn_blocking(move || {
        let mut sink = |piece: &[u8]| {
            let gone = |_| HubError::Conflict("nobody reads any more");
            send.blocking_send(Ok(piece.to_vec())).map_err(gone)
        };
        if let Err(error) = job(&hub, now, &mut sink) {
            let _ = send.blocking_send(Err(error));
        }
    });
    let first = match receive.recv().await {
        Some(Err(error)) => return Err(Problem::from(error)),
        Some(Ok(piece)) => Some(piece),
        None => None,
    };
    Ok(Body::from_stream(unfold((first, receive), |(first, mut receive)| async move {
        if let Some(piece) = first {
            return Some((Ok(piece), (None, receive)));
        }
        let next = receive.recv().await?;
        // The reason is in the log; a body that has begun can only end early.
        let next = next.map_err(|error| {
            tracing::error!(code = error.code(), %error, "a body ended early");
            io::Error::other("ended early")
        });
        Some((next, (None, receive)))
    })))
}

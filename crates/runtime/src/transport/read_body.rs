//! Reads the body of a response, up to the maximum size.

use bytes::{Bytes, BytesMut};

/// The maximum capacity that is allocated for a response in advance, in bytes.
const MAX_INITIAL_CAPACITY: usize = 16 * 1024 * 1024;

/// Reads the body. A body in one piece, as most are, is not copied. One that is larger than allowed is not read
/// further, and the result is `None`.
pub(crate) async fn read_body(
    response: &mut reqwest::Response,
    largest: usize,
) -> Result<Option<Bytes>, reqwest::Error> {
    let announced = response.content_length().unwrap_or_default();
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > largest {
        return Ok(None);
    }
    let Some(first) = response.chunk().await? else {
        return Ok(Some(Bytes::new()));
    };
    if first.len() > largest {
        return Ok(None);
    }
    let Some(second) = response.chunk().await? else {
        return Ok(Some(first));
    };
    let begun = first.len() + second.len();
    let mut whole =
        BytesMut::with_capacity(announced.clamp(begun, MAX_INITIAL_CAPACITY.max(begun)));
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(piece) = next {
        if whole.len() + piece.len() > largest {
            return Ok(None);
        }
        whole.extend_from_slice(&piece);
        next = response.chunk().await?;
    }
    Ok(Some(whole.freeze()))
}

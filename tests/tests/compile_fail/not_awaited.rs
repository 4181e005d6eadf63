//! The compiler warns about a call that is never awaited, because it is never sent.
#![deny(unused_must_use)]

use realtimekit::types::KickParticipants;
use realtimekit::{Client, Error};

async fn close(client: Client) -> Result<(), Error> {
    let session = client.meeting("m").active_session();
    session.kick_all(); //~ unused_must_use Call
    session.kick(&KickParticipants::new().participant_ids(["p"])); //~ unused_must_use Call
    client.sessions().list().per_page(10); //~ unused_must_use ListSessionsCall
    client.sessions().list().with_response(); //~ unused_must_use Future
    Client::builder().token("t"); //~ unused_must_use ClientBuilder
    session.kick_all().await?;
    Ok(())
}

fn main() {
    let _ = close;
}

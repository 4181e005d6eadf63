//! One type for the measurements of all kinds of streams, for which the library has separate types.

use std::collections::BTreeMap;

use realtimekit::types::CallQuality;

use crate::time::UnixMillis;

/// The measurements of one stream at one time.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The time.
    pub at: Option<UnixMillis>,
    /// The id of the stream.
    pub stream: String,
    /// Packets that were sent or received.
    pub packets: Option<f64>,
    /// Packets that were lost.
    pub lost: Option<f64>,
    /// Bytes that were sent or received.
    pub bytes: Option<f64>,
    /// The variation of the delay of packets.
    pub jitter: Option<f64>,
    /// The round-trip time.
    pub rtt: Option<f64>,
    /// The height of the picture.
    pub height: Option<f64>,
    /// The mean opinion score.
    pub mos: Option<f64>,
}

/// A kind of stream: its name, and its measurements by stream.
pub type Kind = (&'static str, BTreeMap<String, Vec<Sample>>);

/// `$more` sets round trip and height, which not all kinds have.
macro_rules! samples {
    ($list:expr, $packets:ident, $bytes:ident, |$it:ident| $more:expr) => {{
        let samples = $list.iter().map(|$it| {
            let (rtt, height) = $more;
            Sample {
                at: $it.timestamp.as_ref().and_then(UnixMillis::of),
                stream: stream($it.ssrc, $it.producer_id.as_deref()),
                packets: $it.$packets,
                lost: $it.packets_lost,
                bytes: $it.$bytes,
                jitter: $it.jitter,
                rtt,
                height,
                mos: $it.mos_quality,
            }
        });
        samples.collect::<Vec<_>>()
    }};
}

/// All kinds of streams with measurements.
pub fn kinds(quality: &CallQuality) -> Vec<Kind> {
    let all = [
        (
            "sound that others hear",
            samples!(quality.audio_producer, packets_sent, bytes_sent, |it| (
                it.rtt, None
            )),
        ),
        (
            "sound that they hear",
            samples!(
                quality.audio_consumer,
                packets_received,
                bytes_received,
                |it| (None, None)
            ),
        ),
        (
            "picture that others see",
            samples!(quality.video_producer, packets_sent, bytes_sent, |it| (
                it.rtt,
                it.frame_height
            )),
        ),
        (
            "picture that they see",
            samples!(
                quality.video_consumer,
                packets_received,
                bytes_received,
                |it| (None, it.frame_height)
            ),
        ),
        (
            "sound of a shared screen that others hear",
            samples!(
                quality.screenshare_audio_producer,
                packets_sent,
                bytes_sent,
                |it| (it.rtt, None)
            ),
        ),
        (
            "sound of a shared screen that they hear",
            samples!(
                quality.screenshare_audio_consumer,
                packets_received,
                bytes_received,
                |it| (None, None)
            ),
        ),
        (
            "shared screen that others see",
            samples!(
                quality.screenshare_video_producer,
                packets_sent,
                bytes_sent,
                |it| (it.rtt, it.frame_height)
            ),
        ),
        (
            "shared screen that they see",
            samples!(
                quality.screenshare_video_consumer,
                packets_received,
                bytes_received,
                |it| (None, it.frame_height)
            ),
        ),
    ];
    let kinds = all
        .into_iter()
        .map(|(name, samples)| (name, by_stream(samples)));
    kinds.filter(|(_, streams)| !streams.is_empty()).collect()
}

fn stream(ssrc: Option<f64>, producer: Option<&str>) -> String {
    match (ssrc, producer) {
        (Some(ssrc), _) => ssrc.to_string(),
        (None, producer) => producer.unwrap_or_default().to_owned(),
    }
}

/// The measurements of each stream, ordered by time. Those without a time are left out.
fn by_stream(samples: Vec<Sample>) -> BTreeMap<String, Vec<Sample>> {
    let mut streams: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
    for sample in samples.into_iter().filter(|sample| sample.at.is_some()) {
        streams
            .entry(sample.stream.clone())
            .or_default()
            .push(sample);
    }
    for samples in streams.values_mut() {
        samples.sort_by_key(|sample| sample.at);
    }
    streams
}

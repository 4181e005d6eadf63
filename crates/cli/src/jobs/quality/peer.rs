//! The quality of the connection of a peer.

use realtimekit::types::{Filter, PeerDetails, PeerId};
use realtimekit::{Client, Error};
use serde_json::{Value, json};

use super::samples::kinds;
use super::series::{Series, series};
use super::surroundings::{device, network};
use crate::time::UnixMillis;

/// A peer and its measurements.
pub struct Peer {
    /// The peer.
    pub id: String,
    /// The own id of the user.
    pub user: String,
    /// The name with which they joined.
    pub name: String,
    /// When it joined.
    pub joined: Option<UnixMillis>,
    /// Device, system and browser, as far as they are known.
    pub device: String,
    /// The kind of network, and how media travels, as far as they are known.
    pub network: String,
    /// The scores of the summaries, from 1 to 5: heard, saw, spoke, showed.
    scores: [Option<f64>; 4],
    /// The streams with measurements.
    pub streams: Vec<(&'static str, Vec<Series>)>,
}

/// A measurement that reaches a limit.
pub struct Bad {
    /// The time.
    pub at: UnixMillis,
    /// The stream.
    pub stream: &'static str,
    /// The measure.
    pub measure: &'static str,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// The largest limit that it reaches.
    pub limit: f64,
}

impl Peer {
    /// Reads the report of a peer.
    pub async fn read(client: &Client, peer: &PeerId) -> Result<Self, Error> {
        let report = client.sessions().peer_report(peer).get();
        // Without addresses, which are personal data, and without events.
        let filters = [
            Filter::DeviceInfo,
            Filter::PrecallNetworkInformation,
            Filter::QualityStats,
        ];
        Ok(Self::new(peer, report.filters(filters).await?))
    }

    fn new(peer: &PeerId, details: PeerDetails) -> Self {
        let report = details.peer_report;
        let metadata = report.as_ref().and_then(|report| report.metadata.as_ref());
        let (device, network) = (metadata.map(device), metadata.map(network));
        let quality = report.and_then(|report| report.quality);
        let streams = quality.as_ref().map(kinds).unwrap_or_default();
        let streams = streams.iter().map(|kind| (kind.0, series(kind)));
        let text = |text: Option<String>| text.unwrap_or_default();
        Self {
            id: peer.to_string(),
            user: text(details.custom_participant_id.map(|id| id.to_string())),
            name: text(details.display_name),
            joined: details.joined_at.as_ref().and_then(UnixMillis::of),
            device: text(device),
            network: text(network),
            streams: streams.collect(),
            scores: quality.map_or([None; 4], |quality| {
                [
                    quality
                        .audio_consumer_cumulative
                        .and_then(|it| it.quality_mos?.avg),
                    quality
                        .video_consumer_cumulative
                        .and_then(|it| it.quality_mos?.avg),
                    quality
                        .audio_producer_cumulative
                        .and_then(|it| it.quality_mos?.avg),
                    quality
                        .video_producer_cumulative
                        .and_then(|it| it.quality_mos?.avg),
                ]
            }),
        }
    }

    /// All measures of all streams.
    pub fn series(&self) -> impl Iterator<Item = (&'static str, &Series)> {
        let streams = self.streams.iter();
        streams.flat_map(|(name, series)| series.iter().map(move |series| (*name, series)))
    }

    /// The worst value of a measure over all streams.
    pub fn worst(&self, measure: &str) -> Option<f64> {
        let series = self
            .series()
            .filter(|(_, series)| series.measure == measure);
        let worst = series.filter_map(|(_, series)| series.worst());
        worst.map(|(_, value)| value).max_by(f64::total_cmp)
    }

    /// The scores: heard, saw, spoke, showed.
    pub fn scores(&self) -> [Option<f64>; 4] {
        self.scores.map(|score| score.map(rounded))
    }

    /// The worst measurements that reach a limit: at most `most`, and one for each measure of a
    /// stream.
    pub fn bad(&self, most: usize) -> Vec<Bad> {
        let bad = self.series().filter_map(|(stream, series)| {
            let (at, value) = series.worst()?;
            Some(Bad {
                at,
                stream,
                measure: series.measure,
                value,
                unit: series.unit,
                limit: series.reached(value)?,
            })
        });
        let mut bad: Vec<Bad> = bad.collect();
        let badness = |bad: &Bad| match bad.unit {
            "%" => bad.value / super::series::LOSS[0],
            _ => bad.value / super::series::DELAY[0],
        };
        bad.sort_by(|one, other| badness(other).total_cmp(&badness(one)));
        bad.truncate(most);
        bad
    }

    /// The row of the peer.
    pub fn row(&self) -> Value {
        let [heard, saw, spoke, showed] = self.scores();
        let worst = self.bad(1).pop();
        json!({
            "name": self.name,
            "heard": heard,
            "saw": saw,
            "spoke": spoke,
            "showed": showed,
            "worst_loss": self.worst("packet loss").map(rounded),
            "worst_round_trip": self.worst("round trip").map(rounded),
            "worst_at": worst.map(|worst| worst.at.text()),
            "device": self.device,
            "network": self.network,
            "custom_participant_id": self.user,
            "peer_id": self.id,
        })
    }
}

/// Rounds a value for display.
pub fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

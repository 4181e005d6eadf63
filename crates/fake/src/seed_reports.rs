//! Made-up reports of peers, the same in each run: some good and some bad.

use serde_json::{Value, json};

use crate::state::clock::{Millis, written};

/// The interval between measurements.
const STEP: Millis = 30_000;
/// Operating system, its version, browser, its version, and whether the device is mobile.
const DEVICES: [(&str, &str, &str, &str, bool); 4] = [
    ("Windows", "11", "Chrome", "140", false),
    ("macOS", "15.6", "Safari", "18.6", false),
    ("Android", "15", "Chrome", "140", true),
    ("iOS", "18.6", "Safari", "18.6", true),
];

/// The report of a peer: every fifth one has a bad network in the middle of the call.
pub fn report(number: usize, from: Millis, to: Millis) -> Value {
    let count = (to - from) / STEP;
    let mut streams: [Vec<Value>; 4] = Default::default();
    let mut sent = Counters::default();
    let mut received = Counters::default();
    for step in 1..=count {
        let at = written(from + step * STEP);
        let is_bad = number % 5 == 3 && step * 3 > count && step * 3 < count * 2;
        let noise = noise(number as u64 * 1000 + step as u64);
        let loss = if is_bad {
            0.08 + 0.2 * noise
        } else {
            0.008 * noise
        };
        let rtt = if is_bad {
            0.28 + 0.3 * noise
        } else {
            0.03 + 0.05 * noise
        };
        let jitter = if is_bad {
            0.06 + 0.05 * noise
        } else {
            0.004 + 0.01 * noise
        };
        let mos = if is_bad {
            2.1 + noise
        } else {
            4.1 + 0.4 * noise
        };
        let (width, height) = if is_bad { (320, 180) } else { (1280, 720) };
        sent.add(loss, if is_bad { 250.0 } else { 1500.0 });
        received.add(loss, if is_bad { 300.0 } else { 1800.0 });
        let [sound, picture] = [sent.values("sent", 0.05), sent.values("sent", 0.95)];
        let [heard, seen] = [
            received.values("received", 0.05),
            received.values("received", 0.95),
        ];
        let measured = json!({"timestamp": at, "jitter": jitter, "mos_quality": mos});
        let size = json!({"frame_width": width, "frame_height": height, "frames_per_second": 30});
        streams[0].push(joined([&measured, &sound, &json!({"rtt": rtt, "ssrc": 1})]));
        streams[1].push(joined([&measured, &heard, &json!({"ssrc": 2})]));
        streams[2].push(joined([
            &measured,
            &picture,
            &joined([&size, &json!({"rtt": rtt}), &json!({"ssrc": 3})]),
        ]));
        streams[3].push(joined([
            &measured,
            &seen,
            &joined([&size, &json!({}), &json!({"ssrc": 4})]),
        ]));
    }
    let [sound, heard, picture, seen] = streams;
    let (os, os_version, browser, browser_version, is_mobile) = DEVICES[number % DEVICES.len()];
    let device = json!({"os": os, "os_version": os_version, "cpus": 8, "is_mobile": is_mobile});
    json!({
        "metadata": {"device_info": device, "browser_metadata": {"browser": browser, "browser_version": browser_version},
            "pc_metadata": [{"effective_network_type": if number % 5 == 3 { "3g" } else { "4g" }}],
            "candidate_pairs": {"producing_transport": [{
                "nominated": true,
                "local_candidate_network_type": if is_mobile { "cellular" } else { "wifi" },
                "local_candidate_protocol": "udp",
            }]},
        },
        "quality": {
            "audio_producer_cumulative": summary(&sound),
            "audio_consumer_cumulative": summary(&heard),
            "video_producer_cumulative": summary(&picture),
            "video_consumer_cumulative": summary(&seen),
            "audio_producer": sound,
            "audio_consumer": heard,
            "video_producer": picture,
            "video_consumer": seen,
        },
    })
}

/// Counters of WebRTC, from the beginning of a stream.
#[derive(Default)]
struct Counters {
    packets: f64,
    lost: f64,
    bytes: f64,
}

impl Counters {
    fn add(&mut self, loss: f64, kilobits_per_second: f64) {
        let bytes = kilobits_per_second * 1000.0 / 8.0 * STEP as f64 / 1000.0;
        let packets = bytes / 1100.0;
        self.bytes += bytes;
        self.packets += packets * (1.0 - loss);
        self.lost += packets * loss;
    }

    fn values(&self, verb: &str, share: f64) -> Value {
        let count = |all: f64| (all * share).round();
        json!({
            format!("packets_{verb}"): count(self.packets),
            format!("bytes_{verb}"): count(self.bytes),
            "packets_lost": count(self.lost),
        })
    }
}

fn summary(measured: &[Value]) -> Value {
    let mos = measured.iter().filter_map(|it| it["mos_quality"].as_f64());
    let rtt = measured.iter().filter_map(|it| it["rtt"].as_f64());
    let last = measured.last().unwrap_or(&Value::Null);
    let packets = last["packets_sent"]
        .as_f64()
        .or(last["packets_received"].as_f64());
    let lost = last["packets_lost"].as_f64();
    let loss = packets
        .zip(lost)
        .map(|(packets, lost)| 100.0 * lost / (packets + lost));
    json!({
        "quality_mos": {"avg": mean(mos)},
        "packet_loss": {"avg": loss},
        "rtt": mean(rtt).map(|seconds| json!({"avg": seconds * 1000.0})),
    })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    (count > 0.0).then_some(sum / count)
}

fn joined(objects: [&Value; 3]) -> Value {
    let fields = objects.into_iter().filter_map(Value::as_object).flatten();
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A pseudorandom number from 0 to 1, the same in each run.
fn noise(seed: u64) -> f64 {
    let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f64 / (1u64 << 24) as f64
}

//! The device and the network of a peer, without its addresses, which are personal data.

use realtimekit::types::PeerMetadata;

/// Device, system and browser, as far as they are known.
pub fn device(metadata: &PeerMetadata) -> String {
    let device = metadata.device_info.as_ref();
    let browser = metadata.browser_metadata.as_ref();
    let is_mobile = device.and_then(|device| device.is_mobile) == Some(true);
    joined([
        is_mobile.then_some("mobile"),
        device.and_then(|device| device.os.as_deref()),
        device.and_then(|device| device.os_version.as_deref()),
        browser.and_then(|browser| browser.browser.as_deref()),
        browser.and_then(|browser| browser.browser_version.as_deref()),
    ])
}

/// The kind of network, and how media travels, as far as they are known: `wifi 4g udp relay`.
pub fn network(metadata: &PeerMetadata) -> String {
    let check = metadata.pc_metadata.last();
    let routes = metadata.candidate_pairs.as_ref();
    let routes = routes.map(|routes| &routes.producing_transport);
    let route = routes.and_then(|routes| {
        let chosen = routes.iter().find(|route| route.nominated == Some(true));
        chosen.or(routes.last())
    });
    joined([
        route.and_then(|route| route.local_candidate_network_type.as_deref()),
        check.and_then(|check| check.effective_network_type.as_deref()),
        route.and_then(|route| route.local_candidate_protocol.as_deref()),
        route.and_then(|route| route.local_candidate_type.as_deref()),
        None,
    ])
}

fn joined(parts: [Option<&str>; 5]) -> String {
    let parts = parts.into_iter().flatten();
    parts.collect::<Vec<_>>().join(" ")
}

//! Copying a preset: creates a preset with the settings of another one, except for those that you change.
//!
//! A preset has about eighty settings, and all of them are sent. Copy a preset that works and change a few.
//!
//! ```console
//! $ cargo run --example copy_preset -- group_call_participant observer
//! ```

use realtimekit::types::{Preset, PresetId, PresetSettings};
use realtimekit::{Client, Error};

/// Creates the preset `name` from the preset `template`. Returns `None` if the template does not exist.
///
/// If the preset `name` already exists, it is returned unchanged. So you can call this at each start of your service.
pub async fn copy_preset(
    client: &Client,
    template: &str,
    name: &str,
    change: impl FnOnce(&mut PresetSettings),
) -> Result<Option<Preset>, Error> {
    if let Some(existing) = find(client, name).await? {
        return Ok(Some(client.preset(existing).get().await?));
    }
    let Some(template) = find(client, template).await? else {
        return Ok(None);
    };
    let template = client.preset(template).get().await?;
    let mut settings =
        PresetSettings::new(name, template.config, template.permissions, template.ui);
    change(&mut settings);
    Ok(Some(client.presets().create(&settings).await?))
}

/// The id of the preset with this name.
async fn find(client: &Client, name: &str) -> Result<Option<PresetId>, Error> {
    // The search also finds longer names.
    let mut found = client.presets().list().search(name).stream();
    while let Some(preset) = found.try_next().await? {
        if preset.name.as_deref() == Some(name) {
            return Ok(preset.id);
        }
    }
    Ok(None)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [template, name] = arguments.as_slice() else {
        return Err("usage: copy_preset TEMPLATE NAME".into());
    };
    // An observer receives audio and video, and is not in the list of participants.
    let observer = |settings: &mut PresetSettings| {
        settings.permissions.hidden_participant = true;
        settings.permissions.can_record = false;
        settings.permissions.can_livestream = false;
    };
    match copy_preset(&Client::from_env()?, template, name, observer).await? {
        Some(preset) => println!("{}: {}", preset.name, preset.id),
        None => println!("there is no preset {template}"),
    }
    Ok(())
}

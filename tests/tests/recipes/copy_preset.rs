//! The recipe `copy_preset`: all settings of the template are sent once, with the changes.

use crate::examples::copy_preset::copy_preset;
use crate::*;
use realtimekit::types::PresetSettings;

fn list(names: &[&str]) -> ServerResponse {
    let mut list = example("list_presets.response");
    let one = list["data"][0].clone();
    list["data"] = names
        .iter()
        .map(|name| {
            let mut preset = one.clone();
            preset["name"] = json!(name);
            preset["id"] = json!(format!("id-{name}"));
            preset
        })
        .collect();
    list["paging"] =
        json!({"total_count": names.len(), "start_offset": 1, "end_offset": names.len()});
    ServerResponse::json(list.to_string())
}

fn search(name: &str) -> (String, String, Option<Value>) {
    request("GET", &format!("/presets?search={name}&page_no=1"), None)
}

fn hide(settings: &mut PresetSettings) {
    settings.permissions.hidden_participant = true;
}

#[tokio::test]
async fn a_new_preset_has_everything_of_the_template_but_the_changes() {
    let template = example("get_preset.response");
    let server = server([
        list(&["observers"]),
        list(&["host2", "host"]),
        ServerResponse::json(template.to_string()),
        response("create_preset").status(201),
    ]);
    let preset = must(copy_preset(&client(&server), "host", "observer", hide).await);
    assert!(preset.is_some());
    let mut expected = json!({"name": "observer"});
    for key in ["config", "permissions", "ui"] {
        expected[key] = template["data"][key].clone();
    }
    expected["permissions"]["hidden_participant"] = json!(true);
    assert_eq!(
        sent(&server),
        [
            search("observer"),
            search("host"),
            request("GET", "/presets/id-host", None),
            request("POST", "/presets", Some(expected)),
        ]
    );
}

#[tokio::test]
async fn a_preset_that_exists_is_not_created_again() {
    let server = server([list(&["observer"]), response("get_preset")]);
    let preset = must(copy_preset(&client(&server), "host", "observer", hide).await);
    assert!(preset.is_some());
    let get = request("GET", "/presets/id-observer", None);
    assert_eq!(sent(&server), [search("observer"), get]);
}

#[tokio::test]
async fn without_the_template_nothing_is_created() {
    let server = server([list(&[]), list(&["host2"])]);
    let preset = must(copy_preset(&client(&server), "host", "observer", hide).await);
    assert_eq!(preset, None);
    assert_eq!(sent(&server), [search("observer"), search("host")]);
}

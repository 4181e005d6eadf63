//! Presets over sockets: requests and decoded example responses.

use std::collections::BTreeMap;

use realtimekit::types::{
    BackgroundColors, BackgroundColorsChanges, BorderRadius, BorderWidth, BrandColors,
    BrandColorsChanges, ChatPermissions, ChatPermissionsChanges, ConnectedMeetingPermissions,
    ConnectedMeetingPermissionsChanges, DesignColors, DesignColorsChanges, DesignTokens,
    DesignTokensChanges, MaxVideoStreams, MaxVideoStreamsChanges, MediaPermission,
    MediaPermissionChanges, MediaPermissions, MediaPermissionsChanges, PluginAccess, PluginConfig,
    PluginPermissions, PluginPermissionsChanges, PollPermissions, PollPermissionsChanges,
    PresetAudio, PresetConfig, PresetConfigChanges, PresetMedia, PresetMediaChanges,
    PresetPermissions, PresetPermissionsChanges, PresetScreenshare, PresetScreenshareChanges,
    PresetSettings, PresetUi, PresetUiChanges, PresetVideo, PresetVideoChanges,
    PrivateChatPermissions, PrivateChatPermissionsChanges, PublicChatPermissions,
    PublicChatPermissionsChanges, RecorderType, SendPermission, Theme, UpdatePreset, VideoQuality,
    ViewType, WaitingRoomType,
};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, only, server};
use serde_json::json;

pub const PRESET: &str = "7d1a5f0e-3c2b-4e8d-9f6a-2b1c0d9e8f7a";
const PLUGIN: &str = "5c9e1a2f-0b3d-4f6a-8c7e-1d2b3a4c5e6f";

realtimekit_tests::wire! {
    list_presets: page at "/data";
    required |client| client.presets().list() => GET "/presets";
    all |client| client.presets().list().page_no(2).per_page(50).search("host & guest")
        => GET "/presets?page_no=2&per_page=50&search=host%20%26%20guest";

    create_preset: one at "/data", body PresetSettings |client, body| client.presets().create(body);
    required |client| client.presets().create(&viewer())
        => POST "/presets", example("create_preset.request.minimal");
    all |client| client.presets().create(&host()) => POST "/presets", example("create_preset.request");

    get_preset: one at "/data";
    required |client| client.preset(PRESET).get() => GET "/presets/{PRESET}";
    all |client| client.preset(PRESET).get() => GET "/presets/{PRESET}";

    replace_preset: one at "/data", body PresetSettings |client, body| client.preset(PRESET).replace(body);
    required |client| client.preset(PRESET).replace(&viewer())
        => PUT "/presets/{PRESET}", example("create_preset.request.minimal");
    all |client| client.preset(PRESET).replace(&host())
        => PUT "/presets/{PRESET}", example("replace_preset.request");

    update_preset: one at "/data", body UpdatePreset |client, body| client.preset(PRESET).update(body);
    required |client| client.preset(PRESET).update(&UpdatePreset::new()) => PATCH "/presets/{PRESET}", json!({});
    all |client| client.preset(PRESET).update(&changes())
        => PATCH "/presets/{PRESET}", example("update_preset.request");

    delete_preset: one at "/data";
    required |client| client.preset(PRESET).delete() => DELETE "/presets/{PRESET}";
    all |client| client.preset(PRESET).delete() => DELETE "/presets/{PRESET}";
}

/// A preset with only the required settings; it permits nothing.
fn viewer() -> PresetSettings {
    let media = PresetMedia::new(
        PresetVideo::new(VideoQuality::Vga, 15),
        PresetScreenshare::new(VideoQuality::Hd, 5),
    );
    let streams = MaxVideoStreams::new(4, 9);
    let tokens = DesignTokens::new(Theme::Light, BorderRadius::Sharp, BorderWidth::None);
    PresetSettings::new(
        "viewer",
        PresetConfig::new(ViewType::Webinar, streams, 1, media),
        PresetPermissions::new(WaitingRoomType::Skip),
        PresetUi::new(tokens),
    )
}

/// A preset with everything that it can have.
fn host() -> PresetSettings {
    PresetSettings::new(
        "group_call_host",
        config(),
        permissions(),
        PresetUi::new(tokens()),
    )
}

fn config() -> PresetConfig {
    let video = PresetVideo::new(VideoQuality::Hd, 24).simulcast(true);
    let screenshare = PresetScreenshare::new(VideoQuality::Fhd, 5);
    let audio = PresetAudio::new()
        .enable_high_bitrate(true)
        .enable_stereo(false);
    let media = PresetMedia::new(video, screenshare).audio(audio);
    PresetConfig::new(ViewType::GroupCall, MaxVideoStreams::new(4, 9), 1, media)
        .livestream_viewer_qualities([0, 1])
}

/// A plugin with settings that it defines itself.
fn plugins() -> BTreeMap<String, PluginConfig> {
    let own = [
        ("board".to_owned(), json!({"pages": 3, "colour": null})),
        ("start_page".to_owned(), json!("agenda")),
    ];
    let plugin = PluginConfig::new()
        .access_control(PluginAccess::ViewOnly)
        .handles_view_only(true)
        .extra(own.into_iter().collect());
    BTreeMap::from([(PLUGIN.to_owned(), plugin)])
}

/// Permissions with all that they can have. Those of a preset and changes of them are different types with the same setters.
macro_rules! all_permissions {
    (
        $start:expr, $chat:ident, $public:ident, $private:ident, $meetings:ident, $medium:ident, $media:ident,
        $plugins:ident, $polls:ident $(,)?
    ) => {{
        let public = $public::new().can_send(true).text(true).files(true);
        let private = $private::new()
            .can_send(true)
            .can_receive(true)
            .text(true)
            .files(true);
        let meetings = $meetings::new()
            .can_alter_connected_meetings(true)
            .can_switch_connected_meetings(true)
            .can_switch_to_parent_meeting(true);
        let allowed = $medium::new().can_produce(SendPermission::Allowed);
        let asked = $medium::new().can_produce(SendPermission::CanRequest);
        let media = $media::new()
            .video(allowed.clone())
            .audio(allowed)
            .screenshare(asked);
        let plugins = $plugins::new()
            .can_start(true)
            .can_close(true)
            .can_edit_config(true)
            .config(plugins());
        let polls = $polls::new().can_create(true).can_vote(true).can_view(true);
        $start
            .accept_stage_requests(true)
            .accept_waiting_requests(true)
            .can_accept_production_requests(true)
            .can_change_participant_permissions(true)
            .can_edit_display_name(true)
            .can_livestream(true)
            .can_record(true)
            .can_spotlight(true)
            .chat($chat::new().public(public).private(private))
            .connected_meetings(meetings)
            .disable_participant_audio(true)
            .disable_participant_screensharing(true)
            .disable_participant_video(true)
            .hidden_participant(false)
            .is_recorder(false)
            .kick_participant(true)
            .media(media)
            .pin_participant(true)
            .plugins(plugins)
            .polls(polls)
            .recorder_type(RecorderType::None)
            .show_participant_list(true)
            .stage_access(SendPermission::Allowed)
            .stage_enabled(true)
            .transcription_enabled(true)
    }};
}

/// Design tokens with all that they can have.
macro_rules! all_tokens {
    ($start:expr, $brand:ident, $background:ident, $colors:ident $(,)?) => {{
        let brand = $brand::new()
            .shade_300("#844d1c")
            .shade_400("#9d5b22")
            .shade_500("#b56927")
            .shade_600("#d37c30")
            .shade_700("#d9904f");
        let background = $background::new()
            .shade_600("#222222")
            .shade_700("#1f1f1f")
            .shade_800("#1b1b1b")
            .shade_900("#181818")
            .shade_1000("#141414");
        let colors = $colors::new()
            .brand(brand)
            .background(background)
            .danger("#FF2D2D")
            .success("#62A504")
            .text("#EEEEEE")
            .text_on_brand("#EEEEEE")
            .video_bg("#191919")
            .warning("#FFCD07");
        $start
            .spacing_base(4.0)
            .colors(colors)
            .font_family("Inter")
            .google_font("Inter")
            .logo("https://example.com/logo.png")
    }};
}

fn permissions() -> PresetPermissions {
    all_permissions!(
        PresetPermissions::new(WaitingRoomType::Skip),
        ChatPermissions,
        PublicChatPermissions,
        PrivateChatPermissions,
        ConnectedMeetingPermissions,
        MediaPermission,
        MediaPermissions,
        PluginPermissions,
        PollPermissions,
    )
}

fn tokens() -> DesignTokens {
    all_tokens!(
        DesignTokens::new(Theme::Dark, BorderRadius::Rounded, BorderWidth::Thin),
        BrandColors,
        BackgroundColors,
        DesignColors,
    )
}

/// The same as [`host`], as changes.
fn changes() -> UpdatePreset {
    let video = PresetVideoChanges::new()
        .quality(VideoQuality::Hd)
        .frame_rate(24)
        .simulcast(true);
    let screenshare = PresetScreenshareChanges::new()
        .quality(VideoQuality::Fhd)
        .frame_rate(5);
    let audio = PresetAudio::new()
        .enable_high_bitrate(true)
        .enable_stereo(false);
    let media = PresetMediaChanges::new()
        .video(video)
        .screenshare(screenshare)
        .audio(audio);
    let config = PresetConfigChanges::new()
        .view_type(ViewType::GroupCall)
        .max_video_streams(MaxVideoStreamsChanges::new().mobile(4).desktop(9))
        .max_screenshare_count(1)
        .media(media)
        .livestream_viewer_qualities([0, 1]);
    UpdatePreset::new()
        .name("group_call_host")
        .config(config)
        .permissions(permission_changes())
        .ui(PresetUiChanges::new().design_tokens(token_changes()))
}

fn permission_changes() -> PresetPermissionsChanges {
    all_permissions!(
        PresetPermissionsChanges::new().waiting_room_type(WaitingRoomType::Skip),
        ChatPermissionsChanges,
        PublicChatPermissionsChanges,
        PrivateChatPermissionsChanges,
        ConnectedMeetingPermissionsChanges,
        MediaPermissionChanges,
        MediaPermissionsChanges,
        PluginPermissionsChanges,
        PollPermissionsChanges,
    )
}

fn token_changes() -> DesignTokensChanges {
    let start = DesignTokensChanges::new()
        .theme(Theme::Dark)
        .border_radius(BorderRadius::Rounded)
        .border_width(BorderWidth::Thin);
    all_tokens!(
        start,
        BrandColorsChanges,
        BackgroundColorsChanges,
        DesignColorsChanges,
    )
}

/// One permission is changed, and nothing else is sent.
#[tokio::test]
async fn an_update_sends_only_the_fields_that_are_set() {
    let server = server([ServerResponse::json(
        example("update_preset.response").to_string(),
    )]);
    let chat =
        ChatPermissionsChanges::new().private(PrivateChatPermissionsChanges::new().files(false));
    let permissions = PresetPermissionsChanges::new().can_record(false).chat(chat);
    let update = UpdatePreset::new().permissions(permissions);
    client(&server)
        .preset(PRESET)
        .update(&update)
        .await
        .unwrap();
    let sent: serde_json::Value = serde_json::from_str(&only(&server).text()).unwrap();
    assert_eq!(sent, example("update_preset.request.permission"));
}

/// A preset that was read can be sent as another one.
#[tokio::test]
async fn a_preset_that_was_read_can_be_sent_as_it_is() {
    let server = server([
        ServerResponse::json(example("get_preset.response").to_string()),
        ServerResponse::json(example("create_preset.response").to_string()).status(201),
    ]);
    let client = client(&server);
    let preset = client.preset(PRESET).get().await.unwrap();
    let copy = PresetSettings::new(preset.name, preset.config, preset.permissions, preset.ui);
    client.presets().create(&copy).await.unwrap();
    let sent: serde_json::Value = serde_json::from_str(&server.received()[1].text()).unwrap();
    assert_eq!(sent, example("create_preset.request"));
}

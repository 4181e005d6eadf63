//! A body of every kind, out of dice: each constructor and each setter of the request types is used.

use realtimekit::Client;
use realtimekit::types::{
    AddParticipant, AiConfig, AudioConfig, CreateMeeting, CreatePoll, EditParticipant,
    KickParticipants, LivestreamingConfig, MuteAllParticipants, MuteParticipants,
    RealtimekitBucketConfig, RecordingConfig, ReplaceMeeting, ReplaceParticipant, StorageConfig,
    SummarizationConfig, TranscriptionConfig, UpdateMeeting, VideoConfig, Watermark, WatermarkSize,
};
use realtimekit_tests::fault::calls::{Running, running};

use super::dice::Dice;

/// What the three bodies of a meeting have in common.
macro_rules! meeting {
    ($type:ident, $dice:ident) => {{
        let body = $type::new();
        let body = $dice.maybe(body, |body, dice| body.title(dice.text()));
        let body = $dice.maybe(body, |body, dice| body.record_on_start(dice.flag()));
        let body = $dice.maybe(body, |body, dice| body.live_stream_on_start(dice.flag()));
        let body = $dice.maybe(body, |body, dice| body.persist_chat(dice.flag()));
        let body = $dice.maybe(body, |body, dice| body.summarize_on_end(dice.flag()));
        let body = $dice.maybe(body, |body, dice| body.transcribe_on_end(dice.flag()));
        let body = $dice.maybe(body, |body, dice| {
            body.session_keep_alive_time_in_secs(dice.number(60.0, 600.0))
        });
        let body = $dice.maybe(body, |body, dice| body.recording_config(recording(dice)));
        $dice.maybe(body, |body, dice| body.ai_config(ai(dice)))
    }};
}

/// An operation, and a call of it with a body out of dice.
pub type Made = (&'static str, fn(&Client, &mut Dice) -> Running);

/// All operations with a body.
pub const BODIES: &[Made] = &[
    ("add_participant", |client, dice| {
        let body = AddParticipant::new(dice.text(), dice.text());
        let body = dice.maybe(body, |body, dice| body.name(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_name());
        let body = dice.maybe(body, |body, dice| body.picture(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_picture());
        running(client.meeting("m").participants().add(&body))
    }),
    ("replace_participant", |client, dice| {
        let body = ReplaceParticipant::new(dice.text(), dice.text());
        let body = dice.maybe(body, |body, dice| body.name(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_name());
        let body = dice.maybe(body, |body, dice| body.picture(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_picture());
        running(client.meeting("m").participant("p").replace(&body))
    }),
    ("edit_participant", |client, dice| {
        let body = EditParticipant::new();
        let body = dice.maybe(body, |body, dice| body.name(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_name());
        let body = dice.maybe(body, |body, dice| body.picture(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_picture());
        let body = dice.maybe(body, |body, dice| body.preset_name(dice.text()));
        let body = dice.maybe(body, |body, _| body.clear_preset_name());
        running(client.meeting("m").participant("p").edit(&body))
    }),
    ("create_meeting", |client, dice| {
        let body = meeting!(CreateMeeting, dice);
        let body = dice.maybe(body, |body, _| body.clear_title());
        let body = dice.maybe(body, |body, _| body.clear_record_on_start());
        let body = dice.maybe(body, |body, _| body.clear_live_stream_on_start());
        running(client.meetings().create(&body))
    }),
    ("replace_meeting", |client, dice| {
        let body = meeting!(ReplaceMeeting, dice);
        let body = dice.maybe(body, |body, _| body.clear_title());
        let body = dice.maybe(body, |body, _| body.clear_record_on_start());
        let body = dice.maybe(body, |body, _| body.clear_live_stream_on_start());
        running(client.meeting("m").replace(&body))
    }),
    ("update_meeting", |client, dice| {
        let body = meeting!(UpdateMeeting, dice);
        let body = dice.maybe(body, |body, dice| {
            body.status(dice.one_of(&["ACTIVE", "INACTIVE"]))
        });
        running(client.meeting("m").update(&body))
    }),
    ("kick_participants", |client, dice| {
        let body = KickParticipants::new().participant_ids(dice.texts());
        let body = dice.maybe(body, |body, dice| body.custom_participant_ids(dice.texts()));
        running(client.meeting("m").active_session().kick(&body))
    }),
    ("mute_participants", |client, dice| {
        let body = MuteParticipants::new();
        let body = dice.maybe(body, |body, dice| body.participant_ids(dice.texts()));
        let body = dice.maybe(body, |body, dice| body.custom_participant_ids(dice.texts()));
        running(client.meeting("m").active_session().mute(&body))
    }),
    ("mute_all_participants", |client, dice| {
        let body = MuteAllParticipants::new(dice.flag());
        running(client.meeting("m").active_session().mute_all(&body))
    }),
    ("create_poll", |client, dice| {
        let body = CreatePoll::new(dice.text(), dice.texts());
        let body = dice.maybe(body, |body, dice| body.anonymous(dice.flag()));
        let body = dice.maybe(body, |body, dice| body.hide_votes(dice.flag()));
        running(client.meeting("m").active_session().create_poll(&body))
    }),
];

fn recording(dice: &mut Dice) -> RecordingConfig {
    let body = RecordingConfig::new();
    let body = dice.maybe(body, |body, dice| {
        body.max_seconds(dice.number(60.0, 86400.0))
    });
    let body = dice.maybe(body, |body, dice| body.file_name_prefix(dice.text()));
    let body = dice.maybe(body, |body, dice| body.video_config(video(dice)));
    let body = dice.maybe(body, |body, dice| body.audio_config(audio(dice)));
    let body = dice.maybe(body, |body, _| body.clear_storage_config());
    let body = dice.maybe(body, |body, dice| body.storage_config(storage(dice)));
    let body = dice.maybe(body, |body, dice| {
        body.realtimekit_bucket_config(RealtimekitBucketConfig::new(dice.flag()))
    });
    dice.maybe(body, |body, dice| {
        let stream = LivestreamingConfig::new();
        body.live_streaming_config(dice.maybe(stream, |stream, dice| stream.rtmp_url(dice.text())))
    })
}

fn video(dice: &mut Dice) -> VideoConfig {
    let body = VideoConfig::new();
    let body = dice.maybe(body, |body, dice| body.codec(dice.one_of(&["H264", "VP8"])));
    let body = dice.maybe(body, |body, dice| body.width(dice.whole(1, 1920)));
    let body = dice.maybe(body, |body, dice| body.height(dice.whole(1, 1920)));
    let body = dice.maybe(body, |body, dice| body.watermark(watermark(dice)));
    dice.maybe(body, |body, dice| body.export_file(dice.flag()))
}

fn watermark(dice: &mut Dice) -> Watermark {
    let body = Watermark::new();
    let body = dice.maybe(body, |body, dice| body.url(dice.text()));
    let body = dice.maybe(body, |body, dice| {
        body.position(dice.one_of(&["left top", "right top", "left bottom", "right bottom"]))
    });
    dice.maybe(body, |body, dice| {
        let size = WatermarkSize::new();
        let size = dice.maybe(size, |size, dice| size.width(dice.whole(1, 9000)));
        body.size(dice.maybe(size, |size, dice| size.height(dice.whole(1, 9000))))
    })
}

fn audio(dice: &mut Dice) -> AudioConfig {
    let body = AudioConfig::new();
    let body = dice.maybe(body, |body, dice| body.codec(dice.one_of(&["MP3", "AAC"])));
    let body = dice.maybe(body, |body, dice| {
        body.channel(dice.one_of(&["mono", "stereo"]))
    });
    dice.maybe(body, |body, dice| body.export_file(dice.flag()))
}

fn storage(dice: &mut Dice) -> StorageConfig {
    let kind = dice.one_of(&["aws", "azure", "digitalocean", "gcs", "sftp"]);
    let body = StorageConfig::new(kind);
    let body = dice.maybe(body, |body, dice| body.access_key(dice.text()));
    let body = dice.maybe(body, |body, dice| body.secret(dice.text()));
    let body = dice.maybe(body, |body, dice| body.bucket(dice.text()));
    let body = dice.maybe(body, |body, dice| body.region(dice.text()));
    let body = dice.maybe(body, |body, dice| body.path(dice.text()));
    let body = dice.maybe(body, |body, dice| {
        body.auth_method(dice.one_of(&["KEY", "PASSWORD"]))
    });
    let body = dice.maybe(body, |body, dice| body.host(dice.text()));
    let body = dice.maybe(body, |body, dice| body.port(dice.number(0.0, 65535.0)));
    let body = dice.maybe(body, |body, dice| body.username(dice.text()));
    let body = dice.maybe(body, |body, dice| body.password(dice.text()));
    dice.maybe(body, |body, dice| body.private_key(dice.text()))
}

fn ai(dice: &mut Dice) -> AiConfig {
    let body = AiConfig::new();
    let body = dice.maybe(body, |body, dice| {
        let words = TranscriptionConfig::new();
        let words = dice.maybe(words, |words, dice| {
            words.language(dice.one_of(&[
                "en-US", "en-IN", "de", "hi", "sv", "ru", "pl", "el", "fr", "nl",
            ]))
        });
        let words = dice.maybe(words, |words, dice| words.keywords(dice.texts()));
        body.transcription(dice.maybe(words, |words, dice| words.profanity_filter(dice.flag())))
    });
    dice.maybe(body, |body, dice| {
        let sum = SummarizationConfig::new();
        let sum = dice.maybe(sum, |sum, dice| sum.word_limit(dice.whole(150, 1000)));
        let sum = dice.maybe(sum, |sum, dice| {
            sum.text_format(dice.one_of(&["plain_text", "markdown"]))
        });
        body.summarization(dice.maybe(sum, |sum, dice| {
            sum.summary_type(dice.one_of(&["general", "sales_call", "code_review"]))
        }))
    })
}

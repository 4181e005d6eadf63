//! The recipes in the crate. Their `main` functions are not called.

macro_rules! recipes {
    ($($name:ident from $path:literal;)+) => {
        $(
            #[path = $path]
            #[allow(dead_code, reason = "`main` is run by people, everything else here")]
            pub mod $name;
        )+

        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

recipes! {
    add_or_refresh from "../../../generated/examples/add_or_refresh.rs";
    attendance from "../../../generated/examples/attendance.rs";
    ban from "../../../generated/examples/ban.rs";
    close_app from "../../../generated/examples/close_app.rs";
    close_meeting from "../../../generated/examples/close_meeting.rs";
    copy_preset from "../../../generated/examples/copy_preset.rs";
    go_live from "../../../generated/examples/go_live.rs";
    receive_webhooks from "../../../generated/examples/receive_webhooks.rs";
    record_meeting from "../../../generated/examples/record_meeting.rs";
    refresh_token from "../../../generated/examples/refresh_token.rs";
    schedule from "../../../generated/examples/schedule.rs";
    webhook_attendance from "../../../generated/examples/webhook_attendance.rs";
}

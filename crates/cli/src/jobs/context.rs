//! The client, the options and the settings, which all jobs share.

use realtimekit::Client;

use crate::failure::Failure;
use crate::global::Global;
use crate::output::{Columns, Printer};
use crate::settings::Settings;

/// The client, the options and the settings of a job.
pub struct Context<'a> {
    /// The library's client.
    pub client: Client,
    /// The options of every command.
    pub global: &'a Global,
    /// Environment and configuration file.
    pub settings: &'a Settings,
}

impl<'a> Context<'a> {
    /// With a client of these settings.
    pub fn new(global: &'a Global, settings: &'a Settings) -> Result<Self, Failure> {
        Ok(Self {
            client: settings.client()?,
            global,
            settings,
        })
    }

    /// Prints items with these columns.
    pub fn printer(&self, columns: &[&str]) -> Printer {
        let columns = Columns::new(columns, self.global.columns());
        Printer::new(self.global.format(self.settings), columns).hiding_credentials()
    }

    /// Prints items with these columns, the most important first.
    pub fn ranked_printer(&self, columns: &[&str]) -> Printer {
        let columns = Columns::new(columns, self.global.columns()).ranked();
        Printer::new(self.global.format(self.settings), columns).hiding_credentials()
    }
}

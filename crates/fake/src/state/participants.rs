//! Participants of meetings.

use super::{Alternative, Meeting, Participant, Profile, State, Taken, tokens};

impl State {
    /// Adds a participant to an existing meeting and returns their id.
    pub fn add_participant(&mut self, meeting: &str, profile: Profile) -> Result<String, Taken> {
        self.check_custom_id(meeting, None, &profile.custom_id)?;
        self.budget.spend(profile.size())?;
        let (id, user_id, now) = (self.ids.next(), self.ids.next(), self.now());
        let participant = Participant {
            id: id.clone(),
            user_id,
            preset_id: self.preset_id(meeting, &profile),
            newest_token: 0,
            profile,
            created_at: now,
            updated_at: now,
        };
        if let Some(meeting) = self.meetings.get_mut(meeting) {
            self.enrolled.insert(id.clone(), meeting.id.clone());
            meeting.count_custom_id(&participant.profile.custom_id);
            meeting.participants.insert(id.clone(), participant);
        }
        Ok(id)
    }

    /// Replaces the properties of an existing participant.
    pub fn set_participant(
        &mut self,
        meeting: &str,
        id: &str,
        profile: Profile,
    ) -> Result<(), Taken> {
        let found = self
            .meeting(meeting)
            .and_then(|meeting| meeting.participant(id));
        let own = found.map(|found| found.profile.custom_id.clone());
        self.check_custom_id(meeting, own.as_deref(), &profile.custom_id)?;
        self.budget.spend(profile.size())?;
        let (preset_id, now) = (self.preset_id(meeting, &profile), self.now());
        let Some(meeting) = self.meetings.get_mut(meeting) else {
            return Ok(());
        };
        if let Some(own) = own {
            meeting.forget_custom_id(&own);
            meeting.count_custom_id(&profile.custom_id);
        }
        if let Some(found) = meeting.participants.get_mut(id) {
            if found.profile.preset_name != profile.preset_name {
                found.preset_id = preset_id;
            }
            found.profile = profile;
            found.updated_at = now;
        }
        Ok(())
    }

    /// Deletes a participant. Their tokens become invalid.
    pub fn delete_participant(&mut self, meeting: &str, id: &str) -> Option<Participant> {
        let meeting = self.meetings.get_mut(meeting)?;
        let meeting_id = meeting.id.clone();
        let deleted = meeting.participants.shift_remove(id)?;
        meeting.forget_custom_id(&deleted.profile.custom_id);
        self.enrolled.remove(id);
        if self.enabled(Alternative::DeletedParticipantsLeave) {
            self.kick_if(&meeting_id, |peer| peer.participant == id);
        }
        Some(deleted)
    }

    /// Issues a token for a participant.
    pub fn issue_token(&mut self, participant: &str) -> String {
        let mut expiry = tokens::expiry(self.now());
        let meeting = self.enrolled.get(participant);
        let meeting = meeting.and_then(|id| self.meetings.get_mut(id));
        if let Some(found) = meeting.and_then(|it| it.participants.get_mut(participant)) {
            // Later than the last one, so that they differ even if the clock stands still.
            expiry = expiry.max(found.newest_token.saturating_add(1));
            found.newest_token = expiry;
        }
        tokens::issue(participant, expiry)
    }

    fn preset_id(&self, meeting: &str, profile: &Profile) -> String {
        let meeting = self.meeting(meeting);
        let preset = meeting.and_then(|it| self.preset_named(&it.app, &profile.preset_name));
        preset.map(|preset| preset.id.clone()).unwrap_or_default()
    }

    /// Participants of a meeting must have different ids. `own` is the current id of the participant.
    fn check_custom_id(
        &self,
        meeting: &str,
        own: Option<&str>,
        custom_id: &str,
    ) -> Result<(), Taken> {
        let meeting = self.meeting(meeting);
        let is_taken = meeting.is_some_and(|meeting| meeting.custom_ids.contains_key(custom_id));
        match is_taken
            && own != Some(custom_id)
            && !self.enabled(Alternative::DuplicateParticipants)
        {
            true => Err(Taken::CustomId),
            false => Ok(()),
        }
    }
}

impl Meeting {
    fn count_custom_id(&mut self, custom_id: &str) {
        *self.custom_ids.entry(custom_id.to_owned()).or_default() += 1;
    }

    fn forget_custom_id(&mut self, custom_id: &str) {
        if let Some(count) = self.custom_ids.get_mut(custom_id) {
            *count -= 1;
            if *count == 0 {
                self.custom_ids.remove(custom_id);
            }
        }
    }
}

//! Participants: who is enrolled in a meeting.

use super::{Participant, Profile, State, Taken, tokens};

impl State {
    /// Enrols somebody in a meeting that exists and returns the id of the participant.
    pub fn add_participant(&mut self, meeting: &str, profile: Profile) -> Result<String, Taken> {
        self.check_custom_id(meeting, None, &profile)?;
        self.budget.spend(profile.size())?;
        let (id, user_id, now) = (self.ids.next(), self.ids.next(), self.now());
        let participant = Participant {
            id: id.clone(),
            user_id,
            preset_id: self.preset_id(&profile),
            profile,
            created_at: now,
            updated_at: now,
        };
        if let Some(meeting) = self.meetings.get_mut(meeting) {
            self.enrolled.insert(id.clone(), meeting.id.clone());
            meeting.participants.insert(id.clone(), participant);
        }
        Ok(id)
    }

    /// Sets what is stored about a participant who exists.
    pub fn set_participant(
        &mut self,
        meeting: &str,
        id: &str,
        profile: Profile,
    ) -> Result<(), Taken> {
        self.check_custom_id(meeting, Some(id), &profile)?;
        self.budget.spend(profile.size())?;
        let (preset_id, now) = (self.preset_id(&profile), self.now());
        let meeting = self.meetings.get_mut(meeting);
        if let Some(found) = meeting.and_then(|meeting| meeting.participants.get_mut(id)) {
            if found.profile.preset_name != profile.preset_name {
                found.preset_id = preset_id;
            }
            found.profile = profile;
            found.updated_at = now;
        }
        Ok(())
    }

    /// Their tokens do not join any more. A peer that is in a session stays there.
    pub fn delete_participant(&mut self, meeting: &str, id: &str) -> Option<Participant> {
        let deleted = self
            .meetings
            .get_mut(meeting)?
            .participants
            .shift_remove(id)?;
        self.enrolled.remove(id);
        Some(deleted)
    }

    /// A new token of a participant.
    pub fn issue_token(&self, participant: &str) -> String {
        tokens::issue(participant, self.now())
    }

    fn preset_id(&self, profile: &Profile) -> String {
        let preset = self.preset_named(&profile.preset_name);
        preset.map(|preset| preset.id.clone()).unwrap_or_default()
    }

    fn check_custom_id(
        &self,
        meeting: &str,
        own: Option<&str>,
        profile: &Profile,
    ) -> Result<(), Taken> {
        if self.allows_duplicates {
            return Ok(());
        }
        let participants = self
            .meeting(meeting)
            .into_iter()
            .flat_map(|it| it.participants());
        let mut others = participants.filter(|it| Some(it.id.as_str()) != own);
        if others.any(|other| other.profile.custom_id == profile.custom_id) {
            return Err(Taken::CustomId);
        }
        Ok(())
    }
}

//! How much memory life stories take.

use super::{Moment, Part, Setting, Stories, Story};
use crate::emr::resources::Strength;

impl Stories {
    /// Bytes on the heap, about: a story’s key counts as one entry of a table. Texts that are shared with the store are the
    /// store’s.
    pub fn bytes(&self) -> usize {
        let list = self.list.capacity() * size_of::<Story>() + self.list.iter().map(of_story).sum::<usize>();
        let rows =
            self.unattached.capacity() * 4 + self.joined_rows.capacity() * size_of::<(u32, u32, Strength)>();
        let keys = self.by_key.capacity() * 24;
        list + rows + keys + self.coverage.size() + self.roles.size() + self.groups.size() + self.texts.size()
    }
}

fn of_story(story: &Story) -> usize {
    story.moments.capacity() * size_of::<Moment>()
        + story.settings.capacity() * size_of::<Setting>()
        + story.parts.capacity() * size_of::<Part>()
        + story.parts.iter().map(|part| part.end_asked.capacity() * size_of::<(u32, i64)>()).sum::<usize>()
}

//! Which rows belong to which life story: a side table, filled when stories are built, so that queries can ask for
//! a story's events whatever names them.

/// Rows by story.
#[derive(Default)]
pub struct ByStory {
    /// Id, account and Region of each story, joined by blanks.
    names: Vec<String>,
    /// Where the rows of each story end.
    ends: Vec<u32>,
    rows: Vec<u32>,
    /// Bytes of all names.
    bytes: usize,
}

impl ByStory {
    /// Adds a story.
    pub fn push(&mut self, name: String, rows: impl Iterator<Item = u32>) {
        self.bytes += name.capacity();
        self.names.push(name);
        self.rows.extend(rows);
        self.ends.push(self.rows.len() as u32);
    }

    /// Each story with its rows.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.names.iter().zip(starts.zip(&self.ends)).map(|(name, (from, &to))| {
            (name.as_str(), self.rows.get(from as usize..to as usize).unwrap_or(&[]))
        })
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        (self.ends.capacity() + self.rows.capacity()) * size_of::<u32>()
            + self.names.capacity() * size_of::<String>()
            + self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_story_has_its_rows() {
        let mut all = ByStory::default();
        all.push("a".to_owned(), [3, 1].into_iter());
        all.push("b".to_owned(), [].into_iter());
        all.push("c".to_owned(), [3].into_iter());
        let found: Vec<(&str, &[u32])> = all.iter().collect();
        assert_eq!(found, [("a", &[3, 1][..]), ("b", &[]), ("c", &[3])]);
        assert!(all.size() > 0);
    }
}

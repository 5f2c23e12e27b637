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
    /// Rows that tell of several stories alike, and of which: kept once, for a thousand clusters may share what they
    /// are about.
    shared: Vec<(Vec<u32>, Vec<u32>)>,
    /// Rows that belong to none and name a part of something.
    pub unattached: Vec<u32>,
}

impl ByStory {
    /// Adds a story.
    pub fn push(&mut self, name: String, rows: impl Iterator<Item = u32>) {
        self.bytes += name.capacity();
        self.names.push(name);
        self.rows.extend(rows);
        self.ends.push(self.rows.len() as u32);
    }

    /// Adds rows that tell of several stories, by their place in the order in which they were added.
    pub fn share(&mut self, rows: Vec<u32>, stories: Vec<u32>) {
        self.shared.push((rows, stories));
    }

    /// Each story with the rows that are its own.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.names.iter().zip(starts.zip(&self.ends)).map(|(name, (from, &to))| {
            (name.as_str(), self.rows.get(from as usize..to as usize).unwrap_or(&[]))
        })
    }

    /// Calls `each` with the rows of all stories whose name is wanted, those among them that they share with others.
    pub fn find(&self, wanted: impl Fn(&str) -> bool, mut each: impl FnMut(u32)) {
        let mut is_wanted = Vec::with_capacity(self.names.len());
        for (name, rows) in self.iter() {
            is_wanted.push(wanted(name));
            if is_wanted.last() == Some(&true) {
                rows.iter().for_each(|&row| each(row));
            }
        }
        for (rows, stories) in &self.shared {
            if stories.iter().any(|&story| is_wanted.get(story as usize) == Some(&true)) {
                rows.iter().for_each(|&row| each(row));
            }
        }
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        let shared = self.shared.iter().map(|(rows, stories)| rows.capacity() + stories.capacity());
        (self.ends.capacity() + self.rows.capacity() + self.unattached.capacity() + shared.sum::<usize>())
            * size_of::<u32>()
            + self.shared.capacity() * size_of::<(Vec<u32>, Vec<u32>)>()
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
        all.share(vec![7, 9], vec![1, 2]);
        let found: Vec<(&str, &[u32])> = all.iter().collect();
        assert_eq!(found, [("a", &[3, 1][..]), ("b", &[]), ("c", &[3])]);
        let of = |wanted: &str| {
            let mut rows = Vec::new();
            all.find(|name| name == wanted, |row| rows.push(row));
            rows
        };
        assert_eq!((of("a"), of("b"), of("c")), (vec![3, 1], vec![7, 9], vec![3, 7, 9]));
        assert!(all.size() > 0);
    }
}

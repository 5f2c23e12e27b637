//! The entries of a column that holds lists: looked up once for each list, so that counting them is adding numbers.

use super::dictionary::Dictionary;

/// The entries of all lists of a dictionary. A value without blanks is no list, but an entry.
#[derive(Debug, Default)]
pub struct Entries {
    /// Codes of the lists.
    lists: Vec<u32>,
    /// Where the entries of each end.
    ends: Vec<u32>,
    /// Codes of the entries, each once a list.
    entries: Vec<u32>,
    /// Codes of the column's dictionary end here.
    len: u32,
    /// The entries that are no value of their own; their codes go on from there.
    beside: Dictionary,
}

impl Entries {
    /// Looks them up.
    pub fn of(dictionary: &Dictionary) -> Entries {
        let mut all = Entries { len: dictionary.len() as u32, ..Entries::default() };
        let mut once: Vec<u32> = Vec::new();
        for (code, list) in (0..).zip(dictionary.iter()).filter(|(_, list)| list.contains(' ')) {
            once.clear();
            for entry in list.split(' ').filter(|entry| !entry.is_empty()) {
                let beside = &mut all.beside;
                // The empty text has the first code there, too.
                once.push(dictionary.find(entry).unwrap_or_else(|| all.len + beside.code(entry) - 1));
            }
            once.sort_unstable();
            once.dedup();
            all.entries.extend(&once);
            all.lists.push(code);
            all.ends.push(all.entries.len() as u32);
        }
        all.lists.shrink_to_fit();
        all.ends.shrink_to_fit();
        all.entries.shrink_to_fit();
        all
    }

    /// How many codes there are, those of entries that are no value of their own included.
    pub fn codes(&self) -> usize {
        self.len as usize + self.beside.len() - 1
    }

    /// The text of an entry that is no value of its own, by its code.
    pub fn beside(&self, code: u32) -> Option<&str> {
        code.checked_sub(self.len).map(|beside| self.beside.get(beside + 1))
    }

    /// Each list with its entries.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.lists.iter().zip(starts).zip(&self.ends).map(|((&list, start), &end)| {
            (list, self.entries.get(start as usize..end as usize).unwrap_or_default())
        })
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        (self.lists.capacity() + self.ends.capacity() + self.entries.capacity()) * 4 + self.beside.size()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_once_a_list() {
        let mut dictionary = Dictionary::default();
        for text in ["j-1", "j-1 s-1 j-1 s-2", "s-2", " s-1", "s-3  s-1"] {
            dictionary.code(text);
        }
        let entries = Entries::of(&dictionary);
        let lists: Vec<(u32, Vec<u32>)> = entries.iter().map(|(list, of)| (list, of.to_vec())).collect();
        assert_eq!(lists, [(2, vec![1, 3, 6]), (4, vec![6]), (5, vec![6, 7])]);
        assert_eq!((entries.codes(), entries.beside(6), entries.beside(7)), (8, Some("s-1"), Some("s-3")));
        assert_eq!(entries.beside(5), None);
    }
}

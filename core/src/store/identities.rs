//! The identities of a batch: each distinct `userIdentity` element is read once, and its columns are worked out
//! once, however many calls it made. A session makes many calls, and nothing in the element changes between them.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::columns::{COLUMNS, Caller, Column, Of};
use super::dictionary::Dictionary;
use crate::record::Record;
use crate::record::same::same;

/// A longer element is read each time: only hostile files have one, and what is kept here must stay small.
const LONGEST: usize = 4 << 10;

/// An identity that was read.
struct Known {
    /// Its text as written, from here to there in `texts`; none where it is too long to be kept.
    text: Option<(u32, u32)>,
    is_emr: bool,
    account: Box<str>,
}

/// The identities of a batch, numbered in order of first appearance.
#[derive(Default)]
pub(super) struct Identities {
    texts: String,
    known: Vec<Known>,
    by_text: HashTable<u32>,
    /// For each identity, a code for each column that depends on it alone, in the order of the columns.
    codes: Vec<u32>,
}

/// The text of an identity, if it was kept.
fn slice<'a>(texts: &'a str, known: &[Known], number: u32) -> Option<&'a str> {
    let (from, to) = known.get(number as usize)?.text?;
    texts.get(from as usize..to as usize)
}

impl Identities {
    /// The number of a record's identity; `last` is the previous record's. Fails where the element is damaged
    /// or holds escapes that are no text.
    pub fn number(
        &mut self,
        record: &Record,
        last: Option<u32>,
        columns: &mut [(Dictionary, Vec<u32>)],
    ) -> Result<u32, serde_json::Error> {
        let text = record.user_identity.text();
        let (texts, known) = (&self.texts, &self.known);
        if let Some(last) =
            last.filter(|&last| slice(texts, known, last).is_some_and(|known| same(known, text)))
        {
            return Ok(last);
        }
        let hash = xxh3_64(text.as_bytes());
        if let Some(&number) =
            self.by_text.find(hash, |&n| slice(texts, known, n).is_some_and(|known| same(known, text)))
        {
            return Ok(number);
        }
        let identity = record.identity()?;
        let number = known.len() as u32;
        for (column, (dictionary, _)) in COLUMNS.iter().zip(columns) {
            if let Of::Identity(value) = column.of {
                self.codes.push(dictionary.code(value(&identity)));
            }
        }
        let from = self.texts.len() as u32;
        let caller = Caller::new(&identity);
        let keep = text.len() <= LONGEST;
        if keep {
            self.texts.push_str(text);
        }
        let entry = Known {
            text: keep.then_some((from, self.texts.len() as u32)),
            is_emr: caller.is_emr,
            account: caller.account.into(),
        };
        self.known.push(entry);
        if keep {
            let (texts, known) = (&self.texts, &self.known);
            self.by_text
                .insert_unique(hash, number, |&n| xxh3_64(slice(texts, known, n).unwrap_or("").as_bytes()));
        }
        Ok(number)
    }

    /// What the other columns need to know of an identity.
    pub fn caller(&self, number: u32) -> Caller<'_> {
        match self.known.get(number as usize) {
            Some(known) => Caller { is_emr: known.is_emr, account: &known.account },
            None => Caller { is_emr: false, account: "" },
        }
    }

    /// Writes the codes of the columns that depend on the identity, for rows with these identities.
    pub fn write(&self, rows: &[u32], columns: &mut [(Dictionary, Vec<u32>)]) {
        let mine = |column: &Column| matches!(column.of, Of::Identity(_));
        let width = COLUMNS.iter().filter(|column| mine(column)).count();
        let columns = COLUMNS.iter().zip(columns).filter(|(column, _)| mine(column));
        for (place, (_, (_, codes))) in columns.enumerate() {
            let of = |&number: &u32| self.codes.get(number as usize * width + place).copied().unwrap_or(0);
            codes.extend(rows.iter().map(of));
        }
    }

    /// Forgets everything, and keeps the room.
    pub fn clear(&mut self) {
        self.texts.clear();
        self.known.clear();
        self.by_text.clear();
        self.codes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::batch::{Builder, Provenance};
    use crate::store::columns::{ARN, PERSON};

    #[test]
    fn each_row_has_its_own_identity() {
        let arn = |n: usize| format!("arn:aws:iam::1:user/{n}{}", "x".repeat(n));
        let with = |n: usize| format!(r#","userIdentity":{{"type":"IAMUser","arn":"{}"}}"#, arn(n));
        // Longer than what is kept, then none, again and again; and some that are kept.
        let identities =
            [with(LONGEST), String::new(), with(LONGEST), with(1), String::new(), with(1), with(2), with(1)];
        let mut builder = Builder::default();
        for identity in &identities {
            let raw = format!(r#"{{"eventSource":"s","eventName":"n"{identity}}}"#);
            let record = serde_json::from_str(&raw).unwrap();
            let at = Provenance { file: 0, member: 0, offset: 0, length: 1 };
            builder.push(&record, raw.as_bytes(), 0, at, false).unwrap();
        }
        let batch = builder.complete();
        for column in [ARN, PERSON] {
            let (dictionary, codes) = &batch.columns[column.0 as usize];
            for (code, identity) in codes.iter().zip(&identities) {
                let value = dictionary.get(*code);
                assert!(value.is_empty() == identity.is_empty() && identity.contains(value), "{value:.20}");
            }
        }
    }
}

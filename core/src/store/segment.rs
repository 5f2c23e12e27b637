//! Whole records taken apart: what stands around their values, which many have in common (a shape), and the values, each
//! once for all records of the segment. That takes as much memory as compressed text, and a search looks at each distinct
//! value once instead of at every record. (The idea of Rodrigues, Luo, Yuan: *CLP*, 2021, and its kin for JSON.)

use std::collections::HashSet;
use std::ops::Range;

use super::dictionary::{Codes, Dictionary};
use crate::json::leaves;

/// Stands in a shape where a value stands in its records. A record that has this in it is not taken apart.
const MARK: char = '\0';

/// What stands around the values of records, by number.
#[derive(Default)]
pub struct Shapes(Dictionary);

impl Shapes {
    /// How many numbers there are; 0 is none.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a record of this shape looks like where its values are the numbers of their places, from 0 on.
    pub fn numbered(&self, shape: u32) -> String {
        let mut text = String::new();
        for (place, piece) in self.pieces(shape).enumerate() {
            if place > 0 {
                text.push_str(&(place - 1).to_string());
            }
            text.push_str(piece);
        }
        text
    }

    /// Whether a text stands around the values of a shape.
    pub fn has(&self, shape: u32, text: &memchr::memmem::Finder<'_>) -> bool {
        text.find(self.0.get(shape).as_bytes()).is_some()
    }

    fn pieces(&self, shape: u32) -> std::str::Split<'_, char> {
        self.0.get(shape).split(MARK)
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.0.size()
    }
}

/// Distinct values of records, as they are written there, one behind the other.
#[derive(Debug, Default)]
pub struct Values {
    text: Box<str>,
    /// Where each ends. The first one is none.
    ends: Box<[u32]>,
    /// Those that are written with escapes.
    escaped: Box<[u32]>,
}

impl Values {
    fn of(dictionary: Dictionary) -> Values {
        let (text, ends) = dictionary.into_parts();
        let mut values =
            Values { text: text.into_boxed_str(), ends: ends.into_boxed_slice(), escaped: Box::default() };
        let escaped = (0..values.len() as u32).filter(|&code| values.get(code).contains('\\'));
        values.escaped = escaped.collect();
        values
    }

    /// How many codes there are, the one for none included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// A value as it is written, without quotes.
    pub fn get(&self, code: u32) -> &str {
        let start = code.checked_sub(1).map_or(0, |before| self.end(before));
        self.text.get(start..self.end(code)).unwrap_or_default()
    }

    fn end(&self, code: u32) -> usize {
        self.ends.get(code as usize).copied().unwrap_or(0) as usize
    }

    /// All of them, one behind the other.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value that the byte at this place belongs to, and where that value lies.
    pub fn at(&self, place: usize) -> (u32, Range<usize>) {
        let code = self.ends.partition_point(|&end| end as usize <= place) as u32;
        let start = code.checked_sub(1).map_or(0, |before| self.end(before));
        (code, start..self.end(code))
    }

    /// Those that are written with escapes.
    pub fn escaped(&self) -> &[u32] {
        &self.escaped
    }

    fn size(&self) -> usize {
        self.text.len() + (self.ends.len() + self.escaped.len()) * 4
    }
}

/// Some records.
#[derive(Debug)]
pub struct Segment {
    /// The row of each record, in ascending order.
    rows: Box<[u32]>,
    /// Rows among them that have another record by now.
    gone: HashSet<u32>,
    /// The shape of each.
    shapes: Codes,
    /// Where the values of each begin among all, and where the last ones end.
    starts: Box<[u32]>,
    /// The values of all records, in the order in which they stand there.
    codes: Codes,
    values: Values,
}

/// A record of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Its row.
    pub row: u32,
    /// Its shape.
    pub shape: u32,
    first: u32,
}

impl Segment {
    /// The distinct values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The rows of all records.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().copied().filter(|row| self.is_here(*row))
    }

    fn is_here(&self, row: u32) -> bool {
        self.gone.is_empty() || !self.gone.contains(&row)
    }

    /// Whether the record of a row is here.
    pub fn has(&self, row: u32) -> bool {
        self.find(row).is_some()
    }

    fn find(&self, row: u32) -> Option<usize> {
        let is_among = self.rows.first()? <= &row && &row <= self.rows.last()?;
        let at = if is_among { self.rows.binary_search(&row).ok()? } else { return None };
        self.is_here(row).then_some(at)
    }

    /// All records.
    pub fn records(&self) -> impl Iterator<Item = Parts> {
        let records = self.rows.iter().zip(&self.starts).enumerate();
        let parts =
            records.map(|(at, (&row, &first))| Parts { row, shape: self.shapes.get(at as u32), first });
        parts.filter(|parts| self.is_here(parts.row))
    }

    /// The code of the value at a place in a record.
    pub fn code(&self, of: Parts, place: u32) -> u32 {
        self.codes.get(of.first + place)
    }

    /// Calls `each` with the rows of records that have a wanted value; there is an entry for each code.
    pub fn each_with(&self, wanted: &[bool], each: impl FnMut(u32)) {
        match &self.codes {
            Codes::Zero(_) => {}
            Codes::U8(codes) => self.each_of(codes, wanted, each),
            Codes::U16(codes) => self.each_of(codes, wanted, each),
            Codes::U32(codes) => self.each_of(codes, wanted, each),
        }
    }

    fn each_of<T: Copy + Into<u32>>(&self, codes: &[T], wanted: &[bool], mut each: impl FnMut(u32)) {
        let is_wanted = |code: &T| wanted.get(Into::<u32>::into(*code) as usize).copied().unwrap_or(false);
        for (&row, span) in self.rows.iter().zip(self.starts.windows(2)) {
            let codes = codes.get(span[0] as usize..span[1] as usize).unwrap_or_default();
            if codes.iter().any(is_wanted) && self.is_here(row) {
                each(row);
            }
        }
    }

    /// The record of a row, as it was.
    pub fn text(&self, row: u32, shapes: &Shapes) -> Option<Vec<u8>> {
        let at = self.find(row)?;
        let mut code = self.starts.get(at).copied()?;
        let mut text = String::new();
        for (place, piece) in shapes.pieces(self.shapes.get(at as u32)).enumerate() {
            if place > 0 {
                text.push_str(self.values.get(self.codes.get(code)));
                code += 1;
            }
            text.push_str(piece);
        }
        Some(text.into_bytes())
    }

    /// Forgets the records of some rows.
    pub fn forget(&mut self, is_old: impl Fn(u32) -> bool) {
        self.gone.extend(self.rows.iter().copied().filter(|row| is_old(*row)));
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        (self.rows.len() + self.starts.len()) * 4
            + self.gone.capacity() * (size_of::<u32>() + 1)
            + self.shapes.size()
            + self.codes.size()
            + self.values.size()
    }
}

/// Takes records apart.
#[derive(Default)]
pub struct Dissection {
    rows: Vec<u32>,
    shapes: Dictionary,
    shape_of: Vec<u32>,
    starts: Vec<u32>,
    values: Dictionary,
    codes: Vec<u32>,
    /// Where the shape of a record is put together.
    shape: String,
}

impl Dissection {
    /// Takes the record of the next row; rows come in ascending order. Says whether it could be taken apart.
    pub fn push(&mut self, row: u32, record: &str) -> bool {
        if record.contains(MARK) {
            return false;
        }
        self.rows.push(row);
        self.starts.push(self.codes.len() as u32);
        self.shape.clear();
        let mut end = 0;
        for leaf in leaves(record) {
            self.shape.push_str(record.get(end..leaf.at.start).unwrap_or_default());
            self.shape.push(MARK);
            self.codes.push(self.values.code(record.get(leaf.at.clone()).unwrap_or_default()));
            end = leaf.at.end;
        }
        self.shape.push_str(record.get(end..).unwrap_or_default());
        self.shape_of.push(self.shapes.code(&self.shape));
        true
    }

    /// Whether there is no record yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The segment, if it takes no more than so many bytes. Its shapes are added to those of all.
    pub fn finish(mut self, shapes: &mut Shapes, most: usize) -> Option<Segment> {
        self.starts.push(self.codes.len() as u32);
        let narrow = |codes: &[u32], len: usize| {
            let mut narrow = Codes::default();
            narrow.extend(codes.iter().copied(), len.saturating_sub(1) as u32);
            narrow
        };
        let new =
            self.shapes.iter().filter(|shape| shapes.0.find(shape).is_none()).map(str::len).sum::<usize>();
        let mut segment = Segment {
            rows: self.rows.into_boxed_slice(),
            gone: HashSet::new(),
            shapes: Codes::default(),
            starts: self.starts.into_boxed_slice(),
            codes: narrow(&self.codes, self.values.len()),
            values: Values::of(self.values),
        };
        if segment.size() + new > most {
            return None;
        }
        shapes.0.make_room(&self.shapes);
        let numbers: Vec<u32> = self.shapes.iter().map(|shape| shapes.0.code(shape)).collect();
        let of_all: Vec<u32> =
            self.shape_of.iter().map(|&shape| numbers.get(shape as usize).copied().unwrap_or(0)).collect();
        segment.shapes = narrow(&of_all, shapes.len());
        Some(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segment(records: &[&str]) -> (Segment, Shapes) {
        let (mut dissection, mut shapes) = (Dissection::default(), Shapes::default());
        for (n, record) in records.iter().enumerate() {
            assert!(dissection.push(n as u32 * 2, record));
        }
        (dissection.finish(&mut shapes, usize::MAX).unwrap(), shapes)
    }

    #[test]
    fn what_records_have_in_common_is_there_once() {
        let records = [
            r#"{"a":"x","b":[1,true,null,""],"c":{"d":"x"}}"#,
            r#"{"a":"y\n","b":[2,false,null,""],"c":{"d":"true"}}"#,
            r#"{"a":"x"}"#,
        ];
        let (mut segment, shapes) = segment(&records);
        for (n, record) in records.iter().enumerate() {
            assert_eq!(segment.text(n as u32 * 2, &shapes).unwrap(), record.as_bytes());
        }
        assert!(segment.text(1, &shapes).is_none() && !segment.has(1) && segment.has(2) && !segment.has(6));
        assert_eq!(shapes.len(), 3);
        assert_eq!(shapes.numbered(1), r#"{"a":"0","b":[1,2,null,""],"c":{"d":"3"}}"#);
        let values = segment.values();
        assert_eq!(values.text(), "x1truey\\n2false");
        assert_eq!((values.len(), values.escaped()), (7, &[4][..]));
        assert_eq!((values.at(0), values.at(1), values.at(8)), ((1, 0..1), (2, 1..2), (4, 6..9)));
        let of = |code: usize| {
            let mut rows = Vec::new();
            let wanted: Vec<bool> = (0..values.len()).map(|it| it == code).collect();
            segment.each_with(&wanted, |row| rows.push(row));
            rows
        };
        assert_eq!((of(1), of(3), of(5)), (vec![0, 4], vec![0, 2], vec![2]));
        segment.forget(|row| row == 2);
        assert_eq!(segment.rows().collect::<Vec<_>>(), [0, 4]);
        assert_eq!(segment.records().map(|parts| parts.row).collect::<Vec<_>>(), [0, 4]);
        assert!(segment.text(2, &shapes).is_none());
    }

    #[test]
    fn what_takes_too_much_room_is_left() {
        let mut shapes = Shapes::default();
        let mut dissection = Dissection::default();
        assert!(dissection.push(0, r#"{"a":"xxxxxxxxxxxxxxxxxxxx"}"#));
        assert!(!dissection.push(1, "\"\0\""));
        assert!(dissection.finish(&mut shapes, 20).is_none() && shapes.is_empty());
    }

    proptest! {
        #[test]
        fn whatever_it_is_it_is_put_together_again(records in prop::collection::vec(r#"[\[\]{}:,"\\ a-cA1.\-nulté]{0,40}"#, 1..9)) {
            let records: Vec<&str> = records.iter().map(String::as_str).collect();
            let (segment, shapes) = segment(&records);
            for (n, record) in records.iter().enumerate() {
                prop_assert_eq!(segment.text(n as u32 * 2, &shapes).unwrap(), record.as_bytes());
            }
        }
    }
}

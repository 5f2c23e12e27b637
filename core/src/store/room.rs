//! Room in lists that have an entry for each row. They grow by an eighth: doubling would leave half of the memory empty at
//! worst, and a list exists twice while it is moved.

use hashbrown::HashTable;

/// Makes room for so many more entries.
pub fn make<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(step(list.len(), more));
    }
}

/// The same for text.
pub fn make_for_text(text: &mut String, more: usize) {
    if text.capacity() - text.len() < more {
        text.reserve_exact(step(text.len(), more));
    }
}

fn step(length: usize, more: usize) -> usize {
    more.max(length / 8)
}

/// Entries for which there would be room beyond so many more.
pub fn spare<T>(list: &Vec<T>, more: usize) -> usize {
    beyond(list.len(), list.capacity(), more)
}

/// The same for text.
pub fn spare_of_text(text: &String, more: usize) -> usize {
    beyond(text.len(), text.capacity(), more)
}

fn beyond(length: usize, capacity: usize, more: usize) -> usize {
    match capacity - length < more {
        true => step(length, more) - more,
        false => 0,
    }
}

/// Bytes that a table needs to take so many more entries: it grows by doubling, and is there twice meanwhile.
pub fn of_table(table: &HashTable<u32>, more: usize) -> usize {
    match table.capacity() - table.len() < more {
        true => table.allocation_size() * 2,
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_little_room_to_spare_and_is_seldom_moved() {
        let (mut list, mut moves) = (Vec::new(), 0);
        for n in 0..100_000u32 {
            let before = list.capacity();
            assert_eq!(spare(&list, 1) > 0, before == list.len() && list.len() >= 16, "{n}");
            make(&mut list, 1);
            list.push(n);
            moves += u32::from(list.capacity() != before);
            assert!(list.capacity() <= list.len() + list.len() / 8 + 1, "{n}");
        }
        assert!(moves < 100, "{moves}");
        let mut text = "x".repeat(800);
        text.shrink_to_fit();
        make_for_text(&mut text, 1);
        assert_eq!(text.capacity(), 900);
    }
}

//! Of which kind an id is: a cluster, a step, an application. Most ids show it by what they begin with; of the others it is
//! known where an event of EMR's own names them in a field that holds such ids.

use std::cell::OnceCell;

use super::Store;
use super::extracts::Extracts;
use crate::emr::resources::{Kind, kind_of_id};

/// The kinds of the ids of a store.
pub struct Kinds<'s> {
    extracts: &'s Extracts,
    /// By code of the id: a bit for each kind that it was named as. Made when it is asked for.
    named: OnceCell<Vec<u32>>,
}

impl Kinds<'_> {
    /// Of all ids that the store has.
    pub fn of(store: &Store) -> Kinds<'_> {
        Kinds { extracts: store.extracts(), named: OnceCell::new() }
    }

    /// Whether an id is known to be of a kind.
    pub fn is(&self, id: &str, kind: Kind) -> bool {
        match self.named_as(id) {
            0 => kind_of_id(id) == Some(kind),
            kinds => kinds >> kind.number() & 1 == 1,
        }
    }

    fn named_as(&self, id: &str) -> u32 {
        let texts = self.extracts.texts();
        let named = self.named.get_or_init(|| {
            let mut named = vec![0u32; texts.len()];
            for it in self.extracts.all_named() {
                if let Some(kinds) = named.get_mut(it.id as usize) {
                    *kinds |= 1 << it.kind.number();
                }
            }
            named
        });
        texts.find(id).and_then(|code| named.get(code as usize)).copied().unwrap_or(0)
    }
}

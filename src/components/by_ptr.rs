//! Shared data as a prop, compared by identity.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value that is equal to another only if it is the same one. `Rc` itself compares contents, which for
/// a view of thousands of rows costs more than drawing it.
pub struct ByPtr<T>(pub Rc<T>);

impl<T> Clone for ByPtr<T> {
    fn clone(&self) -> Self {
        ByPtr(self.0.clone())
    }
}

impl<T> PartialEq for ByPtr<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for ByPtr<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

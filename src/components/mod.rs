//! Reusable parts of the screen: props in, callbacks out. None of them knows the app.

mod by_ptr;
pub mod case_dialog;
pub mod chart;
pub mod chips;
pub mod column_chooser;
pub mod completion;
pub mod data_grid;
pub mod deep_bar;
pub mod dialog;
pub mod disclosure;
pub mod drop_target;
pub mod echarts;
pub mod event_about;
pub mod event_drawer;
pub mod event_table;
pub mod export_bar;
pub mod export_dialog;
pub mod facet_list;
pub mod format;
pub mod header;
pub mod import_bar;
pub mod json_tree;
pub mod key_list;
pub mod keys;
pub mod lanes;
pub mod mark_list;
pub mod menu;
pub mod palette;
pub mod panel_button;
pub mod query_box;
pub mod sparkline;
pub mod timeline;
pub mod toast;
pub mod view_list;
pub mod virtual_rows;

pub use by_ptr::ByPtr;

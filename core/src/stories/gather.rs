//! The events that stories are made of, out of the store: EMR's own from their kept records, those of other
//! services from the columns.

use std::collections::HashMap;

use super::made::{self, Made};
use super::settings;
use crate::emr::facts::{self, Scope};
use crate::emr::operations::{self, Operation, Phase};
use crate::emr::resources::{Kind, Strength, kind_of_id, of_state_change, touched};
use crate::emr::{phrases, state_change};
use crate::json;
use crate::record::{Record, scan};
use crate::store::columns::{
    ACCOUNT, ADDRESS, AGENT, ERROR, EVENT, INVOKED_BY, REGION, RESOURCE, ROLE, SOURCE, USER_NAME,
};
use crate::store::dictionary::Dictionary;
use crate::store::{ColumnId, Store};

/// A resource that an event names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub kind: Kind,
    /// Code of its id.
    pub id: u32,
    pub by: Strength,
    pub answered: bool,
}

/// What an event set and made; boxed, because few events do.
#[derive(Debug, Default)]
pub(super) struct Payload {
    /// Codes of names and values.
    pub settings: Vec<(u32, u32)>,
    pub made: Vec<Made>,
    pub size: Option<(u32, bool)>,
}

/// One event.
#[derive(Debug)]
pub(super) struct Event {
    pub row: u32,
    pub time: i64,
    /// Code of account and Region.
    pub place: u32,
    pub operation: Option<&'static Operation>,
    pub phase: Phase,
    pub refused: bool,
    pub by_emr: bool,
    /// Code of the EKS namespace whose pod asked, where the identity names one; 0 for none.
    pub namespace: u32,
    /// From here to there in `Events::named`.
    pub named: (u32, u32),
    pub payload: Option<Box<Payload>>,
    /// Code of the state that EMR reported, where the event is such a report; 0 for none.
    pub told: u32,
}

/// All of them, in order of time; events of the same second in order of their ids, which has no meaning but is
/// the same however the files come.
#[derive(Default)]
pub(super) struct Events {
    pub list: Vec<Event>,
    pub named: Vec<Named>,
    pub texts: Dictionary,
    /// Codes of account and Region together, by those of each column.
    places: HashMap<(u32, u32), u32>,
    /// Rows of EMR whose operation the table does not know.
    pub unknown: u32,
    /// Whether there is any event of EC2 in the files.
    pub has_ec2: bool,
}

impl Events {
    /// What an event names.
    pub fn named(&self, event: &Event) -> &[Named] {
        self.named.get(event.named.0 as usize..event.named.1 as usize).unwrap_or(&[])
    }
}

/// What a code of a column says, worked out once for each entry of its dictionary.
struct ByCode<T>(Vec<T>);

impl<T: Copy + Default> ByCode<T> {
    fn new(store: &Store, column: ColumnId, of: impl Fn(&str) -> T) -> Self {
        ByCode(store.column(column).map_or(Vec::new(), |(dictionary, _)| dictionary.iter().map(of).collect()))
    }

    fn get(&self, store: &Store, column: ColumnId, row: u32) -> T {
        let code = store.column(column).map_or(0, |(_, codes)| codes.get(row));
        self.0.get(code as usize).copied().unwrap_or_default()
    }
}

/// Goes over the store once.
pub(super) fn gather(store: &Store) -> Events {
    let mut events = Events::default();
    // Code 0 is the empty text: what is not recorded.
    events.texts.code("");
    let is_ec2 = ByCode::new(store, SOURCE, |source| source == "ec2.amazonaws.com");
    let emr_names = [INVOKED_BY, ADDRESS, AGENT]
        .map(|column| (column, ByCode::new(store, column, facts::is_emr_service)));
    let emr_roles = ByCode::new(store, ROLE, facts::is_emr_role);
    let by_emr = |row: u32| {
        emr_names.iter().any(|(column, by)| by.get(store, *column, row)) || emr_roles.get(store, ROLE, row)
    };
    store.for_each_record(|row, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let Ok(record) = scan::read::<Record>(&text) else { return };
        let event = from_record(store, row, &record, by_emr(row), &mut events);
        events.list.push(event);
    });
    let mut has_ec2 = false;
    for row in 0..store.rows() {
        has_ec2 |= is_ec2.get(store, SOURCE, row);
        if store.scope(row) != Scope::Emr
            && let Some(event) = from_columns(store, row, by_emr(row), &mut events)
        {
            events.list.push(event);
        }
    }
    events.has_ec2 = has_ec2;
    events.list.sort_by_cached_key(|event| (event.time, store.id_bits(event.row), store.content(event.row)));
    events
}

fn place(store: &Store, row: u32, events: &mut Events) -> u32 {
    let code = |column| store.column(column).map_or(0, |(_, codes)| codes.get(row));
    let Events { places, texts, .. } = events;
    *places
        .entry((code(ACCOUNT), code(REGION)))
        .or_insert_with(|| texts.code(&format!("{} {}", store.value(ACCOUNT, row), store.value(REGION, row))))
}

fn from_record(store: &Store, row: u32, record: &Record, by_emr: bool, events: &mut Events) -> Event {
    if state_change::is_one(record) {
        return from_report(store, row, record, events);
    }
    let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
    events.unknown += u32::from(operation.is_none());
    let refused = !record.error_code.is_empty();
    let start = events.named.len() as u32;
    for touched in touched(record, operation) {
        let id = events.texts.code(&touched.id);
        events.named.push(Named { kind: touched.kind, id, by: touched.by, answered: touched.answered });
    }
    let phase = match operation {
        Some(operation) => operation.phase,
        None if operations::category_by_verb(record.event_name.as_str()) == "read" => Phase::LookedAt,
        None => Phase::Changed,
    };
    let changes = !refused && !matches!(phase, Phase::LookedAt | Phase::Prepared);
    Event {
        row,
        time: store.times().get(row as usize).copied().unwrap_or(crate::record::time::NO_TIME),
        place: place(store, row, events),
        operation,
        phase,
        refused,
        by_emr,
        namespace: 0,
        named: (start, events.named.len() as u32),
        payload: if changes { payload(record, phase, &mut events.texts) } else { None },
        told: 0,
    }
}

/// A change of state that EMR reported by EventBridge: a second source, and named as one.
fn from_report(store: &Store, row: u32, record: &Record, events: &mut Events) -> Event {
    let start = events.named.len() as u32;
    for touched in of_state_change(record) {
        let id = events.texts.code(&touched.id);
        events.named.push(Named { kind: touched.kind, id, by: touched.by, answered: false });
    }
    let detail = |path: &str| {
        let mut text = String::new();
        json::at_path(record.service_event_details.get().unwrap_or(""), path, &mut |value| {
            if text.is_empty() && !value.starts_with(['{', '[']) {
                text = json::unquote(value).into_owned();
            }
        });
        text
    };
    // Only of the resource itself: a report on a step has the step's name.
    let of_itself =
        events.named.get(start as usize..).is_some_and(|named| named.iter().all(|n| n.kind.has_story()));
    let name = if of_itself { detail("name") } else { String::new() };
    let mut settings = Vec::new();
    if !name.is_empty() {
        settings.push((events.texts.code("name"), events.texts.code(&name)));
    }
    Event {
        row,
        time: store.times().get(row as usize).copied().unwrap_or(crate::record::time::NO_TIME),
        place: place(store, row, events),
        operation: None,
        phase: Phase::Told,
        refused: false,
        by_emr: true,
        namespace: 0,
        named: (start, events.named.len() as u32),
        payload: (!settings.is_empty()).then(|| Box::new(Payload { settings, ..Payload::default() })),
        told: events.texts.code(&detail("state")),
    }
}

fn payload(record: &Record, phase: Phase, texts: &mut Dictionary) -> Option<Box<Payload>> {
    let mut payload = Payload { made: made::made(record), ..Payload::default() };
    let parameters = record.request_parameters.get().unwrap_or("{}");
    let (source, event) = (record.event_source.as_str(), record.event_name.as_str());
    settings::settings(source, event, parameters, &mut |name, value| {
        payload.settings.push((texts.code(name), texts.code(value)));
    });
    if phase == Phase::Opened {
        payload.size =
            phrases::size(parameters).map(|(count, units)| (count.min(u64::from(u32::MAX)) as u32, units));
    }
    let empty = payload.settings.is_empty() && payload.made.is_empty() && payload.size.is_none();
    (!empty).then(|| Box::new(payload))
}

/// The EKS namespace in the name of a service account that EMR on EKS makes for the pods of a job run:
/// `system:serviceaccount:NAMESPACE:emr-containers-sa-…` (EMR on EKS guide, “job execution roles”).
fn namespace(user: &str) -> Option<&str> {
    let (namespace, account) = user.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    account.starts_with("emr-containers-sa-").then_some(namespace)
}

/// An event of another service: the ids that its column of resources holds.
fn from_columns(store: &Store, row: u32, by_emr: bool, events: &mut Events) -> Option<Event> {
    let resources = store.value(RESOURCE, row);
    if resources.is_empty() {
        return None;
    }
    let operation = operations::find(store.value(SOURCE, row), store.value(EVENT, row));
    let start = events.named.len() as u32;
    for id in resources.split(' ') {
        // The shortest prefixes say too little outside of EMR's own events.
        let Some(kind) = kind_of_id(id).filter(|kind| !matches!(kind, Kind::Step | Kind::Workspace)) else {
            continue;
        };
        let by = if operation.is_some() { Strength::Field } else { Strength::Text };
        let id = events.texts.code(id);
        events.named.push(Named { kind, id, by, answered: false });
    }
    let namespace = namespace(store.value(USER_NAME, row)).map_or(0, |name| events.texts.code(name));
    if events.named.len() as u32 == start && namespace == 0 {
        return None;
    }
    Some(Event {
        row,
        time: store.times().get(row as usize).copied().unwrap_or(crate::record::time::NO_TIME),
        place: place(store, row, events),
        operation,
        phase: Phase::Context,
        refused: !store.value(ERROR, row).is_empty(),
        by_emr,
        namespace,
        named: (start, events.named.len() as u32),
        payload: None,
        told: 0,
    })
}

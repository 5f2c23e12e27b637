//! How a life ends, how it may have ended unseen, and what would settle it.

use super::Stories;
use super::coverage::Span;
use super::gather::Texts;
use super::live::Draft;
use super::story::{End, EndKind, Grade, Story};
use crate::emr::resources::Kind;
use crate::record::time;

/// States in which EMR reports that something has ended: of clusters, applications and virtual clusters.
pub(super) const ENDED: [&str; 3] = ["TERMINATED", "TERMINATED_WITH_ERRORS", "DELETED"];

/// The setting that resizes a group; the group's id stands behind it.
const RESIZED: &str = "nodes of ";

/// How many nodes it was asked to have at least, as far as that is recorded: at launch and by groups added since, or by
/// the largest size that each group was given. Units of fleets are no nodes.
pub(super) fn asked(story: &Story, draft: &Draft, texts: &Texts) -> u32 {
    let at_launch = story.size.filter(|(_, units)| !units).map_or(0, |(nodes, _)| nodes);
    let mut groups: Vec<(u32, u32)> = Vec::new();
    for setting in &story.settings {
        let is_size = texts.get(setting.name).starts_with(RESIZED);
        let Some(nodes) = texts.get(setting.value).parse::<u32>().ok().filter(|_| is_size) else { continue };
        match groups.iter_mut().find(|(name, _)| *name == setting.name) {
            Some((_, most)) => *most = nodes.max(*most),
            None => groups.push((setting.name, nodes)),
        }
    }
    let resized = groups.iter().fold(0, |sum: u32, (_, nodes)| sum.saturating_add(*nodes));
    at_launch.saturating_add(draft.added).max(resized)
}

/// Works out the end of a story when all its events are in. `asked` is how many nodes it was asked to have.
pub(super) fn settle(story: &mut Story, draft: &Draft, told: &str, asked: u32) {
    let ended: Vec<i64> = draft.instances.values().flatten().copied().collect();
    story.nodes = (draft.instances.len() as u32, ended.len() as u32);
    let all_ended = !draft.instances.is_empty() && ended.len() == draft.instances.len();
    let last = ended.iter().max().copied();
    let requested = story.end_requested.map(|(_, time)| time);
    // Work that was accepted after the last node had ended says that there were others.
    let quiet_since = |time: i64| story.evidence.is_none_or(|evidence| evidence <= time);
    if let (Some((_, _, time)), true) = (story.told, ENDED.contains(&told)) {
        story.end = End { kind: EndKind::Told, grade: Grade::Recorded, time: Some(time) };
        // What is told of its parts after that is no sign of its life.
        story.evidence = story.evidence.map(|evidence| evidence.min(time));
        return;
    }
    let last = last.filter(|&time| all_ended && quiet_since(time));
    // Where its launch is not recorded, or fewer nodes are known than were asked for, or some are only guessed to be its
    // own, the end of all that are known says nothing of the others.
    let all_known = story.opened.is_some() && story.nodes.0 >= asked && !draft.guessed;
    story.nodes_ended = last.filter(|_| story.kind == Kind::Cluster && !all_known);
    story.end = match (story.kind, last.filter(|_| all_known)) {
        (Kind::Cluster, Some(time)) => {
            End { kind: EndKind::NodesEnded, grade: Grade::Inferred, time: Some(time) }
        }
        (Kind::Cluster, None) if requested.is_some() => {
            End { kind: EndKind::Requested, grade: Grade::Recorded, time: requested }
        }
        (_, _) if requested.is_some() => {
            End { kind: EndKind::Deleted, grade: Grade::Recorded, time: requested }
        }
        _ if story.seen.is_none() => End { kind: EndKind::OnlyRefused, grade: Grade::Unknown, time: None },
        _ => End { kind: EndKind::NotInFiles, grade: Grade::Unknown, time: None },
    };
}

impl Stories {
    /// What a setting was last set to; none where no event of the files sets it.
    pub(super) fn last(&self, story: &Story, name: &str) -> Option<&str> {
        let setting = story.setting(self.code(name)?)?;
        Some(self.text(setting.value)).filter(|value| *value != crate::emr::settings::REMOVED)
    }

    /// Ways in which a cluster may have ended without anybody asking for it. None of them leaves an event of
    /// EMR's; the settings only tell which are possible.
    pub fn silent_ends(&self, story: &Story) -> Vec<String> {
        let mut out = Vec::new();
        match story.kind {
            Kind::Cluster => self.silent_ends_of_cluster(story, &mut out),
            Kind::Application => {
                out.push(match self.last(story, "automatic stop") {
                    Some("false") => "none: automatic stop was set to false; stopping is not the end of an application".to_owned(),
                    _ => "automatic stop after a time without work (the default where nothing is recorded); it is not the end of the application".to_owned(),
                });
            }
            _ => {}
        }
        out
    }

    fn silent_ends_of_cluster(&self, story: &Story, out: &mut Vec<String>) {
        if story.opened.is_none() {
            out.push("any: its launch is not in these files, so its settings are not known".to_owned());
            return;
        }
        match self.last(story, "keep alive without steps") {
            Some("true") => {}
            Some(_) => out.push(
                "after its last step: keep-alive without steps is false, and termination protection does not hold that up".to_owned(),
            ),
            None => out.push(
                "after its last step: keep-alive without steps is not recorded, and false where it was not stated".to_owned(),
            ),
        }
        if let Some(seconds) = self.last(story, "automatic termination (seconds without work)") {
            out.push(format!("after {seconds} seconds without work: it has an automatic termination policy"));
        }
        let ends = |action: &str| action.starts_with("TERMINATE_");
        let steps: Vec<_> = story.parts.iter().filter(|part| ends(self.text(part.action))).collect();
        if !steps.is_empty() {
            out.push(format!(
                "by a step that does not succeed: {} of its {} recorded steps would terminate it",
                steps.len(),
                story.parts.iter().filter(|part| part.kind == Kind::Step).count()
            ));
        }
        out.push("by an error of its launch, its bootstrap actions or its machines".to_owned());
    }

    /// What the end of its nodes says, where it does not say that it ended.
    pub fn nodes_ended(&self, story: &Story) -> String {
        story.nodes_ended.map_or(String::new(), |time| {
            format!("every known node ended at {}; others may exist", time::format(time))
        })
    }

    /// What does not fit together, so that something must be missing from the files.
    pub fn gaps(&self, story: &Story) -> Vec<String> {
        let mut out = Vec::new();
        if let (Some((asked, false)), (known @ 1.., ended)) = (story.size, story.nodes)
            && known < asked
        {
            out.push(format!(
                "{asked} nodes were asked for at launch, but only {known} EC2 instances are tied to it by these files ({ended} of them ended by EMR): launches are missing, or came to nothing."
            ));
        }
        let (Some((_, time)), Some(name)) = (story.end_requested, self.code("termination protection")) else {
            return out;
        };
        let before = story.settings.iter().rev().find(|setting| setting.name == name && setting.time <= time);
        if story.kind == Kind::Cluster && before.is_some_and(|setting| self.text(setting.value) == "true") {
            out.push(format!(
                "Its termination was accepted at {}, but the last recorded setting of termination protection is true: the event that turned it off is missing from these files.",
                time::format(time)
            ));
        }
        out
    }

    /// “account 111122223333 in us-east-1”.
    fn account_and_region(&self, story: &Story) -> String {
        match self.place(story) {
            ("", "") => "an account and a Region that are not recorded".to_owned(),
            (account, "") => format!("account {account} without a Region"),
            ("", region) => format!("an account that is not recorded in {region}"),
            (account, region) => format!("account {account} in {region}"),
        }
    }

    /// Times after the last evidence of it for which no record of its account and Region is loaded, and when these
    /// records end, where those of others go on. None where its end is known.
    fn uncovered(&self, story: &Story) -> (Vec<Span>, Option<Span>) {
        let is_open = match story.end.kind {
            EndKind::NotInFiles => true,
            // When it ended after that, only EC2 or EMR tells.
            EndKind::Requested => story.kind == Kind::Cluster,
            _ => false,
        };
        let after = story.evidence.or(story.seen.map(|seen| seen.0)).filter(|_| is_open);
        let Some(after) = after else { return (Vec::new(), None) };
        let holes = self.coverage.holes_after(story.place, after).collect();
        let last = self.coverage.spans(story.place).last().map(|span| span.1);
        let whole = self.coverage.whole().map(|span| span.1);
        (holes, last.zip(whole).filter(|(last, whole)| last < whole))
    }

    /// Times without any record in which its end may lie, whoever asked for it.
    pub fn unseen(&self, story: &Story) -> Vec<String> {
        let (holes, end) = self.uncovered(story);
        let place = self.account_and_region(story);
        let mut out = Vec::new();
        match (holes.as_slice(), longest(&holes)) {
            ([_], Some(hole)) => {
                out.push(format!("{}, for which no record of {place} is loaded", from_to(hole)));
            }
            (holes, Some(hole)) => {
                let hours: i64 = holes.iter().map(|(from, to)| (to - from) / 3_600).sum();
                out.push(format!(
                    "in one of {} times, {hours} hours in all, for which no record of {place} is loaded; the longest is {}",
                    holes.len(),
                    from_to(hole)
                ));
            }
            (_, None) => {}
        }
        if let Some((last, whole)) = end {
            out.push(format!(
                "after {}, where the records of {place} end; those of others go on until {}",
                to_the_minute(last),
                to_the_minute(whole)
            ));
        }
        out
    }

    /// What would tell what the files do not.
    pub fn would_settle(&self, story: &Story) -> Vec<String> {
        let mut out = Vec::new();
        let (holes, end) = self.uncovered(story);
        let place = self.account_and_region(story);
        if let Some(hole) = longest(&holes) {
            let more = match holes.len() - 1 {
                0 => String::new(),
                1 => ", and for 1 shorter time without a record".to_owned(),
                more => format!(", and for {more} shorter times without a record"),
            };
            out.push(format!("CloudTrail files of {place} for {}{more}", from_to(hole)));
        }
        if let Some((last, _)) = end {
            out.push(format!("CloudTrail files of {place} from {} on", to_the_minute(last)));
        }
        let id = self.text(story.id);
        let known = matches!(story.end.kind, EndKind::Told);
        match story.kind {
            Kind::Cluster => {
                if !known {
                    out.push("state change events of EventBridge with the source aws.emr".to_owned());
                    out.push(format!(
                        "aws emr describe-cluster --cluster-id {id}, for as long as EMR remembers the cluster"
                    ));
                }
                if let Some(location) = self.last(story, "log location") {
                    out.push(format!("its logs under {location}"));
                }
                if story.nodes.0 == 0 {
                    out.push(
                        "events of EC2: RunInstances, CreateFleet and TerminateInstances made by EMR"
                            .to_owned(),
                    );
                }
            }
            Kind::Application => {
                out.push("state change events of EventBridge with the source aws.emr-serverless".to_owned());
                out.push(format!("aws emr-serverless get-application --application-id {id}"));
            }
            Kind::VirtualCluster => {
                out.push("state change events of EventBridge with the source aws.emr-containers".to_owned());
                out.push(format!("aws emr-containers describe-virtual-cluster --id {id}"));
                out.push("audit logs of the EKS cluster, for its pods".to_owned());
            }
            _ => out.push("CloudTrail files of a longer time".to_owned()),
        }
        if story.opened.is_none() {
            let before = story.seen.map_or(String::new(), |(first, _)| format!(" {}", to_the_minute(first)));
            out.push(format!("CloudTrail files of {place} from before{before}, for its opening"));
        }
        out
    }
}

/// The longest of some spans; of equal ones the first.
fn longest(spans: &[Span]) -> Option<Span> {
    spans.iter().copied().rev().max_by_key(|(from, to)| to - from)
}

/// `2026-09-01 10:30 UTC`.
fn to_the_minute(seconds: i64) -> String {
    let text = time::format(seconds).replace('T', " ");
    // Without the seconds and the Z.
    format!("{} UTC", text.get(..text.len().saturating_sub(4)).unwrap_or(&text))
}

fn from_to((from, to): Span) -> String {
    format!("{} to {}", to_the_minute(from), to_the_minute(to))
}

impl EndKind {
    /// The end in words, without its time.
    pub const fn words(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (EndKind::Told, _) => "ended, as EMR told EventBridge",
            (EndKind::Deleted, _) => "deletion requested",
            (EndKind::NodesEnded, _) => "ended, inferred from EC2",
            (EndKind::Requested, _) => "termination requested",
            (EndKind::NotInFiles, _) => "end not in these files",
            (EndKind::OnlyRefused, _) => "named only in refused calls",
        }
    }
}

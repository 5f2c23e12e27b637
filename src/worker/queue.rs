//! The files that wait to be read, and how many of them make a job.

use std::collections::VecDeque;

use crate::limits;

/// Files of one job at most.
const JOB_FILES: usize = 50;
/// Bytes of one job at least, if there are as many.
const JOB_BYTES: f64 = 512.0 * 1024.0;
/// A job is this part of a worker's share of what is left: large ones first and small ones at the end, so that
/// all workers end together.
const JOB_SHARE: f64 = 8.0;

/// A file that waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Waiting {
    /// Its number.
    pub id: u32,
    /// Its size in bytes.
    pub size: f64,
    /// Whether it is read alone, because it was with a worker that died.
    pub alone: bool,
}

/// The files that wait, in order.
#[derive(Default)]
pub(super) struct Queue {
    files: VecDeque<Waiting>,
    bytes: f64,
}

impl Queue {
    /// Adds a file at the end.
    pub fn push(&mut self, id: u32, size: f64) {
        self.bytes += size;
        self.files.push_back(Waiting { id, size, alone: false });
    }

    /// Puts a file first that was with a worker that died.
    pub fn push_suspect(&mut self, id: u32, size: f64) {
        self.bytes += size;
        self.files.push_front(Waiting { id, size, alone: true });
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether the next file is to be read alone.
    pub fn suspect_is_next(&self) -> bool {
        self.files.front().is_some_and(|file| file.alone)
    }

    /// The files of the next job for one of so many workers: several small ones, or one that is large or suspect.
    pub fn next_job(&mut self, workers: usize) -> Vec<Waiting> {
        let most = (self.bytes / workers as f64 / JOB_SHARE).clamp(JOB_BYTES, limits::READ as f64);
        let (mut job, mut size) = (Vec::<Waiting>::new(), 0.0);
        while let Some(&file) = self.files.front() {
            size += file.size;
            let fits = !file.alone && size <= most && job.len() < JOB_FILES;
            if !job.is_empty() && (!fits || job[0].alone) {
                break;
            }
            self.files.pop_front();
            self.bytes -= file.size;
            job.push(file);
        }
        job
    }

    /// Empties the queue.
    pub fn drain(&mut self) -> Vec<u32> {
        self.bytes = 0.0;
        self.files.drain(..).map(|file| file.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_get_smaller_and_hold_everything_once() {
        let mut queue = Queue::default();
        for id in 0..200 {
            queue.push(id, 700_000.0);
        }
        let mut jobs = Vec::new();
        while !queue.is_empty() {
            jobs.push(queue.next_job(2));
        }
        let ids: Vec<u32> = jobs.iter().flatten().map(|file| file.id).collect();
        assert_eq!(ids, (0..200).collect::<Vec<_>>());
        assert!(jobs.windows(2).all(|pair| pair[0].len() >= pair[1].len()));
        assert_eq!((jobs[0].len(), jobs[jobs.len() - 1].len()), (11, 1));
    }

    #[test]
    fn small_files_go_together_large_and_suspect_ones_alone() {
        let mut queue = Queue::default();
        queue.push(0, 1e10);
        for id in 1..=60 {
            queue.push(id, 1_000.0);
        }
        queue.push_suspect(100, 10.0);
        assert!(queue.suspect_is_next());
        let sizes: Vec<usize> =
            std::iter::from_fn(|| Some(queue.next_job(2).len()).filter(|n| *n > 0)).collect();
        assert_eq!(sizes, [1, 1, 50, 10]);
        queue.push(7, 5.0);
        assert_eq!(queue.drain(), [7]);
        assert!(queue.is_empty());
    }
}

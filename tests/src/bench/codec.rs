//! Stripping and rebuilding, without network, signature and store.

use gridwork_document::codec::{Limits, Mode, Outgoing, rebuild, strip};

use super::clock::Stopwatch;
use super::exchange::{Scale, replica_of};
use super::figures::{Figure, Figures, Limit, median};
use crate::workload::cases::{self, Case};
use crate::workload::{Said, Texts};

/// How often each batch is stripped and rebuilt; the median counts.
const ROUNDS: usize = 7;

/// Measures both sides on the two large batches; the slower one counts.
pub fn measure(seed: u64, texts: &Texts, scale: Scale, figures: &mut Figures) {
    let thousand = times(&cases::more_commits(seed + 1, texts, scale.households, scale.tasks));
    let day = times(&cases::normal_day(seed + 2, texts, scale.households));
    for (key, name, of) in [
        ("encode_us", "codec: strip, self-check included", [thousand.0, day.0]),
        ("decode_us", "codec: rebuild and hash", [thousand.1, day.1]),
    ] {
        let worst = of[0].max(of[1]);
        figures.put(&["codec", key], worst);
        let name = format!("{name} (1,000 tasks {:.1}, day {:.1})", of[0], of[1]);
        let figure = Figure::told(name, "µs", worst);
        figures.add(figure.must(Limit::Most(25.0)).aim(Limit::Most(15.0)));
    }
}

/// Microseconds of processor time a change takes to strip and to rebuild, in the batch
/// of a case and with the contexts at hand.
pub fn times(case: &Case) -> (f64, f64) {
    let shared = replica_of(&case.history);
    shared.warm(case.batch.iter().map(|said| said.document));
    let outgoing: Vec<Outgoing<'_>> = case.batch.iter().map(outgoing).collect();
    let each = outgoing.len() as f64;
    let (mut strips, mut rebuilds) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let watch = Stopwatch::start();
        let frame = strip(&outgoing, &shared, Mode::Predicted);
        strips.push(watch.cpu_us() / each);
        let watch = Stopwatch::start();
        let rebuilt = rebuild(&frame, &shared, &Limits::default()).expect("the frame rebuilds");
        rebuilds.push(watch.cpu_us() / each);
        let same = rebuilt.iter().zip(&case.batch).all(|(a, b)| a.hash == b.hash);
        assert!(same && rebuilt.len() == case.batch.len());
    }
    (median(strips), median(rebuilds))
}

fn outgoing(said: &Said) -> Outgoing<'_> {
    Outgoing {
        stream: said.stream,
        document: said.document,
        founding: said.first.then_some(&said.founding),
        ordinal: None,
        raw: &said.raw,
    }
}

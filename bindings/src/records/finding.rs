//! What follows from the answers of a task.

use super::ClosedChannel;

/// A rule of the template that holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// Number of the rule in its template.
    pub rule: u32,
    /// What the worker reads.
    pub words: String,
    /// What is offered; nothing happens by itself.
    pub follow_up: FollowUp,
}

/// What is offered when a rule holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FollowUp {
    /// Only say it.
    Warn,
    /// Nothing more is asked; the checklist can be finished.
    Stop,
    /// Another task.
    Task {
        /// Days until it is due.
        in_days: u32,
        /// Its template; none: this one again.
        template: Option<String>,
    },
    /// An incident, already filled in.
    Incident {
        /// Category code, such as `Y06`.
        category: String,
        /// How urgent: 1 特急, 2 紧急, 3 一般.
        grade: u32,
    },
    /// A clue for certified officers.
    Clue {
        /// To whom, in words.
        to: String,
    },
    /// A service order 帮办代办.
    Service {
        /// Category code, such as `F02`.
        category: String,
    },
    /// Call buttons, shown before anything else.
    Call {
        /// Short numbers, or the name of a line such as 值班室.
        numbers: Vec<String>,
    },
    /// A report through a closed channel, never through this task's answers.
    Closed {
        /// The channel.
        channel: ClosedChannel,
    },
    /// Tell somebody.
    Refer {
        /// Whom, in words.
        to: String,
    },
}

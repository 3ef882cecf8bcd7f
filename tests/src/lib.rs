//! What needs more than one room: a small county in one process, its simulator, workloads, figures
//! and the demo. Nothing here ships.

pub mod bench;
pub mod demo;
pub mod env;
pub mod fixture;
pub mod link;
pub mod officers;
pub mod seeded;
pub mod simulation;
pub mod staffed;
pub mod stage;
pub mod traces;
pub mod watch;
pub mod workload;
pub mod world;

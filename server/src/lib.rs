//! The portal as a process: configuration, commands, HTTP, and the job that keeps the index in step.
//!
//! `services` answer the pages' questions and carry out commands over the store and the index; `http` turns
//! requests into them; `jobs` run beside the requests. Nothing depends on this crate.

pub mod clock;
pub mod commands;
pub mod config;
pub mod context;
pub mod http;
pub mod jobs;
pub mod services;
pub mod telemetry;

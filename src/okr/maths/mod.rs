//! Every number that is counted from objectives and key results: progress, roll-up, expected progress, pace, status, confidence, scores.
//!
//! Pure: no clock, no database, no text. Pages, API, exports, charts and jobs call it; arithmetic on progress anywhere else is a defect.
//!
//! * Values are exact decimals and are rounded only by [`percent`], [`points`] and [`rounded`], when they are shown.
//! * Progress is a share: 0 at the baseline, 1 at the target. `raw` is unclamped, the result is held in 0..=1.
//! * Unknown is never zero: a function answers [`Outcome::Unknown`] with the reason, also where a decimal would overflow. Nothing here panics.
//! * Every answer is an [`Explanation`]: formula, inputs, weights, source and time. It recomputes to the number that is shown.
//! * «Today» is a date in the organization's zone, handed in by the caller.

mod checks;
mod confidence;
mod crossings;
mod curve;
mod display;
mod exact;
mod explanation;
mod forecast;
mod kinds;
mod mean;
mod measure;
mod names;
mod pace;
mod progress;
mod rollup;
mod score;
#[cfg(test)]
mod tests;
mod timeline;

pub use confidence::{KeyResultConfidence, objective_confidence};
pub use crossings::{Crossings, crossings};
pub use curve::{Curve, Period, Plan, PlanError, Step, expected};
pub use display::{adding_up, percent, points, rounded};
pub use explanation::{Amount, Coverage, Explanation, Input, Origin, Outcome, Part, Source, Subject};
pub use forecast::{Forecast, forecast, is_trending_off, required_rate};
pub use measure::{Checkpoint, Direction, Measure, MeasureError, Milestone, Shape, even_levels};
pub use names::{Badge, Because, Formula, LeftOut, Name, Status, Unknown};
pub use pace::{Facts, Limits, Manual, Settled, Verdict, verdict};
pub use progress::{Progress, Reading, hit_share, progress};
pub use rollup::{Child, Left, Mode, roll_up, workspace_mean};
pub use score::{ScoreBand, automatic_score, mean_of_recorded, score_band};
pub use timeline::{Change, Timeline, weakest};

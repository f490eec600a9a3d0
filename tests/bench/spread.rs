//! Several figures of one thing: the middle, and how far they lie apart.
use std::fmt;

/// Figures in ascending order.
pub struct Spread(Vec<f64>);

impl Spread {
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    /// The figure that this share of the others does not exceed; not a number when there are none.
    pub fn at(&self, share: f64) -> f64 {
        let index = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(index.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    pub fn median(&self) -> f64 {
        self.at(0.5)
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(3);
        write!(f, "{:.digits$} (min {:.digits$}, max {:.digits$})", self.median(), self.at(0.0), self.at(1.0))
    }
}

//! A table in the making: its head, its lines in pieces, its end.
use super::super::cursor::Place;
use super::cells::{self, Cell, heads};
use super::{Export, Pieces};
use crate::kernel::{Failure, Result};

/// How a table becomes bytes.
pub trait Format: Send + Sized + 'static {
    fn begin(&mut self, heads: Vec<String>) -> Result<Vec<u8>>;
    fn lines(&mut self, lines: Vec<Vec<Cell>>) -> Result<Vec<u8>>;
    fn end(self) -> Result<Vec<u8>>;
}

enum Next {
    Beginning,
    Lines(Place),
    End,
}

/// The lines of an export in a format; nothing after its end.
pub struct Table<F> {
    export: Export,
    state: Option<(F, Next)>,
}

impl<F: Format> Table<F> {
    pub fn new(export: Export, format: F) -> Self {
        Self { export, state: Some((format, Next::Beginning)) }
    }
}

impl<F: Format> Pieces for Table<F> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let Some((mut format, next)) = self.state.take() else { return Ok(None) };
        let (head, after) = match next {
            Next::Beginning => (Some(heads(&self.export.l)), None),
            Next::Lines(place) => (None, Some(place)),
            Next::End => return apart(move || format.end()).await.map(Some),
        };
        let (lines, last) = self.export.lines(after).await?;
        let (l, period) = (self.export.l, self.export.period_name());
        let (format, bytes) = apart(move || {
            let mut bytes = head.map_or(Ok(Vec::new()), |head| format.begin(head))?;
            bytes.extend(format.lines(lines.into_iter().flat_map(|lines| cells::of(&l, lines, &period)).collect())?);
            Ok((format, bytes))
        })
        .await?;
        self.state = Some((format, last.map_or(Next::End, Next::Lines)));
        Ok(Some(bytes))
    }
}

/// Writing and packing take processor time, so they have a thread of their own.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)?
}

//! Rows as COPY takes them.
use std::fmt::{Display, Write as _};

use sqlx::postgres::PgConnection;

use crate::kernel::Result;

/// Rows for one table.
#[derive(Debug, Default)]
pub(super) struct Rows {
    text: String,
}

/// A row that is being written.
pub(super) struct Row<'a> {
    rows: &'a mut Rows,
    is_first: bool,
}

impl Rows {
    pub(super) fn row(&mut self) -> Row<'_> {
        Row { rows: self, is_first: true }
    }

    /// Writes them; `columns` is the table with its columns, `table (one, other)`.
    pub(super) async fn write(self, conn: &mut PgConnection, columns: &str) -> Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let mut copy = conn.copy_in_raw(&format!("COPY {columns} FROM STDIN")).await?;
        copy.send(self.text.into_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }
}

impl Row<'_> {
    /// What cannot hold a tab, a line or a backslash: ids, numbers, days, words of ours.
    pub(super) fn plain(self, value: impl Display) -> Self {
        let row = self.next();
        let _ = write!(row.rows.text, "{value}");
        row
    }

    pub(super) fn optional(self, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.plain(value),
            None => self.plain("\\N"),
        }
    }

    pub(super) fn text(self, value: &str) -> Self {
        let row = self.next();
        for letter in value.chars() {
            match letter {
                '\\' => row.rows.text.push_str("\\\\"),
                '\t' => row.rows.text.push_str("\\t"),
                '\n' => row.rows.text.push_str("\\n"),
                '\r' => row.rows.text.push_str("\\r"),
                letter => row.rows.text.push(letter),
            }
        }
        row
    }

    /// An array of what needs no quotes.
    pub(super) fn array(self, values: impl IntoIterator<Item = impl Display>) -> Self {
        let row = self.next();
        row.rows.text.push('{');
        for (at, value) in values.into_iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(row.rows.text, "{comma}{value}");
        }
        row.rows.text.push('}');
        row
    }

    pub(super) fn end(self) {
        self.rows.text.push('\n');
    }

    fn next(mut self) -> Self {
        if !self.is_first {
            self.rows.text.push('\t');
        }
        self.is_first = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_field_is_written_as_a_part_of_it() {
        let mut rows = Rows::default();
        rows.row().plain(7).text("a\tb\\c\nd").optional(None::<i32>).optional(Some(true)).end();
        rows.row().array(["x", "y"]).array(Vec::<i32>::new()).end();
        assert_eq!(rows.text, "7\ta\\tb\\\\c\\nd\t\\N\ttrue\n{x,y}\t{}\n");
    }
}

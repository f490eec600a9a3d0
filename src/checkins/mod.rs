//! The rhythm of reporting: the check-in of a week on one screen, and what waits for a person.
pub mod my_work;
pub mod weekly;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/", my_work::pages::show).merge(weekly::routes())
}

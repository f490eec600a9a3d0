//! Search over everything one may see, as a page and in the palette that opens on every page.
mod marks;
mod pages;
mod places;
mod store;
mod views;
mod words;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/search", pages::show).get("/search/suggest", pages::suggest)
}

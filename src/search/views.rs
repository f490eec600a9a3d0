//! How finds are shown: in groups, each with what it belongs to, the words marked.
use askama::Template;

use super::marks::{Piece, pieces};
use super::places::Place;
use super::store::Hit;
use super::words::Words;
use crate::i18n::Lang;
use crate::web::Viewer;

/// Kinds of hits with their heading and icon, in the order they are shown in.
const KINDS: [(&str, &str, &str); 5] = [
    ("person", "search-people", "people"),
    ("objective", "search-objectives", "target"),
    ("key_result", "search-key-results", "tick"),
    ("workspace", "search-workspaces", "tree"),
    ("comment", "search-comments", "talk"),
];

#[derive(Template)]
#[template(path = "search/page.html")]
pub struct SearchPage {
    pub l: Lang,
    pub found: Found,
}

/// What was found. Also what the palette shows.
#[derive(Template)]
#[template(path = "search/_found.html")]
pub struct Found {
    pub l: Lang,
    /// Id of the element.
    pub id: &'static str,
    pub typed: String,
    pub groups: Vec<Group>,
    /// Whether there was anything to look for.
    pub asked: bool,
}

pub struct Group {
    /// Message id of the heading.
    pub name: &'static str,
    /// Its hits only nearly say what was typed.
    is_guess: bool,
    pub hits: Vec<HitView>,
}

pub struct HitView {
    pub address: String,
    pub icon: &'static str,
    pub title: Vec<Piece>,
    /// What it belongs to.
    pub about: String,
    /// The keys that lead there too.
    pub keys: String,
}

impl Found {
    pub fn of(
        l: Lang,
        viewer: &Viewer,
        id: &'static str,
        words: &Words,
        hits: &[Hit],
        places: Vec<&'static Place>,
    ) -> Self {
        let mut groups: Vec<Group> = KINDS
            .iter()
            .map(|(kind, name, icon)| {
                let hits: Vec<&Hit> = hits.iter().filter(|hit| hit.kind == *kind).collect();
                let is_guess = hits.first().is_some_and(|hit| hit.rank < 0.0);
                let hits = hits.into_iter().map(|hit| hit_view(&l, viewer, words, hit, icon)).collect();
                Group { name, is_guess, hits }
            })
            .collect();
        for (is_action, name) in [(true, "search-actions"), (false, "search-pages")] {
            let hits = places.iter().filter(|place| place.is_action == is_action);
            let hits = hits.map(|place| place_view(&l, viewer, words, place)).collect();
            groups.push(Group { name, is_guess: false, hits });
        }
        groups.retain(|group| !group.hits.is_empty());
        // what was meant exactly comes first, because Enter opens the first one
        groups.sort_by_key(|group| group.is_guess);
        Self { l, id, typed: words.typed().to_owned(), groups, asked: !words.is_empty() }
    }

    /// What the status line says.
    pub fn summary(&self) -> String {
        match self.groups.iter().map(|group| group.hits.len()).sum::<usize>() {
            0 => self.l.say("search-nothing"),
            n => self.l.tr("search-found").arg("n", n).to_string(),
        }
    }
}

fn hit_view(l: &Lang, viewer: &Viewer, words: &Words, hit: &Hit, icon: &'static str) -> HitView {
    let period = hit.period_id.and_then(|id| viewer.periods.iter().find(|period| period.id == id));
    let within = hit.objective_title.as_deref().filter(|_| hit.kind != "objective").map(str::to_owned);
    let about = [within, hit.person.clone(), period.map(|period| period.label(l))];
    HitView {
        address: match (hit.kind.as_str(), hit.objective_id) {
            ("key_result", _) => format!("/key-results/{}", hit.id),
            ("comment", Some(objective)) => format!("/objectives/{objective}#comments"),
            ("person", _) => format!("/objectives?owner={}", hit.id),
            ("workspace", _) => format!("/objectives?workspace={}", hit.id),
            _ => format!("/objectives/{}", hit.id),
        },
        icon,
        title: pieces(&hit.title, words),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        keys: String::new(),
    }
}

fn place_view(l: &Lang, viewer: &Viewer, words: &Words, place: &Place) -> HitView {
    HitView {
        address: place.address.to_owned(),
        icon: place.icon,
        title: pieces(&l.t(place.name), words),
        about: String::new(),
        keys: viewer.keys.label(place.key),
    }
}

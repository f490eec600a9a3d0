//! Keys: which key does what, and the keys that a person chose instead. This is the one map of them. Every page carries it to the
//! script that answers the keys, and the help, the palette and the tooltips show it.

/// Where an action is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Everywhere,
    /// Pages that are gone to.
    Go,
    /// In lists and trees.
    Rows,
    /// Moving a row of the tree. The script of the tree answers them, one key at a time.
    Move,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::Everywhere, Self::Go, Self::Rows, Self::Move];

    /// Its heading is the message `keys-group-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Go => "go",
            Self::Rows => "rows",
            Self::Move => "move",
        }
    }
}

/// Something that a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// As `data-key` names it in templates. What it does is said by the message `keys-<id>`.
    pub id: &'static str,
    pub group: Group,
    /// The keys that do it unless somebody chose others: one, or two that are pressed one after the other.
    pub standard: &'static str,
}

const fn action(id: &'static str, group: Group, standard: &'static str) -> Action {
    Action { id, group, standard }
}

pub const ACTIONS: &[Action] = &[
    action("search", Group::Everywhere, "/"),
    action("help", Group::Everywhere, "?"),
    action("undo", Group::Everywhere, "z"),
    action("updates", Group::Everywhere, "u"),
    action("period-previous", Group::Everywhere, "["),
    action("period-next", Group::Everywhere, "]"),
    action("go-my-work", Group::Go, "gh"),
    action("go-check-in", Group::Go, "gc"),
    action("go-objectives", Group::Go, "go"),
    action("go-alignment", Group::Go, "ga"),
    action("next", Group::Rows, "j"),
    action("previous", Group::Rows, "k"),
    action("edit", Group::Rows, "e"),
    action("check-in", Group::Rows, "c"),
    action("select", Group::Rows, "x"),
    action("new", Group::Rows, "n"),
    action("activate", Group::Rows, "s"),
    action("comment", Group::Rows, "r"),
    action("lift", Group::Move, "m"),
    action("before", Group::Move, "b"),
    action("after", Group::Move, "a"),
];

/// Signs beside letters and digits that can be keys.
const SIGNS: &str = "/?[].,;'-=";

/// Russian letters and the signs at their places on the keyboard.
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю";
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/// The keys of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    is_off: bool,
    /// What differs from the standard: action and keys, empty for none.
    own: Vec<(&'static str, String)>,
}

/// Why keys cannot be given to an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Not one key, nor two after each other.
    TooMany,
    /// Takes one key only.
    OnlyOne,
    /// Something that is no letter, digit or one of the signs.
    NoKey,
    /// They do something else already.
    Taken(&'static str),
    /// One key begins the two of the other action, so one of both would never be reached.
    Begins(&'static str),
}

impl Keys {
    /// As it is kept: `on` or `off`, then the keys that differ. What nobody knows any more is left out.
    pub fn parse(kept: &str) -> Self {
        let mut words = kept.split(' ');
        let is_off = words.next() == Some("off");
        let own = words.filter_map(|word| word.split_once('=')).filter_map(|(id, keys)| {
            let action = find(id).filter(|action| action.standard != keys)?;
            (keys.is_empty() || read(action, keys).is_ok()).then(|| (action.id, keys.to_owned()))
        });
        Self { is_off, own: own.collect() }
    }

    /// To be kept.
    pub fn kept(&self) -> String {
        let mut text = if self.is_off { "off".to_owned() } else { "on".to_owned() };
        for (id, keys) in &self.own {
            text.push_str(&format!(" {id}={keys}"));
        }
        text
    }

    /// Whether single keys are no commands.
    pub fn is_off(&self) -> bool {
        self.is_off
    }

    /// How many actions have other keys than the standard ones.
    pub fn own_count(&self) -> usize {
        self.own.len()
    }

    /// The same keys, switched on or off.
    #[must_use]
    pub fn switched(&self, is_off: bool) -> Self {
        Self { is_off, own: self.own.clone() }
    }

    /// The keys of an action, empty for none; also while they are switched off.
    pub fn of(&self, id: &str) -> &str {
        let own = self.own.iter().find(|(own, _)| *own == id).map(|(_, keys)| keys.as_str());
        // a key that was chosen for something else goes before what a release brings
        let standard = || {
            let standard = find(id)?.standard;
            (!self.own.iter().any(|(_, keys)| clash(keys, standard).is_some())).then_some(standard)
        };
        own.or_else(standard).unwrap_or_default()
    }

    /// What is shown beside an action: `g h`, `Shift A`, nothing when no key does it.
    pub fn label(&self, id: &str) -> String {
        if self.is_off { String::new() } else { pressed(self.of(id)).join(" ") }
    }

    /// For the script: `search=/ go-my-work=gh`; nothing while they are switched off.
    pub fn map(&self) -> String {
        if self.is_off {
            return String::new();
        }
        let pairs = ACTIONS.iter().map(|action| (action.id, self.of(action.id))).filter(|(_, keys)| !keys.is_empty());
        pairs.map(|(id, keys)| format!("{id}={keys}")).collect::<Vec<_>>().join(" ")
    }

    /// These keys with what was typed for actions, or what is wrong with it, action by action.
    pub fn choose<'a>(&self, typed: impl Fn(&Action) -> Option<&'a str>) -> Result<Self, Vec<(&'static str, Problem)>> {
        let mut problems = Vec::new();
        let mut chosen: Vec<(&Action, String)> = Vec::new();
        for action in ACTIONS {
            let Some(typed) = typed(action) else {
                chosen.push((action, self.of(action.id).to_owned()));
                continue;
            };
            match read(action, typed) {
                Ok(keys) => chosen.push((action, keys)),
                Err(problem) => problems.push((action.id, problem)),
            }
        }
        for (at, (action, keys)) in chosen.iter().enumerate() {
            for (other, others) in chosen.iter().take(at) {
                let Some(problem) = clash(keys, others) else { continue };
                // whoever was given the key anew hears of it
                let is_new = self.of(action.id) != keys || self.of(other.id) == others;
                let (blamed, taker) = if is_new { (action, other) } else { (other, action) };
                problems.push((blamed.id, problem(taker.id)));
            }
        }
        if !problems.is_empty() {
            problems.sort_by_key(|(id, _)| ACTIONS.iter().position(|action| action.id == *id));
            problems.dedup_by_key(|(id, _)| *id);
            return Err(problems);
        }
        let own = chosen.into_iter().filter(|(action, keys)| action.standard != keys);
        Ok(Self { is_off: self.is_off, own: own.map(|(action, keys)| (action.id, keys)).collect() })
    }
}

/// The keys as they are pressed, for people: `A` takes two.
pub fn pressed(keys: &str) -> Vec<String> {
    keys.chars().map(|key| if key.is_ascii_uppercase() { format!("Shift {key}") } else { key.to_string() }).collect()
}

fn find(id: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.id == id)
}

/// What was typed, without spaces; a Russian letter is the key that it stands on.
fn read(action: &Action, typed: &str) -> Result<String, Problem> {
    let keys: String = typed.chars().filter(|c| !c.is_whitespace()).take(3).map(by_place).collect();
    if !keys.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(c)) {
        return Err(Problem::NoKey);
    }
    match keys.len() {
        0 | 1 => Ok(keys),
        2 if action.group == Group::Move => Err(Problem::OnlyOne),
        2 => Ok(keys),
        _ => Err(Problem::TooMany),
    }
}

fn by_place(typed: char) -> char {
    let small = typed.to_lowercase().next().unwrap_or(typed);
    let latin = RUSSIAN.chars().position(|c| c == small).and_then(|at| LATIN.chars().nth(at));
    match latin {
        Some(latin) if small != typed => latin.to_ascii_uppercase(),
        Some(latin) => latin,
        None => typed,
    }
}

/// Why one pair of keys cannot stand beside the other, as a problem with the action that has the other.
fn clash(one: &str, other: &str) -> Option<fn(&'static str) -> Problem> {
    if one.is_empty() || other.is_empty() {
        None
    } else if one == other {
        Some(Problem::Taken)
    } else if one.starts_with(other) || other.starts_with(one) {
        Some(Problem::Begins)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choose(keys: &Keys, typed: &[(&str, &'static str)]) -> Result<Keys, Vec<(&'static str, Problem)>> {
        keys.choose(|action| typed.iter().find(|(id, _)| *id == action.id).map(|(_, typed)| *typed))
    }

    #[test]
    fn the_standard_keys_stand_beside_each_other() {
        let chosen = Keys::default().choose(|action| Some(action.standard)).unwrap();
        assert_eq!(chosen, Keys::default());
        assert_eq!(chosen.kept(), "on");
        assert!(chosen.map().starts_with("search=/ help=? undo=z "), "{}", chosen.map());
    }

    #[test]
    fn what_is_chosen_is_kept_and_shown() {
        let chosen = choose(&Keys::default(), &[("new", "q"), ("undo", ""), ("go-my-work", " w  m "), ("edit", "E")]);
        let chosen = chosen.unwrap();
        assert_eq!(chosen.kept(), "on undo= go-my-work=wm edit=E new=q");
        assert_eq!(Keys::parse(&chosen.kept()), chosen);
        let labels = ["new", "undo", "go-my-work", "edit", "help", "unknown"].map(|id| chosen.label(id));
        assert_eq!(labels, ["q", "", "w m", "Shift E", "?", ""]);
        assert!(!chosen.map().contains("undo"), "{}", chosen.map());
        let off = chosen.switched(true);
        assert_eq!((off.map(), off.label("new"), off.of("new")), (String::new(), String::new(), "q"));
        assert_eq!(choose(&chosen, &[("undo", "z")]).unwrap().of("undo"), "z");
    }

    #[test]
    fn conflicts_are_told_at_the_key_that_was_given() {
        let standard = Keys::default();
        type Case = (&'static [(&'static str, &'static str)], &'static [(&'static str, Problem)]);
        let cases: [Case; 8] = [
            (&[("new", "e")], &[("new", Problem::Taken("edit"))]),
            (&[("search", "e")], &[("search", Problem::Taken("edit"))]),
            (&[("new", "g")], &[("new", Problem::Begins("go-my-work"))]),
            (&[("new", "e1"), ("edit", "1")], &[]),
            (&[("new", "e1")], &[("new", Problem::Begins("edit"))]),
            (&[("lift", "xy"), ("help", "abc")], &[("help", Problem::TooMany), ("lift", Problem::OnlyOne)]),
            (&[("new", "*"), ("undo", "é")], &[("undo", Problem::NoKey), ("new", Problem::NoKey)]),
            (&[("new", "e"), ("edit", "n")], &[]),
        ];
        for (typed, problems) in cases {
            let found = choose(&standard, typed).err().unwrap_or_default();
            assert_eq!(found, problems, "{typed:?}");
        }
    }

    #[test]
    fn a_russian_letter_is_the_key_it_stands_on() {
        let chosen = choose(&Keys::default(), &[("new", "н"), ("edit", "Ц"), ("undo", "пы")]).unwrap();
        assert_eq!(["new", "edit", "undo"].map(|id| chosen.of(id).to_owned()), ["y", "W", "gs"].map(str::to_owned));
    }

    #[test]
    fn what_is_kept_by_another_release_is_read_as_far_as_it_is_known() {
        assert_eq!(Keys::parse("on gone=q new=n edit=*** undo=y junk").kept(), "on undo=y");
        assert_eq!(Keys::parse("").kept(), "on");
        let first = Keys::parse("on undo=n");
        assert_eq!((first.of("undo"), first.of("new")), ("n", ""), "the own key goes first");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_either_is_refused_or_leaves_no_two_actions_with_one_key(typed in proptest::collection::vec(".{0,3}", ACTIONS.len())) {
            let place = |action: &Action| ACTIONS.iter().position(|one| one == action);
            if let Ok(keys) = Keys::default().choose(|action| place(action).and_then(|at| typed.get(at)).map(String::as_str)) {
                prop_assert_eq!(&Keys::parse(&keys.kept()), &keys);
                let mut all: Vec<&str> = ACTIONS.iter().map(|action| keys.of(action.id)).filter(|keys| !keys.is_empty()).collect();
                let many = all.len();
                all.sort_unstable();
                all.dedup();
                prop_assert_eq!(all.len(), many);
            }
        }
    }
}

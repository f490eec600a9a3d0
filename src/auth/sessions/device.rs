//! The words for a device, from what its browser calls itself. Names of products are the same in every language.

/// First match wins: most browsers also claim to be an older one.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

fn find(user_agent: &str, among: &[(&str, &'static str)]) -> Option<&'static str> {
    among.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

/// Browser and system, such as `Firefox, Linux`; nothing when neither is known.
pub fn name(user_agent: &str) -> Option<String> {
    match (find(user_agent, BROWSERS), find(user_agent, SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (browser, system) => browser.or(system).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn known_browsers_have_names() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Microsoft Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                "Chrome, iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 YaBrowser/25.1 Mobile Safari/537.36",
                "Yandex Browser, Android",
            ),
        ] {
            assert_eq!(name(user_agent).as_deref(), Some(expected));
        }
        assert_eq!(name("curl/8.5.0"), None);
    }
}

//! `okrio audit verify`: what it says, and how it ends.
use std::process::{Command, Output};

use super::scene::Scene;

fn verify(scene: &Scene, arguments: &[&str]) -> (bool, String) {
    let database = scene.world.database.as_ref().unwrap();
    let output: Output = Command::new(env!("CARGO_BIN_EXE_okrio"))
        .args(["audit", "verify"])
        .args(arguments)
        .env_remove("OKRIO_ENVIRONMENT")
        .env("DATABASE_URL", database.url("okrio_app"))
        .env("DATABASE_URL_DIRECT", database.url("okrio_worker"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[tokio::test]
async fn a_sound_log_ends_well_and_a_broken_one_does_not() {
    let mut scene = Scene::new().await;
    scene.write(3).await;
    scene.seal_all().await;
    scene.write(1).await;
    scene.sql("INSERT INTO organizations (id, slug, name) VALUES (gen_random_uuid(), 'quiet', 'Quiet')").await;
    let (ends_well, said) = verify(&scene, &[]);
    assert!(ends_well && said.contains("counted: sound, rows 3, blocks"), "{said}");
    assert!(
        said.contains("quiet: sound, rows 0, blocks 0") && said.contains("not sealed yet: rows 1, the first of"),
        "{said}"
    );
    let noted = said.lines().find_map(|line| line.trim().strip_prefix("ends with ")).unwrap().to_owned();

    let (ends_well, said) = verify(&scene, &["--organization", "counted", "--expect", &noted]);
    assert!(ends_well && !said.contains("quiet"), "{said}");
    for wrong in
        [&["--organization", "nobody"][..], &["--expect", &noted], &["--organization", "counted", "--expect", "1:00"]]
    {
        assert!(!verify(&scene, wrong).0, "{wrong:?}");
    }
    assert!(!verify(&scene, &["--organization", "quiet", "--expect", &noted]).0);

    scene.sql("ALTER TABLE audit_log DISABLE TRIGGER USER; DELETE FROM audit_log WHERE detail->>'n' = '1'").await;
    let (ends_well, said) = verify(&scene, &[]);
    assert!(!ends_well && said.contains("counted: BROKEN at 1") && said.contains("was removed"), "{said}");
    assert!(said.contains("okrio: the audit log is not as it was written"), "{said}");
}

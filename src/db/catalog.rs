//! The catalog gate: what has to hold of every table, view, function and grant, asked of the database itself.
//!
//! Row security only protects what it is switched on for, so a later migration that forgets something is found here: by the
//! tests before it is released, and by `okrio check` on the database that is really there.
use sqlx::PgPool;

/// A rule, and the statement that lists what breaks it, one name a row. `current_user` is the runtime role.
struct Rule {
    says: &'static str,
    broken_by: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        says: "every table of organizations has row security, forced, with a policy",
        broken_by: "SELECT c.relname::text FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
            AND (c.relname = 'organizations' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
            AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))",
    },
    Rule {
        says: "every policy of the runtime role asks for the organization",
        broken_by: "SELECT tablename || '.' || policyname FROM pg_policies WHERE schemaname = 'public' AND roles <> '{okrio_worker}'
            AND (coalesce(qual, 'app.organization()') NOT LIKE '%app.organization()%' OR coalesce(with_check, 'app.organization()') NOT LIKE '%app.organization()%')",
    },
    Rule {
        says: "every policy has the grant that it needs",
        broken_by: "SELECT tablename || '.' || policyname FROM pg_policies, unnest(roles) role WHERE schemaname = 'public' AND cmd <> 'ALL'
            AND NOT has_table_privilege(role, format('public.%I', tablename), cmd)",
    },
    Rule {
        says: "organization_id comes first in every key and every pointer between tables of organizations",
        broken_by: "SELECT c.relname || '.' || i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique AND x.indkey[0] <> a.attnum
              -- nothing points at these, and their keys are made here: a sequence number and a random id
              AND i.relname NOT IN ('outbox_pkey', 'security_log_pkey')
            UNION ALL
            SELECT c.relname || '.' || f.conname FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
              JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attname = 'organization_id' AND NOT a.attisdropped
              LEFT JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attname = CASE WHEN f.confrelid = 'organizations'::regclass THEN 'id' ELSE 'organization_id' END
            WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND b.attnum IS NOT NULL AND NOT (f.conkey[1] = a.attnum AND f.confkey[1] = b.attnum)",
    },
    Rule {
        says: "no enum anywhere and no numeric in an index that filters: their operators would be asked after row security",
        broken_by: "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND t.typtype = 'e'
            UNION ALL
            SELECT i.relname || '.' || a.attname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = i.oid
            WHERE i.relnamespace = 'public'::regnamespace AND NOT x.indisunique AND a.atttypid = 'numeric'::regtype",
    },
    Rule {
        says: "no materialized views, which know no row security",
        broken_by: "SELECT relname::text FROM pg_class WHERE relkind = 'm' AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace)",
    },
    Rule {
        says: "every view looks with the rights of who asks",
        broken_by: "SELECT relname::text FROM pg_class WHERE relkind = 'v' AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace)
            AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']",
    },
    Rule {
        says: "functions with a reach of their own belong to okrio_security, have a fixed search path and are not for everybody",
        broken_by: "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace IN ('public'::regnamespace, 'app'::regnamespace) AND p.prosecdef
            AND NOT (p.proowner = 'okrio_security'::regrole AND coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, public']
              AND p.proacl IS NOT NULL AND NOT EXISTS (SELECT 1 FROM aclexplode(p.proacl) g WHERE g.grantee = 0))",
    },
    Rule {
        says: "the runtime role owns nothing, creates nothing, and cannot become who does",
        broken_by: "SELECT oid::regclass::text FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
            UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
            UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname IN ('public', 'app') AND has_schema_privilege(current_user, oid, 'CREATE')
            UNION ALL SELECT rolname::text FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolname = 'okrio_owner') AND pg_has_role(current_user, oid, 'MEMBER')",
    },
    Rule {
        says: "the runtime role may not empty tables, point at them or hang triggers on them",
        broken_by: "SELECT c.oid::regclass || ' ' || p FROM pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) p
            WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace = 'public'::regnamespace AND has_table_privilege(current_user, c.oid, p)",
    },
    Rule {
        says: "what is written once is neither changed nor removed",
        broken_by: "SELECT c.oid::regclass || ' ' || p FROM pg_class c, unnest(ARRAY['UPDATE', 'DELETE']) p, unnest(ARRAY['okrio_app', 'okrio_worker', current_user]) r
            WHERE c.relnamespace = 'public'::regnamespace
              AND c.relname IN ('audit_log', 'audit_blocks', 'changes', 'readings', 'check_ins', 'target_ledger', 'objective_stages', 'account_states', 'organization_states', 'security_log')
              AND (has_table_privilege(r, c.oid, p) OR p = 'UPDATE' AND has_any_column_privilege(r, c.oid, p))
            UNION ALL SELECT t || ' has no trigger' FROM unnest(ARRAY['audit_log', 'audit_blocks', 'readings', 'target_ledger']) t
            WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t::regclass AND g.tgfoid = 'app.refuse_change'::regproc AND g.tgenabled <> 'D')",
    },
];

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub rule: &'static str,
    /// The tables, policies or functions that break it.
    pub by: Vec<String>,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; not so: {}", self.rule, self.by.join(", "))
    }
}

/// Every rule that does not hold, asked as the runtime role.
pub async fn check(pool: &PgPool) -> Result<Vec<Broken>, sqlx::Error> {
    let mut broken = Vec::new();
    for rule in RULES {
        let by: Vec<String> = sqlx::query_scalar(rule.broken_by).fetch_all(pool).await?;
        if !by.is_empty() {
            broken.push(Broken { rule: rule.says, by });
        }
    }
    Ok(broken)
}

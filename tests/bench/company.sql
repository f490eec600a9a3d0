-- One organization of the size in `bench.objectives`: people, structure, objectives in the four quarters of this year, and three
-- key results each, with the figures that the maths would have left. Runs as a superuser.
INSERT INTO organizations (id, slug, name, approval_required) VALUES (app.uuid7(), 'bench', 'Bench', false);
INSERT INTO organization_states (organization_id, state) SELECT id, 'active' FROM organizations;

CREATE TEMP TABLE size AS
  SELECT id AS organization, objectives, greatest(objectives / 20, 250) AS people, greatest(objectives * 6 / 1000, 30) AS workspaces
  FROM organizations, (SELECT current_setting('bench.objectives')::integer AS objectives) s;

-- Triggers plan while the tables are empty, and would read them from end to end when they have grown.
SET enable_seqscan = off;

-- a company, ten business units, sixty teams below them, and the smaller teams
CREATE TEMP TABLE bench_workspaces AS SELECT n, app.uuid7() AS id FROM size, generate_series(0, workspaces - 1) n;
INSERT INTO workspaces (organization_id, id, parent_id, kind, name)
  SELECT organization, w.id, p.id, CASE WHEN w.n = 0 THEN 'company' WHEN w.n <= 10 THEN 'business_unit' ELSE 'team' END, 'Workspace ' || w.n
  FROM size CROSS JOIN bench_workspaces w
  LEFT JOIN bench_workspaces p ON p.n = CASE WHEN w.n = 0 THEN NULL WHEN w.n <= 10 THEN 0 WHEN w.n <= 70 THEN 1 + (w.n - 11) % 10 ELSE 11 + (w.n - 71) % 60 END
  ORDER BY w.n;

-- everyone has eight reports until there are no more people
CREATE TEMP TABLE bench_people AS SELECT n, app.uuid7() AS id, app.uuid7() AS login FROM size, generate_series(0, people - 1) n;
INSERT INTO logins (id, email, password_hash) SELECT login, 'person' || n || '@bench.test', current_setting('bench.password_hash') FROM bench_people;
INSERT INTO accounts (organization_id, id, login_id, email, name, role)
  SELECT organization, id, login, 'person' || n || '@bench.test', 'Person Number ' || n, CASE n WHEN 0 THEN 'owner' ELSE 'member' END FROM size, bench_people ORDER BY n;
INSERT INTO account_states (organization_id, account_id, state) SELECT organization, id, 'active' FROM size, bench_people;
INSERT INTO workspace_members (organization_id, workspace_id, account_id)
  SELECT organization, w.id, a.id FROM size JOIN bench_people a ON true JOIN bench_workspaces w ON w.n = a.n % workspaces;
INSERT INTO org_relations (organization_id, manager_id, report_id, kind)
  SELECT organization, m.id, r.id, 'solid' FROM size CROSS JOIN bench_people r JOIN bench_people m ON m.n = (r.n - 1) / 8 WHERE r.n > 0 ORDER BY r.n;

CREATE TEMP TABLE bench_periods AS
  SELECT n, app.uuid7() AS id, (date_trunc('year', CURRENT_DATE) + n * interval '3 months')::date AS first, (date_trunc('year', CURRENT_DATE) + (n + 1) * interval '3 months')::date - 1 AS last
  FROM generate_series(0, 3) n;
INSERT INTO periods (organization_id, id, kind, name, starts_on, ends_on, state)
  SELECT organization, id, 'quarter', 'Q' || n + 1, first, last, CASE WHEN last < CURRENT_DATE THEN 'closed' WHEN first > CURRENT_DATE THEN 'planning' ELSE 'active' END
  FROM size, bench_periods;

RESET enable_seqscan;

-- Row triggers would take an hour; what they keep is written below, and the references are right by construction.
SET session_replication_role = replica;
-- the second throw has nothing to do with the owner, so that no team is private as a whole
CREATE TEMP TABLE bench_objectives AS SELECT n, app.uuid7() AS id, (hashint4(n) & 2147483647) AS dice, (hashint4(-n - 1) & 2147483647) AS other_dice FROM size, generate_series(0, objectives - 1) n;
CREATE INDEX ON bench_objectives (n);
ANALYZE bench_objectives, bench_people, bench_workspaces, bench_periods;
INSERT INTO objectives (organization_id, id, title, description, workspace_id, workspace_no, owner_id, owner_no, period_id, parent_id, visibility, stage, position,
    key_result_count, progress, coverage, confidence, started, status_from, statuses)
  SELECT s.organization, b.id, 'Objective number ' || b.n || ' makes something measurably better', 'Why this matters to customers and to us.', w.id, w.workspace_no, a.id, a.account_no, p.id, parent.id,
    CASE WHEN b.other_dice % 100 < 2 THEN 'private' WHEN b.other_dice % 100 < 10 THEN 'workspace' ELSE 'organization' END,
    CASE WHEN p.last < CURRENT_DATE THEN 'closed' WHEN p.first > CURRENT_DATE THEN 'draft' ELSE 'active' END,
    b.n, 3, (b.dice % 1000) / 1000.0, 1, b.dice % 101, true,
    ARRAY['-infinity'::date, p.first + 7, p.last + 15], ARRAY['not_started', (ARRAY['on_track', 'on_track', 'behind', 'at_risk', 'stale'])[1 + b.dice % 5], 'stale']
  FROM size s CROSS JOIN bench_objectives b
  JOIN bench_people o ON o.n = b.dice % s.people
  JOIN accounts a ON a.organization_id = s.organization AND a.id = o.id
  JOIN bench_workspaces v ON v.n = o.n % s.workspaces
  JOIN workspaces w ON w.organization_id = s.organization AND w.id = v.id
  JOIN bench_periods p ON p.n = b.n % 4
  -- five below each, within the quarter
  LEFT JOIN bench_objectives parent ON b.n >= 4 AND parent.n = (b.n / 4 - 1) / 5 * 4 + b.n % 4
  ORDER BY b.n;

INSERT INTO key_results (organization_id, id, objective_id, title, kind, unit, baseline, target, position, owner_id, owner_no, value, value_on, confidence, progress, started, due_on, is_measured, due_until, status_from, statuses)
  SELECT s.organization, app.uuid7(), b.id, 'Key result ' || k || ' of objective ' || b.n, 'percentage', '%', 0, 100, k, a.id, a.account_no,
    b.dice % 100, CURRENT_DATE - 3, b.dice % 101, (b.dice % 100) / 100.0, true, CURRENT_DATE + (b.dice + k) % 10 - 2, x.stage = 'active', CASE WHEN x.stage = 'active' THEN p.ends_on END, x.status_from, x.statuses
  FROM size s CROSS JOIN bench_objectives b CROSS JOIN generate_series(1, 3) k
  JOIN objectives x ON x.organization_id = s.organization AND x.id = b.id
  JOIN periods p ON p.organization_id = x.organization_id AND p.id = x.period_id
  -- the third belongs to a colleague
  JOIN bench_people o ON o.n = (b.dice % s.people + CASE k WHEN 3 THEN 17 ELSE 0 END) % s.people
  JOIN accounts a ON a.organization_id = s.organization AND a.id = o.id
  ORDER BY b.n, k;
INSERT INTO object_roles (organization_id, objective_id, account_id, role) SELECT DISTINCT organization_id, objective_id, owner_id, 'key_result_owner' FROM key_results;
UPDATE objectives o SET role_holders = h.holders
  FROM (SELECT organization_id, objective_id, array_agg(account_id ORDER BY account_id) AS holders FROM object_roles GROUP BY 1, 2) h
  WHERE o.organization_id = h.organization_id AND o.id = h.objective_id;
RESET session_replication_role;

-- reads everything, as if each statement had been written with the rules in it
CREATE ROLE okrio_bench LOGIN BYPASSRLS;
-- plans as the application keeps them
ALTER ROLE okrio_bench SET plan_cache_mode = force_generic_plan;
ALTER ROLE okrio_bench SET random_page_cost = 1.1;
ALTER ROLE okrio_app SET plan_cache_mode = force_generic_plan;
ALTER ROLE okrio_app SET random_page_cost = 1.1;
GRANT USAGE ON SCHEMA public, app TO okrio_bench;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO okrio_bench;

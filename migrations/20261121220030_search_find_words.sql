-- Search by words and by what is nearly a word, in both languages: the Russian configuration takes Latin words for English ones.
-- The indexes begin with the organization, so that what others have written is never walked.
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Text as it is searched: ё is looked for as е, as most people type it.
CREATE FUNCTION app.searched(text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT translate(text, 'ёЁ', 'еЕ') $$;

CREATE INDEX objectives_words ON objectives USING gin (organization_id, to_tsvector('russian', app.searched(title || ' ' || description)));
CREATE INDEX objectives_title_parts ON objectives USING gin (organization_id, app.searched(title) gin_trgm_ops);
CREATE INDEX key_results_words ON key_results USING gin (organization_id, to_tsvector('russian', app.searched(title || ' ' || description)));
CREATE INDEX key_results_title_parts ON key_results USING gin (organization_id, app.searched(title) gin_trgm_ops);
CREATE INDEX comments_words ON comments USING gin (organization_id, to_tsvector('russian', app.searched(body)));
CREATE INDEX accounts_name_words ON accounts USING gin (organization_id, to_tsvector('simple', app.searched(name)));
CREATE INDEX accounts_name_parts ON accounts USING gin (organization_id, app.searched(name) gin_trgm_ops);

SET LOCAL check_function_bodies = off;

-- The rule of `objectives_read` for a reader whose rights are known.
CREATE FUNCTION app.reads_objective(o objectives, me uuid, sees_all boolean, people varbit, places varbit) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT o.visibility = 'organization' OR o.owner_id = me OR sees_all OR app.has_bit(people, 2 * o.owner_no + (o.visibility = 'workspace')::integer)
    OR o.visibility = 'workspace' AND app.has_bit(places, o.workspace_no) OR me = ANY (o.role_holders)
$$;

-- What the caller may see and that holds all the words, the best `most` of each kind. `words` is a query whose words are whole or begun;
-- `phrase` is what was typed, for titles and names that nearly say it, which are asked for only where the words found nothing
-- at all; their rank is below 0.
-- Row security cannot use these indexes, because their operators may tell of what they compare; so its rule for objectives is
-- asked here, and whoever calls joins the rows themselves, which row security guards once more.
CREATE FUNCTION app.search(words text, phrase text, most integer) RETURNS TABLE (kind text, id uuid, rank double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan SET pg_trgm.word_similarity_threshold = 0.4 AS $$
#variable_conflict use_column
DECLARE
  here uuid := app.organization();
  me uuid := app.account();
  sees_all boolean := app.sees_all();
  people varbit := app.my_people_bits();
  places varbit := app.my_workspace_bits();
  query tsquery := to_tsquery('russian', search.words);
  names tsquery := to_tsquery('simple', search.words);
  -- of a word that nearly everything has, some are weighed and not all
  weighed integer := greatest(1000, search.most);
  is_found boolean := false;
BEGIN
  IF here IS NULL OR me IS NULL THEN RETURN; END IF;

  RETURN QUERY SELECT 'objective', f.id, ts_rank(to_tsvector('russian', app.searched(f.title)), query)::double precision
    FROM (SELECT o.id, o.title FROM objectives o WHERE o.organization_id = here AND to_tsvector('russian', app.searched(o.title || ' ' || o.description)) @@ query
        AND o.archived_at IS NULL AND app.reads_objective(o, me, sees_all, people, places) LIMIT weighed) f
    ORDER BY 3 DESC, f.id DESC LIMIT search.most;
  is_found := is_found OR FOUND;

  RETURN QUERY SELECT 'key_result', f.id, ts_rank(to_tsvector('russian', app.searched(f.title)), query)::double precision
    FROM (SELECT k.id, k.title FROM key_results k JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
      WHERE k.organization_id = here AND to_tsvector('russian', app.searched(k.title || ' ' || k.description)) @@ query
        AND k.archived_at IS NULL AND o.archived_at IS NULL AND app.reads_objective(o, me, sees_all, people, places) LIMIT weighed) f
    ORDER BY 3 DESC, f.id DESC LIMIT search.most;
  is_found := is_found OR FOUND;

  RETURN QUERY SELECT 'comment', f.id, ts_rank(to_tsvector('russian', app.searched(f.body)), query)::double precision
    FROM (SELECT c.id, c.body FROM comments c JOIN objectives o ON o.organization_id = c.organization_id AND o.id = c.objective_id
      WHERE c.organization_id = here AND to_tsvector('russian', app.searched(c.body)) @@ query
        AND c.deleted_at IS NULL AND o.archived_at IS NULL AND app.reads_objective(o, me, sees_all, people, places) LIMIT weighed) f
    ORDER BY 3 DESC, f.id DESC LIMIT search.most;
  is_found := is_found OR FOUND;

  RETURN QUERY SELECT 'person', a.id, ts_rank(to_tsvector('simple', app.searched(a.name)), names)::double precision
    FROM accounts a WHERE a.organization_id = here AND to_tsvector('simple', app.searched(a.name)) @@ names AND a.state <> 'archived'
    ORDER BY 3 DESC, a.name, a.id LIMIT search.most;
  is_found := is_found OR FOUND;

  -- few, and named in few words
  RETURN QUERY SELECT 'workspace', w.id, word_similarity(search.phrase, app.searched(w.name))::double precision
    FROM workspaces w WHERE w.organization_id = here AND w.archived_at IS NULL AND to_tsvector('simple', app.searched(w.name)) @@ names
    ORDER BY 3 DESC, w.name, w.id LIMIT search.most;
  IF is_found OR FOUND OR length(search.phrase) < 4 THEN RETURN; END IF;

  RETURN QUERY SELECT 'objective', f.id, -1 + word_similarity(search.phrase, app.searched(f.title))
    FROM (SELECT o.id, o.title FROM objectives o WHERE o.organization_id = here AND search.phrase <% app.searched(o.title)
        AND o.archived_at IS NULL AND app.reads_objective(o, me, sees_all, people, places) LIMIT weighed) f
    ORDER BY 3 DESC, f.id DESC LIMIT search.most;

  RETURN QUERY SELECT 'key_result', f.id, -1 + word_similarity(search.phrase, app.searched(f.title))
    FROM (SELECT k.id, k.title FROM key_results k JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
      WHERE k.organization_id = here AND search.phrase <% app.searched(k.title)
        AND k.archived_at IS NULL AND o.archived_at IS NULL AND app.reads_objective(o, me, sees_all, people, places) LIMIT weighed) f
    ORDER BY 3 DESC, f.id DESC LIMIT search.most;

  RETURN QUERY SELECT 'person', a.id, -1 + word_similarity(search.phrase, app.searched(a.name))
    FROM accounts a WHERE a.organization_id = here AND search.phrase <% app.searched(a.name) AND a.state <> 'archived'
    ORDER BY 3 DESC, a.name, a.id LIMIT search.most;

  RETURN QUERY SELECT 'workspace', w.id, -1 + word_similarity(search.phrase, app.searched(w.name))
    FROM workspaces w WHERE w.organization_id = here AND w.archived_at IS NULL AND search.phrase <% app.searched(w.name)
    ORDER BY 3 DESC, w.name, w.id LIMIT search.most;
END $$;

ALTER FUNCTION app.search OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search TO okrio_app;

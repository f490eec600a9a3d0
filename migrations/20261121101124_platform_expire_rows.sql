-- What the hourly cleaning removes besides: drafts that nobody went on with for 30 days, and what is left of sessions that
-- ended or expired more than 30 days ago.
GRANT SELECT, DELETE ON drafts, account_sessions TO okrio_worker;
CREATE POLICY drafts_expiring ON drafts FOR SELECT TO okrio_worker USING (updated_at < now() - interval '30 days');
CREATE POLICY drafts_expire ON drafts FOR DELETE TO okrio_worker USING (updated_at < now() - interval '30 days');
CREATE POLICY account_sessions_expiring ON account_sessions FOR SELECT TO okrio_worker USING (coalesce(ended_at, expires_at) < now() - interval '30 days');
CREATE POLICY account_sessions_expire ON account_sessions FOR DELETE TO okrio_worker USING (coalesce(ended_at, expires_at) < now() - interval '30 days');
GRANT SELECT, DELETE ON operator_sessions TO okrio_worker;

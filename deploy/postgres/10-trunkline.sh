#!/usr/bin/env bash
# Run once by the image of PostgreSQL, on an empty volume: Trunkline's role and database. The role owns its database and is
# nothing more, because row-level security has to bind it; Trunkline refuses to start as a superuser.
set -euo pipefail

# psql reads the password itself, so that no list of processes and no log shows it.
psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet -v ON_ERROR_STOP=1 <<'SQL'
\set password `cat /run/secrets/database_password`
create role trunkline login nosuperuser nocreatedb nocreaterole nobypassrls password :'password';
create database trunkline owner trunkline template template0 encoding 'UTF8' locale 'C.UTF-8';
revoke connect on database trunkline from public;
SQL

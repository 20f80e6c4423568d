#!/bin/sh
# Run once by the postgres image, when its data folder is new: gives the server's role a password. The role's rights
# come from `pointsman migrate`.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SERVER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE pointsman_server LOGIN PASSWORD :'password';
SQL

/// The numbered SQL files of this folder, in order; the version of a database is how many it has seen.
package let migrations: [[UInt8]] = [
  PackageResources._001_runs_sql,
  PackageResources._002_history_sql,
  PackageResources._003_views_sql,
  PackageResources._004_sweeps_sql,
  PackageResources._005_tracking_sql,
  PackageResources._006_compact_sql,
  PackageResources._007_client_facts_sql,
]

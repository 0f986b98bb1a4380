/// The numbered SQL files of this folder, in order; the version of a database is how many it has seen.
package let migrations: [[UInt8]] = [
  PackageResources._001_runs_sql
]

import ArgumentParser

/// `--json`, for every command that prints rows or a record.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document with sorted keys instead of a table.")
  var json = false
}

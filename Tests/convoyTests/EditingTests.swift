import Testing

@testable import convoy

struct EditingTests {
  @Test func addsAndRemovesTags() throws {
    try withSampleRuns { convoy in
      let edited = try convoy("tag", "cnn-1", "+good", "--", "-baseline")
      #expect(edited.output == "good\nkind=cnn\n", "\(edited)")
      try #expect(convoy("tag", "cnn-1", "-good", "+a").output == "a\nkind=cnn\n")
      try #expect(convoy("tag", "@last", "--json").output == "[\n  \"x\"\n]\n")
    }
  }

  @Test func setsAndTakesAwayANote() throws {
    try withSampleRuns { convoy in
      try convoy("note", "mlp-1", "two\nlines")
      try #expect(convoy("list", "--columns", "note").output.contains("two lines\n"))
      try convoy("note", "mlp-1", "")
      try #expect(convoy("show", "mlp-1", "--json").output.contains("\"note\" : null"))
    }
  }

  @Test func deletesRestoresAndPurges() throws {
    try withSampleRuns { convoy in
      let deleted = try convoy("delete", "cnn-1", "mlp-1")
      #expect(deleted.errors == "moved 2 runs to the trash\n")
      try #expect(convoy("list", "--columns", "name").output == "name\nwild \"run\", 日本\n")
      try #expect(convoy("list", "--columns", "name", "--deleted").output == "name\nmlp-1\ncnn-1\n")
      try #expect(convoy("restore", "mlp-1").errors == "restored mlp-1\n")
      // Equal tensors are stored once, so only what no other run uses would go.
      try #expect(convoy("purge", "--dry-run").errors == "would erase 1 run and 1 tensor, 24 B\n")
      try #expect(convoy("purge").errors == "erased 1 run and 1 tensor, 24 B\n")
      try #expect(convoy("list", "--deleted").errors == "The trash is empty.\n")
      try #expect(convoy("db", "check").status == 0)
    }
  }

  @Test func deletesWhatFitsOnlyWhenToldTo() throws {
    try withSampleRuns { convoy in
      let filter = ["delete", "--where", "metrics.val_accuracy > 0"]
      let asked = try convoy.run(filter)
      #expect(asked.status == 64)
      #expect(asked.errors == "convoy: delete: 2 runs would go to the trash; accepted: --yes\n")
      try #expect(convoy("list", "--deleted").errors == "The trash is empty.\n")
      try #expect(convoy("delete", "--where", "name = 'nix'", "--yes").errors == "No runs.\n")
      let some = try convoy.run(filter + ["cnn-1", "wild \"run\", 日本", "-y"])
      #expect(some.errors == "moved 1 run to the trash\n")
      try #expect(convoy.run(filter + ["--yes"]).errors == "moved 1 run to the trash\n")
      try #expect(convoy("list", "--columns", "name").output == "name\nwild \"run\", 日本\n")
      #expect(try convoy("delete").status == 64)
    }
  }

  @Test func takesWordsThatBeginWithADashVerbatim() throws {
    try withSampleRuns { convoy in
      try #expect(convoy("note", "cnn-1", "-dash").output == "")
      try #expect(convoy("list", "--columns", "note", "--where", "note = '-dash'").status == 0)
      try #expect(convoy("show", "cnn-1", "--json").output.contains("\"note\" : \"-dash\""))
      try #expect(convoy("note", "cnn-1", "-5", "--db", "convoy.sqlite").status == 0)
      try #expect(convoy("show", "cnn-1", "--json").output.contains("\"note\" : \"-5\""))
      try convoy("tag", "mlp-1", "+hot", "+dash")
      try #expect(convoy("tag", "mlp-1", "-hot").output == "dash\n")
      try #expect(convoy("note", "-h").output.hasPrefix("OVERVIEW"))
    }
  }

  @Test func countsARunNamedTwiceOnce() throws {
    try withSampleRuns { convoy in
      try #expect(convoy("delete", "mlp-1", "mlp-1").errors == "moved 1 run to the trash\n")
      let shown = try convoy("show", "mlp-1").output
      #expect(shown.hasPrefix("mlp-1  finished  in the trash\n"), "\(shown)")
      try #expect(convoy("restore", "mlp-1", "mlp-1").errors == "restored mlp-1\n")
    }
  }

  @Test func copiesTheDatabase() throws {
    try withSampleRuns { convoy in
      try #expect(convoy("db", "backup", "copy.sqlite").status == 0)
      let list = ["list", "--columns", "name,val_accuracy"]
      try #expect(convoy.run(list + ["--db", "copy.sqlite"]).output == convoy.run(list).output)
      let again = try convoy("db", "backup", "copy.sqlite")
      #expect(again.status != 0)
      #expect(again.errors.hasPrefix("convoy: copy.sqlite: exists; accepted: "))
    }
  }

  @Test func describesTheDatabase() throws {
    try withSampleRuns { convoy in
      let text = try convoy("db", "info").output
      #expect(text.contains("runs            3, and 0 in the trash\n"), "\(text)")
      try #expect(convoy("db", "info", "--json").output.contains("\"deletedRuns\" : 0"))
    }
  }
}

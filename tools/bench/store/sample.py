"""Makes a store of many runs, in plain SQL that leaves what the program's own recording leaves.

Every table that a run fills is filled: parameters, tags, source, events, epochs, metrics and their
summaries, a checkpoint of small tensors. Rows are inserted in the order of recording, run by run and
epoch by epoch, so that pages are as full as they become in use. `convoy db check` finds nothing wrong.
"""

import hashlib
import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
APPLICATION = 0x434E5659
PAGE = 16_384  # Migrator.pageSize

EXPERIMENTS = 10  # runs are dealt to them in turn
METRICS = ["train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate",
           "epoch_seconds", "images_per_second"]
PARAMETERS = {  # a name and its settings; None is a number of any size
    "depth": ["16", "32", "64", "128"], "kernel": ["1", "3", "5"], "stride": ["1", "2"],
    "padding": ["same", "valid"], "hidden": ["128", "256", "512"], "rate": None,
    "dataset.name": ["cifar10"], "dataset.validation": ["0.1"],
    "model.0.conv.activation": ["relu", "gelu"], "model.0.conv.depth": ["16", "32", "64", "128"],
    "model.0.conv.kernel": ["1", "3", "5"], "model.0.conv.method": ["winograd 4×4", "direct 12×2"],
    "model.2.max_pool.size": ["2"], "model.3.dropout": ["0.25", "0.5"],
    "model.5.dense.units": ["128", "256", "512"], "training.batch": ["32", "64", "128", "256"],
    "training.beta1": ["0.9"], "training.beta2": ["0.999"], "training.epochs": ["10"],
    "training.epsilon": ["1e-07"], "training.kernels": ["automatic"],
    "training.learning_rate": None, "training.optimizer": ["adam", "sgd"], "training.seed": None,
    "training.weight_decay": ["0", "0.0001", "0.01"],
}
EXPERIMENT_TEXT = (ROOT / "experiments/cifar10-cnn.yaml").read_text()

# A number in 0..<1 that run, key and epoch decide.
UNIFORM = "(({0} * 2654435761 + {1} * 40503 + {2} * 2246822519) % 1000003 / 1000003.0)"


def metric_names(count: int) -> list[str]:
    return METRICS[:count] + [f"time.conv_{index}.forward" for index in range(count - len(METRICS))]


def make(path: Path, runs: int, metrics: int, epochs: int) -> None:
    """A store of so many runs, each with so many metrics over so many epochs."""
    for suffix in ["", "-wal", "-shm", ".live"]:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(f"PRAGMA page_size = {PAGE}; PRAGMA auto_vacuum = INCREMENTAL;")
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;")
    scripts = sorted((ROOT / "migrations").glob("*.sql"))
    for script in scripts:
        db.executescript(script.read_text())
    db.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {len(scripts)};")
    db.execute("BEGIN")
    fill(db, runs, metrics, epochs)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def fill(db: sqlite3.Connection, runs: int, metrics: int, epochs: int) -> None:
    keys = {name: index + 1
            for index, name in enumerate(metric_names(metrics) + [*PARAMETERS, "baseline", "kind"])}
    db.executemany("INSERT INTO key (id, name) VALUES (?, ?)",
                   [(key, name) for name, key in keys.items()])
    db.executemany("INSERT INTO experiment (id, name) VALUES (?, ?)",
                   [(index + 1, f"experiment-{index + 1}") for index in range(EXPERIMENTS)])
    db.execute("INSERT INTO dataset (id, name, fingerprint, train, validation, test, class_names)"
               " VALUES (1, 'cifar10', ?, 45000, 5000, 10000, ?)",
               ["1f" * 32, '["airplane","automobile","bird","cat"]'])
    db.executemany(
        "INSERT INTO environment (id, host, os, cpu, isa, threads, swift, convoy, git_commit, git_dirty)"
        " VALUES (?, ?, 'Linux 6.1', 'a processor', 'avx512', 2, '6.3.1', '0.1.0', ?, 0)",
        [(index + 1, f"host-{index % 4}", f"{index:040x}") for index in range(40)])
    for table in ["r (id INTEGER PRIMARY KEY)", "e (id INTEGER PRIMARY KEY)",
                  "m (id INTEGER PRIMARY KEY, low REAL, high REAL, speed REAL)"]:
        db.execute(f"CREATE TEMP TABLE {table}")
    db.executemany("INSERT INTO r VALUES (?)", ((index + 1,) for index in range(runs)))
    db.executemany("INSERT INTO e VALUES (?)", ((index + 1,) for index in range(epochs)))
    # Where a metric begins and ends, and how fast it gets there.
    ranges = {"train_loss": (2.3, 0.2), "train_accuracy": (0.1, 0.95), "val_loss": (2.3, 0.7),
              "val_accuracy": (0.1, 0.8), "images_per_second": (2000, 2400)}
    db.executemany("INSERT INTO m VALUES (?, ?, ?, ?)",
                   [(keys[name], *ranges.get(name, (20, 25)), 0 if name == "learning_rate" else 0.4)
                    for name in metric_names(metrics)])
    fill_runs(db, keys)
    fill_parameters(db, keys)
    fill_values(db)
    fill_checkpoints(db, epochs)


def fill_runs(db: sqlite3.Connection, keys: dict[str, int]) -> None:
    started = "(1750000000000 + id * 61000)"
    noise = UNIFORM.format("id", 7, 1)
    db.execute(f"""
        INSERT INTO run (id, uid, name, experiment, status, message, note, seed, started_at, ended_at,
          deleted_at, dataset, environment, model_parameters, model_mflop, best_metric, best_direction,
          pid, boot_id)
        SELECT id,
          printf('%08x-%04x-7%03x-%04x-%012x', {started} >> 16, {started} & 65535,
            id * 2654435761 % 4096, 32768 + id * 40503 % 16384, id * 11400714819323 % 281474976710656),
          printf('experiment-%d-%d', 1 + id % {EXPERIMENTS}, id), 1 + id % {EXPERIMENTS},
          CASE WHEN {noise} < 0.93 THEN 'finished' WHEN {noise} < 0.97 THEN 'failed' ELSE 'interrupted' END,
          CASE WHEN {noise} BETWEEN 0.93 AND 0.97 THEN 'epoch 10: val_loss is NaN' END,
          CASE WHEN id % 50 = 0 THEN 'a remark on run ' || id END, id,
          {started}, {started} + 240000, CASE WHEN id % 1000 = 0 THEN {started} + 500000 END, 1, 1 + id % 40,
          1000000 + id % 7 * 100000, 80.5, {keys["val_accuracy"]}, 'max', 1, 'boot' FROM r""")
    db.execute("INSERT INTO run_source (run, command_line, experiment_text) SELECT id, ?, ? FROM r",
               ['["convoy","run","experiments/cifar10-cnn.yaml"]', EXPERIMENT_TEXT])
    db.execute("""INSERT INTO event (run, at, kind, detail)
        SELECT run.id, CASE kind WHEN 1 THEN started_at WHEN 2 THEN ended_at ELSE deleted_at END,
          CASE kind WHEN 1 THEN 'created' WHEN 2 THEN status ELSE 'deleted' END, ''
        FROM run CROSS JOIN (SELECT 1 AS kind UNION SELECT 2 UNION SELECT 3)
        WHERE kind < 3 OR deleted_at IS NOT NULL""")
    db.execute("""INSERT INTO epoch (run, epoch, at)
        SELECT run.id, e.id, started_at + e.id * 23000 FROM run CROSS JOIN e""")
    db.execute("""INSERT INTO tag (run, key, text, number) SELECT id, ?, NULL, NULL FROM r WHERE id % 3 = 0
        UNION ALL SELECT id, ?, CASE id % 2 WHEN 0 THEN 'cnn' ELSE 'mlp' END, NULL FROM r WHERE id % 2 = 0""",
               [keys["baseline"], keys["kind"]])


def fill_parameters(db: sqlite3.Connection, keys: dict[str, int]) -> None:
    db.execute("""CREATE TEMP TABLE choice (key, place, count, text, number, PRIMARY KEY (key, place))
        WITHOUT ROWID""")
    for name, settings in PARAMETERS.items():
        for place, text in enumerate(settings or [None]):
            try:
                number = float(text or "")
            except ValueError:
                number = None
            db.execute("INSERT INTO choice VALUES (?, ?, ?, ?, ?)",
                       [keys[name], place, len(settings or [None]), text, number])
    # Parameters of equally many settings go together, as a layer's and its hyperparameter's do.
    draw = UNIFORM.format("r.id", "choice.count", 3)
    size = f"printf('%.6g', 1e-4 * (1 + 99 * {UNIFORM.format('r.id', 'choice.key', 5)}))"
    db.execute(f"""
        INSERT INTO parameter (run, key, text, number) SELECT r.id, choice.key, coalesce(choice.text, {size}),
          CASE WHEN choice.text IS NULL THEN CAST({size} AS REAL) ELSE choice.number END
        FROM r CROSS JOIN choice
        WHERE choice.place = CAST(choice.count * {draw} AS INTEGER)""")


def fill_values(db: sqlite3.Connection) -> None:
    noise = UNIFORM.format("r.id", "m.id", "e.id")
    skill = UNIFORM.format("r.id", "m.id", 0)
    db.execute(f"""
        INSERT INTO metric (run, key, epoch, value) SELECT r.id, m.id, e.id,
          CASE WHEN m.speed = 0 THEN 0.001 ELSE
            m.low + (m.high - m.low) * (0.6 + 0.4 * {skill}) * (1 - exp(-m.speed * e.id))
              * (0.97 + 0.03 * {noise}) END
        FROM r CROSS JOIN e CROSS JOIN m""")
    db.execute("""
        INSERT INTO metric_summary (run, key, count, non_finite, last, last_epoch, min, min_epoch, max,
          max_epoch)
        SELECT run, key, count(*), 0,
          max(CASE WHEN epoch = (SELECT max(id) FROM e) THEN value END), (SELECT max(id) FROM e),
          min(value), 1, max(value), 1
        FROM metric GROUP BY run, key""")
    for which in ["min", "max"]:
        db.execute(f"""UPDATE metric_summary SET {which}_epoch = (SELECT min(epoch) FROM metric
            WHERE metric.run = metric_summary.run AND metric.key = metric_summary.key
            AND metric.value = metric_summary.{which})""")


def fill_checkpoints(db: sqlite3.Connection, epochs: int) -> None:
    for index in range(64):
        content = bytes([index]) * 64
        db.execute("INSERT INTO blob (id, sha256, size, bytes) VALUES (?, ?, 64, ?)",
                   [index + 1, hashlib.sha256(content).digest(), content])
    db.execute("""INSERT INTO checkpoint (id, run, epoch, at, is_best)
        SELECT id, id, ?, started_at + 230000, 1 FROM run""", [epochs])
    db.execute("""INSERT INTO checkpoint_tensor (checkpoint, position, name, type, shape, blob)
        SELECT r.id, place, 'tensor_' || place, 'float32', '[16]', 1 + (r.id + place) % 64
        FROM r CROSS JOIN (SELECT 0 AS place UNION SELECT 1 UNION SELECT 2 UNION SELECT 3)""")

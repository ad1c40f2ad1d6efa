package dev.interlock.server.index;

import dev.interlock.server.store.FolderCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/**
 * The file of the index: terms, and postings, which are pairs of a term and an entry. Entries that are added together are packed into one
 * row for each term, as most of the time goes to rows. One thread adds while others look; these look one at a time.
 *
 * <p>The file is made anew, and its name taken away as soon as it is open, where the file system allows that: nobody else can open it, and
 * nothing is left of it, however the process ends.
 */
final class IndexFile implements AutoCloseable {

    /** The bits of a posting's term that hold its number; those above hold its kind. */
    private static final int BITS = 56;

    /** The most entries in one row: whoever looks for one of them unpacks the row. */
    static final int MOST_IN_ROW = 512;

    /** The most times that a page looks for the next entry that could be about all of its terms. */
    static final int MOST_COMPARED = 20_000;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE term(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL,"
                    + " count INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE(kind, name)) STRICT",
            "CREATE INDEX term_last ON term(kind, last)",
            "CREATE TABLE posting(term INTEGER NOT NULL, first INTEGER NOT NULL, rest BLOB NOT NULL,"
                    + " PRIMARY KEY(term, first)) STRICT, WITHOUT ROWID");

    private static final String UPSERT = "INSERT INTO term(kind, name, count, last) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT(kind, name) DO UPDATE SET count = count + excluded.count, last = excluded.last"
            + " RETURNING id";

    private final Path file;
    private final Connection writer;
    private final Connection reader; // guarded by this

    private IndexFile(Path file, Connection writer, Connection reader) {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
    }

    /** Makes the file in this folder, in the place of one that was left there. */
    static IndexFile create(Path folder) throws IOException, SQLException {
        Path file = folder.resolve(FolderCopy.INDEX);
        delete(file);
        Connection writer = writer(file);
        try {
            for (String table : TABLES) {
                execute(writer, table);
            }
            Connection reader = reader(file);
            var made = new IndexFile(file, writer, reader);
            made.counted(Term.Kind.EVENT, "", "", 1); // has the reader open all that it needs
            try {
                delete(file);
            } catch (IOException e) {
                // some systems delete no file that is open; then close does
            }
            return made;
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static Connection writer(Path file) throws SQLException {
        var config = bounded(32_000);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.OFF); // what a crash leaves is thrown away
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static Connection reader(Path file) throws SQLException {
        var config = bounded(16_000);
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** @param kib the most that is kept in memory of the file */
    private static SQLiteConfig bounded(int kib) {
        var config = new SQLiteConfig();
        config.setCacheSize(-kib);
        config.setTempStore(TempStore.MEMORY);
        config.setBusyTimeout(10_000);
        return config;
    }

    private static void delete(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    // --- by the thread that adds

    /** Adds postings in one transaction. */
    void add(Postings postings) throws SQLException {
        execute(writer, "BEGIN IMMEDIATE");
        boolean done = false;
        try {
            insert(ids(postings));
            execute(writer, "COMMIT");
            done = true;
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    /** Bounds the file, so that it is full soon; for tests. */
    void limitPages(long pages) throws SQLException {
        execute(writer, "PRAGMA max_page_count = " + pages);
    }

    private void rollBack() {
        try {
            execute(writer, "ROLLBACK");
        } catch (SQLException e) {
            // a full disk rolls back by itself; in any case the index is of no use any more
        }
    }

    /** The postings in the order in which they lie in the file, which is several times as fast. */
    private TreeMap<Long, Postings.Numbers> ids(Postings postings) throws SQLException {
        var ids = new TreeMap<Long, Postings.Numbers>();
        try (PreparedStatement upsert = writer.prepareStatement(UPSERT)) {
            for (Map.Entry<Term, Postings.Numbers> entry : postings.byTerm().entrySet()) {
                Postings.Numbers numbers = entry.getValue();
                ids.put(
                        switch (entry.getKey()) {
                            case Term.Numbered(Term.Kind kind, long number) -> id(kind, number);
                            case Term.Named(Term.Kind kind, String name) -> {
                                upsert.setInt(1, kind.ordinal());
                                upsert.setString(2, name);
                                upsert.setLong(3, numbers.count());
                                upsert.setLong(4, numbers.last());
                                try (ResultSet row = upsert.executeQuery()) {
                                    yield id(kind, row.next() ? row.getLong(1) : 0);
                                }
                            }
                        },
                        numbers);
            }
        }
        return ids;
    }

    private static long id(Term.Kind kind, long number) {
        return ((long) kind.ordinal() << BITS) | number;
    }

    private void insert(TreeMap<Long, Postings.Numbers> ids) throws SQLException {
        try (PreparedStatement insert =
                writer.prepareStatement("INSERT INTO posting(term, first, rest) VALUES (?, ?, ?)")) {
            for (Map.Entry<Long, Postings.Numbers> entry : ids.entrySet()) {
                Postings.Numbers numbers = entry.getValue();
                insert.setLong(1, entry.getKey());
                for (int first = 0; first < numbers.count(); first += MOST_IN_ROW) {
                    int end = Math.min(numbers.count(), first + MOST_IN_ROW);
                    insert.setLong(2, numbers.get(first));
                    insert.setBytes(3, PackedNumbers.after(first, end, numbers));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    // --- by those who look

    /** The id of a term; empty where no entry is about it. */
    private OptionalLong id(Term term) throws SQLException {
        return switch (term) {
            case Term.Numbered(Term.Kind kind, long number) -> OptionalLong.of(id(kind, number));
            case Term.Named(Term.Kind kind, String name) -> {
                try (PreparedStatement query =
                        reader.prepareStatement("SELECT id FROM term WHERE kind = ? AND name = ?")) {
                    query.setInt(1, kind.ordinal());
                    query.setString(2, name);
                    OptionalLong id = number(query);
                    yield id.isPresent() ? OptionalLong.of(id(kind, id.getAsLong())) : id;
                }
            }
        };
    }

    private static OptionalLong number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    /**
     * The entries below a number that are about all of these terms, the newest first.
     *
     * @param terms at least one
     */
    synchronized EntryPage find(List<Term> terms, long before, int limit) throws SQLException {
        var cursors = new ArrayList<PostingCursor>();
        try {
            for (Term term : terms) {
                OptionalLong id = id(term);
                if (id.isEmpty()) {
                    return new EntryPage(List.of(), OptionalLong.empty());
                }
                cursors.add(new PostingCursor(reader, id.getAsLong()));
            }
            return meet(cursors, before, limit);
        } finally {
            for (PostingCursor cursor : cursors) {
                cursor.close();
            }
        }
    }

    /** Where one cursor finds no entry, the others need not look at those above the next that it does find. */
    private static EntryPage meet(List<PostingCursor> cursors, long before, int limit) throws SQLException {
        var found = new ArrayList<Long>();
        long below = before;
        for (int looked = 0; looked < MOST_COMPARED; looked++) {
            long number = cursors.getFirst().below(below);
            long lowest = number;
            for (PostingCursor other : cursors.subList(1, cursors.size())) {
                lowest = lowest == PostingCursor.NONE ? lowest : other.below(lowest + 1);
            }
            if (lowest == PostingCursor.NONE) {
                return new EntryPage(found, OptionalLong.empty());
            }
            if (lowest < number) {
                below = lowest + 1;
            } else if (found.size() == limit) {
                return new EntryPage(found, OptionalLong.of(found.getLast()));
            } else {
                found.add(number);
                below = number;
            }
        }
        return new EntryPage(found, OptionalLong.of(below));
    }

    /** The entries from a number on that are about a term, the oldest first. */
    synchronized List<Long> from(Term term, long from, int limit) throws SQLException {
        OptionalLong id = id(term);
        if (id.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement query = reader.prepareStatement(
                "SELECT first, rest FROM posting WHERE term = ? AND first >= coalesce((SELECT max(first) FROM posting"
                        + " WHERE term = ? AND first <= ?), 0) ORDER BY first")) {
            query.setLong(1, id.getAsLong());
            query.setLong(2, id.getAsLong());
            query.setLong(3, from);
            var numbers = new ArrayList<Long>();
            try (ResultSet row = query.executeQuery()) {
                while (numbers.size() < limit && row.next()) {
                    Arrays.stream(PackedNumbers.numbers(row.getLong(1), row.getBytes(2)))
                            .filter(number -> number >= from)
                            .limit(limit - numbers.size())
                            .forEach(numbers::add);
                }
            }
            return numbers;
        }
    }

    /** The names of a kind that begin so, after a name, in their order. */
    synchronized List<Counted> counted(Term.Kind kind, String prefix, String after, int limit) throws SQLException {
        // What begins so lies from the prefix on, up to the prefix followed by the highest of all characters.
        try (PreparedStatement query =
                reader.prepareStatement("SELECT name, count, last FROM term WHERE kind = ? AND name >= ?"
                        + " AND name <= ? AND name > ? ORDER BY name LIMIT ?")) {
            query.setInt(1, kind.ordinal());
            query.setString(2, prefix);
            query.setString(3, prefix + Character.toString(Character.MAX_CODE_POINT));
            query.setString(4, after);
            query.setInt(5, limit);
            return counted(query);
        }
    }

    /** The names of a kind, those with the newest entries first, after the name with this newest entry. */
    synchronized List<Counted> newest(Term.Kind kind, long last, String after, int limit) throws SQLException {
        try (PreparedStatement query = reader.prepareStatement("SELECT name, count, last FROM term"
                + " WHERE kind = ? AND last <= ? AND (last < ? OR name > ?) ORDER BY last DESC, name LIMIT ?")) {
            query.setInt(1, kind.ordinal());
            query.setLong(2, last);
            query.setLong(3, last);
            query.setString(4, after);
            query.setInt(5, limit);
            return counted(query);
        }
    }

    private static List<Counted> counted(PreparedStatement query) throws SQLException {
        var found = new ArrayList<Counted>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new Counted(row.getString(1), row.getLong(2), row.getLong(3)));
            }
        }
        return found;
    }

    /** Closes the file, and deletes it where it could not be deleted before. */
    @Override
    public void close() throws IOException, SQLException {
        try (writer) {
            synchronized (this) {
                reader.close();
            }
        } finally {
            delete(file);
        }
    }
}

package dev.interlock.server.store;

import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteException;

/** Connections to the database file, and what its errors mean. */
final class Sqlite {
    /** The database in a data folder. */
    static final String FILE = "ledger.db";

    /** The id in the header of the database file, "ILK1", so that no other database is taken for ours. */
    static final int APPLICATION_ID = 0x494c4b31;

    /** The version of the tables. */
    static final int VERSION = 2;

    /** The version of the tables that has neither openings nor names of parties. */
    static final int WITHOUT_OPENINGS = 1;

    private Sqlite() {}

    /** A connection that writes; a commit is on the disk when it returns. */
    static Connection writer(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(2_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** A connection that reads, also while a writer in another process writes. */
    static Connection reader(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(2_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** The error in the ledger's terms. */
    static StoreException failure(Path file, String what, SQLException e) {
        Problem problem = problem(e);
        String remedy = switch (problem) {
            case FULL -> "the disk is full, so nothing was written; free some space";
            case CORRUPT -> "the file is damaged or is not a ledger database; restore it from a backup";
            case IN_USE -> "another program has locked the database; end its transaction";
            case DEPOSED -> "another process took over the ledger; stop one of the two";
            case READ_ONLY -> "the file or its folder cannot be written to; check the permissions";
            case CLOSED -> "the store is closed";
            case IO -> "reading or writing the file failed; check the disk";
        };
        return new StoreException(problem, what + " `" + file + "`: " + remedy + " (" + e.getMessage() + ")", e);
    }

    private static Problem problem(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return Problem.IO;
        }
        // the low byte is the primary code; extended codes say more in the others
        return switch (sqlite.getResultCode().code & 0xFF) {
            case 13 -> Problem.FULL; // SQLITE_FULL
            case 1, 11, 26 -> Problem.CORRUPT; // SQLITE_ERROR (the tables are others), SQLITE_CORRUPT, SQLITE_NOTADB
            case 5, 6 -> Problem.IN_USE; // SQLITE_BUSY, SQLITE_LOCKED
            case 8 -> Problem.READ_ONLY; // SQLITE_READONLY
            default -> Problem.IO;
        };
    }
}

package dev.interlock.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The epilogue: on a copy of the ledger, somebody who can write to its files makes the record say that another agent was refused. */
final class Tampering {

    private static final List<String> FILES = List.of("ledger.db", "signing.vkey");
    private static final String EDIT = """
        UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '"agent":"planner"', '"agent":"payer"') AS BLOB)
        WHERE seq = ?\
        """;

    private final Path ledger;
    private final Path copy;
    private final Story story;

    /**
     * @param ledger folder of a ledger that nobody writes to any more
     * @param copy folder for the copy, which is made
     */
    Tampering(Path ledger, Path copy, Story story) {
        this.ledger = ledger;
        this.copy = copy;
        this.story = story;
    }

    /** Changes the entry of a call of the planner in the copy. */
    void play(String call) throws IOException {
        story.scene("8  The record cannot be changed quietly");
        story.note("in a copy of the ledger, " + call + " is changed to name `payer` instead of `planner`:");
        Files.createDirectory(copy);
        for (String file : FILES) {
            Files.copy(ledger.resolve(file), copy.resolve(file));
        }
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve(FILES.getFirst()));
                PreparedStatement edit = db.prepareStatement(EDIT)) {
            edit.setLong(1, Long.parseLong(call.substring(call.indexOf('-') + 1)));
            if (edit.executeUpdate() != 1) {
                throw new IllegalStateException("the copy has no entry of " + call);
            }
        } catch (SQLException e) {
            throw new IOException("cannot change the copy of the ledger: " + e.getMessage(), e);
        }
    }
}

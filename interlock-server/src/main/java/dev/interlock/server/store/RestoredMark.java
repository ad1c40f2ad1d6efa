package dev.interlock.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mark in a backup, and in a data folder that was made from one. The first start on the folder records that, and takes it away: from then on the
 * ledger says it.
 */
public final class RestoredMark implements StartMark {

    static final String FILE = "restored";

    private final Path folder;

    /** @param folder the data folder */
    public RestoredMark(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean isSet() {
        return Files.exists(folder.resolve(FILE));
    }

    /** Marks the folder, durably. */
    void set(String from) throws IOException {
        SecretFile.write(folder.resolve(FILE), (from + "\n").getBytes(StandardCharsets.UTF_8));
        DurableFolder.force(folder);
    }

    @Override
    public void remove() throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        DurableFolder.force(folder);
    }
}

package dev.interlock.cli.terminal;

import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.verify.TileFolder;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option {@code --data}, and what stands for it when it is not given. */
public final class DataFolder {

    static final String VARIABLE = "INTERLOCK_DATA";
    private static final String USUAL = ".interlock/data";
    private static final String DEMO = ".interlock/demo";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of a server, which may be running, or the folder of an export. Default: "
                    + "$INTERLOCK_DATA, else `.interlock/data`, else the demo's `.interlock/demo`.")
    private @Nullable Path folder;

    /**
     * A ledger opened for reading.
     *
     * @param reader of its entries
     * @param folder where it is: keys and policies are beside it
     */
    public record Opened(LedgerReader reader, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (reader instanceof SqliteReader database) {
                database.close();
            }
        }
    }

    /** Refuses a folder that is named beside a server: the two may have different records. */
    public void requireNone() throws WrongUsage {
        if (folder != null) {
            throw new WrongUsage("--url and --data specify two sources; leave out one of them");
        }
    }

    /** Opens the ledger that is meant. Says so, beside the output, when it is the demo's and nobody named it. */
    public Opened open(CommandSpec command) throws WrongUsage, IOException {
        return open(chosen(command));
    }

    /** The data folder of a server that is meant. Says so, beside the output, when it is the demo's and nobody named it. */
    public Path folder(CommandSpec command) throws WrongUsage {
        Path chosen = chosen(command);
        if (!Files.isRegularFile(chosen.resolve("ledger.db"))) {
            throw new WrongUsage(
                    "there is no ledger in `" + chosen + "`; give the data folder of a server with --data");
        }
        return chosen;
    }

    private Path chosen(CommandSpec command) throws WrongUsage {
        String variable = Surroundings.of(command).environment().get(VARIABLE);
        Path chosen = choose(folder, variable, Path.of(""));
        if (folder == null && (variable == null || variable.isEmpty()) && chosen.endsWith(DEMO)) {
            command.commandLine()
                    .getErr()
                    .println("(using the demo's data in `" + chosen + "`; choose another folder with --data)");
        }
        return chosen;
    }

    /** The folder that is meant, whether it exists or not. */
    static Path choose(@Nullable Path option, @Nullable String variable, Path current) throws WrongUsage {
        if (option != null) {
            return option;
        }
        if (variable != null && !variable.isEmpty()) {
            return Path.of(variable);
        }
        for (String usual : new String[] {USUAL, DEMO}) {
            if (Files.isDirectory(current.resolve(usual))) {
                return current.resolve(usual);
            }
        }
        throw new WrongUsage("which ledger? there is no `" + USUAL + "` and no `" + DEMO
                + "` here; give the data folder with --data or " + VARIABLE + ", or run `interlock demo` "
                + "to make one");
    }

    /** Opens the data folder of a server or the folder of an export, by what is in it. */
    public static Opened open(Path folder) throws WrongUsage, IOException {
        if (!Files.isDirectory(folder)) {
            throw new WrongUsage("there is no folder `" + folder + "`; give the data folder of a server, or an export");
        }
        if (Files.exists(folder.resolve("ledger.db"))) {
            return new Opened(SqliteReader.open(folder), folder);
        }
        if (Files.exists(folder.resolve("checkpoint"))) {
            return new Opened(TileFolder.open(folder), folder);
        }
        throw new WrongUsage("there is no ledger in `" + folder
                + "`: it has neither `ledger.db`, as a server's data folder has, nor `checkpoint`, as "
                + "an export has");
    }
}

package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock ledger checkpoint}: the newest signed checkpoint, to be kept where nobody can change it with the rest. */
@Command(
        name = "checkpoint",
        description = "Print the newest signed checkpoint. Keep it elsewhere: `ledger verify --checkpoint "
                + "FILE` later finds out whether the entries that it covers were removed or rewritten.")
final class LedgerCheckpointCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Option(
            names = "--key",
            paramLabel = "FILE|VKEY",
            description = "The ledger's public key. Default: the key beside the ledger.")
    private @Nullable String key;

    @Override
    public Integer call() throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (DataFolder.Opened ledger = data.open(spec)) {
            LedgerKey ledgerKey = LedgerKey.of(key, ledger.folder());
            Optional<StoredCheckpoint> newest = ledger.reader().newestCheckpoint();
            if (newest.isEmpty()) {
                err.println("interlock: the ledger has no checkpoint; run `interlock ledger verify`");
                return ExitCode.FOUND_SOMETHING;
            }
            Optional<String> problem = problem(newest.get().note(), ledgerKey);
            if (problem.isPresent()) {
                err.println("interlock: the newest checkpoint is not valid: " + problem.get()
                        + "; run `interlock ledger verify`");
                return ExitCode.FOUND_SOMETHING;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.print(newest.get().note()); // exactly, so that it can be redirected to a file
            out.flush();
            return ExitCode.FINE;
        }
    }

    private static Optional<String> problem(String note, LedgerKey key) {
        try {
            return switch (SignedNote.parse(note).verify(List.of(key.key()))) {
                case SignedNote.Verification.Verified verified -> Optional.empty();
                case SignedNote.Verification.Rejected(String reason) -> Optional.of(reason);
            };
        } catch (NoteFormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

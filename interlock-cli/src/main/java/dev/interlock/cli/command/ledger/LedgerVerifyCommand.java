package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.render.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock ledger verify}: reads everything and compares it with what was signed. */
@Command(
        name = "verify",
        description = "Verify the whole record: hashes, signatures, and that every entry is an event.",
        footer = {"", "Exit codes: 0 verified, 1 damage found, 2 wrong usage or no ledger there."})
final class LedgerVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Option(
            names = "--key",
            paramLabel = "FILE|VKEY",
            description = "The ledger's public key, as handed out by its owner. Default: the key beside the ledger.")
    private @Nullable String key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint that was kept elsewhere; finds a tail that was cut, or a record that was "
                            + "rewritten with its own checkpoints. May be given several times.")
    private List<Path> kept = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "EXPORT", description = "The folder of an export, instead of --data.")
    private @Nullable Path export;

    @Override
    public Integer call() throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> checkpoints = new ArrayList<>();
        for (Path file : kept) {
            if (!Files.isRegularFile(file)) {
                throw new WrongUsage("there is no checkpoint `" + file + "`");
            }
            checkpoints.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
        try (DataFolder.Opened ledger = export == null ? data.open(spec) : DataFolder.open(export)) {
            LedgerKey ledgerKey = LedgerKey.of(key, ledger.folder());
            boolean watched = Surroundings.of(spec).terminal();
            var events = new EventCheck(
                    ledger.reader(), progress(err, watched, ledger.reader().size()));
            long begin = System.nanoTime();
            Report report = new Verifier(ledgerKey.key()).verify(events, checkpoints);
            long nanos = System.nanoTime() - begin;
            if (watched) {
                err.print("\r\u001b[K");
                err.flush();
            }
            var result = new VerifyResult(
                    report,
                    events.found(),
                    events.unnamed(),
                    ledger.reader().keepsOpenings(),
                    ledgerKey,
                    checkpoints.size(),
                    nanos);
            Paint paint = TerminalPaint.of(Surroundings.of(spec));
            PrintWriter out = spec.commandLine().getOut();
            (json ? result.json() : result.lines(paint, TerminalPaint.width(Surroundings.of(spec))))
                    .forEach(out::println);
            out.flush();
            return result.sound() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
        }
    }

    /** Shows the percentage on the terminal, for what takes long. */
    private static LongConsumer progress(PrintWriter err, boolean watched, long size) {
        long step = Math.max(50_000, size / 100);
        return read -> {
            if (watched && read % step == 0) {
                err.print("\rverifying: " + read * 100 / Math.max(1, size) + " % of " + size + " entries");
                err.flush();
            }
        };
    }
}

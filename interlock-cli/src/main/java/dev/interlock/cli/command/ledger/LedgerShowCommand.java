package dev.interlock.cli.command.ledger;

import dev.interlock.cli.remote.AskedServer;
import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.server.domain.LeafReader;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock ledger show}: recorded events, one line each, the oldest first. */
@Command(name = "show", description = "Show recorded events, one per line.")
final class LedgerShowCommand implements Callable<Integer> {

    /** Entries read at once when the last ones are looked for from the end. */
    private static final int CHUNK = 1_000;

    private static final int WHO = 14;

    /** Characters written at once. */
    private static final int BLOCK = 16_384;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Mixin
    private AskedServer server;

    @Mixin
    private LedgerFilter filter;

    @Parameters(
            arity = "0..1",
            paramLabel = "FROM[..TO]",
            description = "A range of entries, by number or id. Default: the last ones.")
    private @Nullable String range;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many of the last events to show if no range is given. Default: ${DEFAULT-VALUE}.")
    private int last;

    @Option(
            names = "--json",
            description =
                    "Print each entry as a JSON object: its index, the event, and its leaf, in which names and texts"
                            + " are hidden.")
    private boolean json;

    @Override
    public Integer call() throws WrongUsage, InterruptedException, IOException {
        filter.check();
        if (last < 1) {
            throw new WrongUsage("`--last " + last + "` shows nothing; give a number of at least 1");
        }
        LedgerRange wanted = range == null ? null : LedgerRange.parse(range);
        PrintWriter out = spec.commandLine().getOut();
        if (server.isNamed()) {
            return ask(wanted, out);
        }
        try (DataFolder.Opened ledger = data.open(spec)) {
            var folder = new LedgerReplayer(ledger.reader(), LeafReader.Gaps.SHOWN);
            long size = ledger.reader().size();
            var printer = new Printer(
                    out,
                    new LeafReader(ledger.reader(), LeafReader.Gaps.SHOWN),
                    folder,
                    KeptPhrases.of(ledger),
                    TerminalPaint.of(Surroundings.of(spec)),
                    idWidth(size));
            if (wanted != null) {
                long end = Math.min(size, wanted.last() == Long.MAX_VALUE ? size : wanted.last() + 1);
                ledger.reader().read(wanted.first(), end, printer::consider);
                if (wanted.first() >= size) {
                    spec.commandLine()
                            .getErr()
                            .println("(the ledger has " + size + " entries, from 0 to " + (size - 1) + ")");
                }
            } else {
                tail(ledger.reader(), size, printer);
            }
            printer.flush();
            return printer.unreadable ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
        } catch (OutputClosed e) {
            return ExitCode.FINE;
        }
    }

    /** Asks the server for the entries, which it writes as they are written here. */
    private int ask(@Nullable LedgerRange wanted, PrintWriter out)
            throws WrongUsage, InterruptedException, IOException {
        data.requireNone();
        if (json) {
            throw new WrongUsage("--json needs a data folder; leave out --url, or read the API's `/v1/entries`");
        }
        LedgerRange range = wanted == null ? new LedgerRange(0, Long.MAX_VALUE) : wanted;
        int most = wanted == null ? last : Integer.MAX_VALUE;
        Optional<AskedEntries.Read> found = new AskedEntries(server, filter.parameters()).read(range, most);
        if (found.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        Paint paint = TerminalPaint.of(Surroundings.of(spec));
        int idWidth = idWidth(found.get().size());
        found.get().entries().forEach(entry -> out.println(entry.format(paint, idWidth, WHO)));
        return ExitCode.FINE;
    }

    /** The width of the longest id in a record of this size. */
    private static int idWidth(long size) {
        return Long.toString(size).length() + 2;
    }

    /** Goes back from the end until enough entries fit, and shows those. */
    private void tail(LedgerReader reader, long size, Printer printer) throws IOException {
        List<Leaf> found = new ArrayList<>();
        for (long end = size; end > 0 && found.size() < last; end = Math.max(0, end - CHUNK)) {
            var chunk = new ArrayList<Leaf>();
            reader.read(Math.max(0, end - CHUNK), end, (index, bytes, opening) -> {
                if (printer.fits(index, bytes, opening)) {
                    chunk.add(new Leaf(index, bytes, opening));
                }
            });
            chunk.addAll(found);
            found = chunk;
        }
        for (Leaf leaf : found.subList(Math.max(0, found.size() - last), found.size())) {
            printer.print(leaf.index, leaf.bytes, leaf.opening);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Leaf(long index, byte[] bytes, byte[] opening) {}

    /** The reader of a pipe has seen enough. */
    private static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Prints entries that fit. What is no event is shown as such, whatever is asked for. */
    private final class Printer {
        private final PrintWriter out;
        private final LeafReader leaves;
        private final LedgerReplayer history;
        private final CallPhrases phrases;
        private final Paint paint;
        private final int idWidth;
        private boolean unreadable;
        private final StringBuilder waiting = new StringBuilder();

        Printer(
                PrintWriter out,
                LeafReader leaves,
                LedgerReplayer history,
                CallPhrases phrases,
                Paint paint,
                int idWidth) {
            this.out = out;
            this.leaves = leaves;
            this.history = history;
            this.phrases = phrases;
            this.paint = paint;
            this.idWidth = idWidth;
        }

        boolean fits(long index, byte[] leaf, byte[] opening) {
            if (filter.isEmpty()) {
                return true;
            }
            try {
                return filter.fits(leaves.read(index, leaf, opening), history);
            } catch (IOException | UncheckedIOException e) {
                return true;
            }
        }

        void consider(long index, byte[] leaf, byte[] opening) {
            if (fits(index, leaf, opening)) {
                print(index, leaf, opening);
            }
        }

        void print(long index, byte[] leaf, byte[] opening) {
            try {
                Recorded recorded = leaves.read(index, leaf, opening);
                waiting.append(
                        json
                                ? "{\"event\":" + utf8(Leaves.shown(recorded)) + ",\"index\":" + index + ",\"leaf\":"
                                        + utf8(leaf) + "}"
                                : EventLine.of(recorded, history, phrases).format(paint, idWidth, WHO));
            } catch (IOException e) {
                unreadable = true;
                String bytes = Base64.getEncoder().encodeToString(leaf);
                waiting.append(
                        json
                                ? "{\"index\":" + index + ",\"unreadable\":\"" + bytes + "\"}"
                                : paint.deny(e.getMessage() + "; run `interlock ledger verify`"));
            }
            waiting.append(System.lineSeparator());
            if (waiting.length() > BLOCK) {
                flush();
            }
        }

        private static String utf8(byte[] json) {
            return new String(json, StandardCharsets.UTF_8);
        }

        /** Writes what waits: line by line a long output takes three times as long. */
        void flush() {
            out.print(waiting);
            waiting.setLength(0);
            // the standard output keeps its errors to itself
            if (out.checkError() || System.out.checkError()) {
                throw new OutputClosed();
            }
        }
    }
}

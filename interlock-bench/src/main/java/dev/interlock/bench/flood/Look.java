package dev.interlock.bench.flood;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The look for people at where memory and disk went: what the heap holds, and what the ledger consists of. */
final class Look {

    private static final int LINES = 16;
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z-]+)\"");

    private Look() {}

    /** The classes of which the live heap has most; the process collects its garbage for it. */
    static void intoHeap(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        jcmd.getOutputStream().close();
        try (var lines = jcmd.inputReader()) {
            lines.lines().limit(LINES).forEach(System.err::println);
        } catch (UncheckedIOException e) {
            System.err.println("flood: jcmd gave no answer: " + e.getMessage());
        } finally {
            jcmd.destroy();
        }
    }

    private record Size(long entries, long bytes) {
        Size and(Size more) {
            return new Size(entries + more.entries, bytes + more.bytes);
        }
    }

    /** Entries and bytes by the type of the event. Nobody else may have the ledger open. */
    static void intoLedger(Path data) throws IOException {
        Map<String, Size> sizes = new TreeMap<>();
        try (SqliteStore store = SqliteStore.open(data)) {
            store.read(0, store.size(), (index, leaf, opening) -> {
                Matcher type = TYPE.matcher(new String(leaf, UTF_8));
                sizes.merge(type.find() ? type.group(1) : "none", new Size(1, leaf.length + opening.length), Size::and);
            });
        }
        sizes.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Size> each) -> -each.getValue().bytes()))
                .forEach(each -> System.err.printf(
                        "flood: ledger, %s: %d entries, %.1f MB%n",
                        each.getKey(),
                        each.getValue().entries(),
                        each.getValue().bytes() / 1e6));
    }
}

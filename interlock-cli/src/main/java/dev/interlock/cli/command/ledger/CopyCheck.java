package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Verifies the ledger in a folder that was copied, as {@code interlock ledger verify} does. */
final class CopyCheck {

    private CopyCheck() {}

    /** The result for one folder. */
    record Checked(VerifyResult result) {

        boolean sound() {
            return result.sound();
        }

        String ledger() {
            return result.key().key().name();
        }

        long size() {
            return switch (result.report()) {
                case Report.Verified verified -> verified.size();
                case Report.Broken broken -> broken.size();
            };
        }

        /** Says what is damaged. */
        void print(CommandSpec spec, boolean json) {
            PrintWriter out = spec.commandLine().getOut();
            Surroundings surroundings = Surroundings.of(spec);
            (json ? result.json() : result.lines(TerminalPaint.of(surroundings), TerminalPaint.width(surroundings)))
                    .forEach(out::println);
        }

        /** The result as one object, in one line. */
        String json(String what, Path folder) {
            Map<String, @Nullable Object> json = new TreeMap<>();
            json.put("ledger", ledger());
            json.put("size", size());
            json.put("verified", sound());
            json.put(what, folder.toString());
            return new String(CanonicalJson.encode(json), StandardCharsets.UTF_8);
        }
    }

    static Checked of(Path folder, CommandSpec spec) throws WrongUsage, IOException {
        try (DataFolder.Opened ledger = DataFolder.open(folder)) {
            LedgerKey key = LedgerKey.of(null, folder);
            var events = new EventCheck(ledger.reader(), read -> {});
            long began = System.nanoTime();
            Report report = new Verifier(key.key()).verify(events, List.of());
            long nanos = System.nanoTime() - began;
            return new Checked(new VerifyResult(
                    report, events.found(), events.unnamed(), ledger.reader().keepsOpenings(), key, 0, nanos));
        }
    }
}

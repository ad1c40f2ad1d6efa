package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.AskedServer;
import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        description = "Verify the record: hashes, signatures, and that every entry is an event.",
        footer = {
            "",
            "With --url, the entries of a running server are fetched page by page and hashed here. "
                    + "The server is not trusted, so get the ledger's key from its owner.",
            "",
            "  interlock ledger verify --url URL --key signing.vkey --keep checkpoint",
            "",
            "Run regularly, this detects a record that was truncated or rewritten in between.",
            "",
            "Exit codes: 0 verified, 1 damage found, 2 usage error, or no ledger or server."
        })
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
            description = "A signed checkpoint that was kept elsewhere; detects a truncated record, or one that "
                    + "was rewritten together with its checkpoints. May be repeated.")
    private List<Path> kept = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description = "Compare with the checkpoint in this file, if it exists; if all is well, store the "
                    + "newest one in it for the next run.")
    private @Nullable Path keep;

    @Option(
            names = "--entry",
            paramLabel = "ID",
            description = "With --url: verify only that this entry is in the record, without reading all of "
                    + "it. May be repeated.")
    private List<String> entries = new ArrayList<>();

    @Mixin
    private AskedServer server;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "EXPORT", description = "The folder of an export, instead of --data.")
    private @Nullable Path export;

    @Override
    public Integer call() throws WrongUsage, IOException, InterruptedException {
        List<String> checkpoints = checkpoints();
        if (server.isNamed()) {
            return remote(checkpoints);
        }
        if (!entries.isEmpty()) {
            throw new WrongUsage("--entry needs --url; for an entry of a data folder use `interlock ledger proof`");
        }
        try (DataFolder.Opened ledger = export == null ? data.open(spec) : DataFolder.open(export)) {
            return whole(ledger.reader(), LedgerKey.of(key, ledger.folder()), checkpoints);
        }
    }

    private List<String> checkpoints() throws WrongUsage, IOException {
        List<String> checkpoints = new ArrayList<>();
        for (Path file : kept) {
            if (!Files.isRegularFile(file)) {
                throw new WrongUsage("there is no checkpoint `" + file + "`");
            }
            checkpoints.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
        if (keep != null && Files.isRegularFile(keep)) {
            checkpoints.add(new String(Files.readAllBytes(keep), StandardCharsets.UTF_8));
        }
        return checkpoints;
    }

    /** Verifies the record of a server: all of it, or that some entries are in it. */
    private int remote(List<String> checkpoints) throws WrongUsage, IOException, InterruptedException {
        data.requireNone();
        if (export != null) {
            throw new WrongUsage("--url and `" + export + "` specify two sources; leave out one of them");
        }
        if (key == null) {
            throw new WrongUsage("an untrusted server is checked against the ledger's public key, which must not come "
                    + "from the server; give the key with --key");
        }
        var ledgerKey = new LedgerKey(LedgerKey.given(key), false);
        List<Long> numbers = new ArrayList<>();
        for (String id : entries) {
            numbers.add(Ids.parseAny(id)
                    .orElseThrow(() -> new WrongUsage(
                            "`" + id + "` is not an id; write one such as c-17, t-12, h-17 or a-20, or a number")));
        }
        try {
            ApiClient client = server.client();
            RemoteLedger ledger = RemoteLedger.open(path -> server.answer(client, path), ledgerKey.key());
            if (numbers.isEmpty()) {
                return whole(ledger, ledgerKey, checkpoints);
            }
            AskedProof proof = AskedProof.of(ledger, ledgerKey.key(), numbers, checkpoints);
            print(json ? proof.json() : proof.lines(paint(), width(), checkpoints.size()));
            return ended(proof.sound(), ledger);
        } catch (StoreException e) {
            String why = String.valueOf(e.getMessage());
            ObjectNode told =
                    Json.object().put("ledger", ledgerKey.key().name()).put("verified", false);
            told.putArray("findings").add(why);
            print(List.of(json ? Json.text(told) : paint().deny("damaged") + ": " + why));
            return ExitCode.FOUND_SOMETHING;
        } catch (AskedServer.NotAnswered e) {
            return e.told(spec.commandLine().getErr());
        }
    }

    /** Reads all entries. */
    private int whole(LedgerReader reader, LedgerKey ledgerKey, List<String> checkpoints) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        boolean watched = Surroundings.of(spec).terminal();
        var events = new EventCheck(reader, progress(err, watched, reader.size()));
        long begin = System.nanoTime();
        Report report = new Verifier(ledgerKey.key()).verify(events, checkpoints);
        long nanos = System.nanoTime() - begin;
        if (watched) {
            err.print("\r\u001b[K");
            err.flush();
        }
        var result = new VerifyResult(
                report, events.found(), events.unnamed(), reader.keepsOpenings(), ledgerKey, checkpoints.size(), nanos);
        print(json ? result.json() : result.lines(paint(), width()));
        return ended(result.sound(), reader);
    }

    /** Keeps the newest checkpoint of a record that is sound, where that is wanted. */
    private int ended(boolean sound, LedgerReader reader) throws IOException {
        Optional<StoredCheckpoint> newest = reader.newestCheckpoint();
        if (sound && keep != null && newest.isPresent()) {
            Files.writeString(keep, newest.get().note());
        }
        return sound ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    private void print(List<String> lines) {
        lines.forEach(spec.commandLine().getOut()::println);
    }

    private Paint paint() {
        return TerminalPaint.of(Surroundings.of(spec));
    }

    private int width() {
        return TerminalPaint.width(Surroundings.of(spec));
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

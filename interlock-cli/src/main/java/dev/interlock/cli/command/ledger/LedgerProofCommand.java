package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.log.LedgerProofs;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code interlock ledger proof}: evidence for one entry in one file (C2SP tlog-proof), and its verification. The file
 * carries the entry itself as its extra data, so that nothing else is needed to check it but the key.
 */
@Command(name = "proof", description = "Make or check a proof that an entry is in the record.")
final class LedgerProofCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The entry: c-17, t-12, h-17, a-20 or a number.")
    private @Nullable String id;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the proof to this file. Its name usually ends in `.tlog-proof`.")
    private @Nullable Path output;

    @Option(names = "--check", paramLabel = "FILE", description = "Check the proof in this file, without the ledger.")
    private @Nullable Path check;

    @Option(names = "--key", paramLabel = "FILE|VKEY", description = "The ledger's public key; required with --check.")
    private @Nullable String key;

    @Option(
            names = "--leaf",
            paramLabel = "FILE",
            description = "With --check: the entry that it should prove. Default: the one in the proof.")
    private @Nullable Path leaf;

    @Override
    public Integer call() throws WrongUsage, IOException {
        if (check != null && id == null) {
            return check(check);
        }
        if (id == null || check != null) {
            throw new WrongUsage("give the entry to prove, as in `interlock ledger proof c-17`, or the proof to check, "
                    + "as in `interlock ledger proof --check c-17.tlog-proof --key signing.vkey`");
        }
        OptionalLong number = Ids.parseAny(id);
        if (number.isEmpty()) {
            throw new WrongUsage("`" + id + "` is not an id; write one such as c-17, t-12, h-17 or a-20, or a number");
        }
        return make(number.getAsLong());
    }

    private int make(long index) throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (DataFolder.Opened ledger = data.open(spec)) {
            LedgerKey ledgerKey = LedgerKey.of(key, ledger.folder());
            Optional<TlogProof> bare = LedgerProofs.evidence(ledger.reader(), index, ledgerKey.key());
            if (bare.isEmpty()) {
                long size = ledger.reader().size();
                err.println(
                        index >= size
                                ? "interlock: there is no entry " + index + ": the ledger has " + size + " entries"
                                : "interlock: no checkpoint covers entry " + index + " yet; a running server signs one "
                                        + "within seconds");
                return ExitCode.FOUND_SOMETHING;
            }
            List<byte[]> leaves = new ArrayList<>(1);
            ledger.reader().read(index, index + 1, (at, bytes, opening) -> leaves.add(bytes));
            TlogProof proof = bare.get();
            String text =
                    new TlogProof(Optional.of(leaves.getFirst()), index, proof.path(), proof.checkpoint()).format();
            PrintWriter out = spec.commandLine().getOut();
            if (output == null) {
                out.print(text);
                out.flush();
            } else {
                Path parent = output.toAbsolutePath().getParent();
                if (parent != null && !Files.isDirectory(parent)) {
                    throw new WrongUsage("there is no folder `" + parent + "` to write the proof to");
                }
                Files.writeString(output, text);
                out.println("wrote the proof of entry " + index + " to `" + output + "`");
                out.println("check it anywhere with: interlock ledger proof --check " + output + " --key '"
                        + ledgerKey.key().format() + "'");
            }
            return ExitCode.FINE;
        }
    }

    private int check(Path file) throws WrongUsage, IOException {
        if (key == null) {
            throw new WrongUsage("a proof is checked against the ledger's public key, which must not come with the "
                    + "proof; give the key with --key");
        }
        TlogProof proof;
        try {
            proof = TlogProof.parse(Files.readString(existing(file)));
        } catch (NoteFormatException e) {
            return refuted("`" + file + "` is not a proof: " + e.getMessage());
        }
        Optional<byte[]> entry = leaf == null ? proof.extra() : Optional.of(Files.readAllBytes(existing(leaf)));
        if (entry.isEmpty()) {
            throw new WrongUsage("`" + file + "` does not contain the entry; give it with --leaf");
        }
        return switch (proof.verify(entry.get(), LedgerKey.given(key))) {
            case TlogProof.Evidence.Refuted(String reason) -> refuted(reason);
            case TlogProof.Evidence.Included(Checkpoint checkpoint, long index) -> {
                PrintWriter out = spec.commandLine().getOut();
                out.println(TerminalPaint.of(Surroundings.of(spec)).permit("proved") + ": this is entry " + index
                        + " of `" + checkpoint.origin() + "`, signed at size " + checkpoint.size());
                out.println(new String(entry.get(), StandardCharsets.UTF_8));
                out.flush();
                yield ExitCode.FINE;
            }
        };
    }

    private static Path existing(Path file) throws WrongUsage {
        if (!Files.isRegularFile(file)) {
            throw new WrongUsage("there is no file `" + file + "`");
        }
        return file;
    }

    private int refuted(@Nullable String reason) {
        spec.commandLine()
                .getOut()
                .println(TerminalPaint.of(Surroundings.of(spec)).deny("not proved") + ": " + reason);
        return ExitCode.FOUND_SOMETHING;
    }
}

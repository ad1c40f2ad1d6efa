package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public key to check a ledger with.
 *
 * @param key the key
 * @param own it stood beside the ledger itself, so that whoever forged the one could have forged the other
 */
record LedgerKey(VerifierKey key, boolean own) {

    /** The name of the file beside a ledger. */
    static final String FILE = "signing.vkey";

    /** The key that was given, else the one in the ledger's folder. */
    static LedgerKey of(@Nullable String given, Path folder) throws WrongUsage, IOException {
        if (given != null) {
            return new LedgerKey(given(given), false);
        }
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new WrongUsage("there is no key to verify with: there is no `" + FILE + "` in `" + folder
                    + "`; give the ledger's public key with --key");
        }
        return new LedgerKey(
                parse(Files.readString(file)).orElseThrow(() -> new WrongUsage("`" + file + "` is not a verifier key")),
                true);
    }

    /** A key as text, or the name of the file it is in. */
    static VerifierKey given(String given) throws WrongUsage, IOException {
        Optional<VerifierKey> text = parse(given);
        if (text.isPresent()) {
            return text.get();
        }
        Path file = path(given)
                .filter(Files::isRegularFile)
                .orElseThrow(() -> new WrongUsage("`" + given
                        + "` is neither a verifier key (`name+hash+key`) nor a file that contains one; the key is in"
                        + " the file `"
                        + FILE + "` of the server's " + "data folder"));
        return parse(Files.readString(file)).orElseThrow(() -> new WrongUsage("`" + file + "` is not a verifier key"));
    }

    private static Optional<VerifierKey> parse(String text) {
        try {
            return Optional.of(VerifierKey.parse(text.strip()));
        } catch (NoteFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
